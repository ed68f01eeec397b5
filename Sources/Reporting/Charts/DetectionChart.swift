import Experiments

/// How well scores tell the ill from the healthy, over all thresholds: ROC and precision against recall.
enum DetectionChart {
  /// A score of one case, and whether there was something to find.
  typealias Case = (score: Double, isPositive: Bool)

  /// Two panels with a curve a detector, and what a score without knowledge reaches; nil where nothing is to be found, or
  /// nothing else.
  static func draw(_ detectors: [(name: String, cases: [Case])], title: String, name: String) -> Chart? {
    let shown = detectors.filter { one in
      one.cases.contains(where: \.isPositive) && one.cases.contains { !$0.isPositive }
    }
    guard let first = shown.first else { return nil }
    let base = Double(first.cases.count(where: \.isPositive)) / Double(first.cases.count)
    var rates: [Chart.Mark] = []
    var precisions: [Chart.Mark] = []
    for (index, one) in shown.enumerated() {
      let table = Chart.Table(
        "detector\(index)", label: one.name,
        [.init("false positive rate"), .init("recall"), .init("precision"), .init("threshold")],
        thinned(curve(one.cases)).map { [$0.falseRate, $0.recall, $0.precision, $0.threshold] })
      func mark(_ shape: Chart.Mark.Shape) -> Chart.Mark {
        Chart.Mark(
          shape, of: table, .series(index), width: 1.8, dash: Chart.Mark.dash(index), title: one.name)
      }
      rates.append(mark(.line(x: "false positive rate", y: "recall")))
      precisions.append(mark(.steps(x: "recall", y: "precision")))
    }
    func chance(_ shape: Chart.Mark.Shape) -> Chart.Mark {
      Chart.Mark(shape, .quiet, width: 1, dash: 2, title: "no knowledge")
    }
    func panel(
      _ title: String, _ frame: (left: Double, right: Double), x: String, y: String, marks: [Chart.Mark]
    ) -> Chart.Panel {
      Chart.Panel(
        title: title,
        frame: Chart.Frame(
          left: .share(frame.left), right: .share(frame.right), top: .share(0.74), bottom: .share(0.15)),
        x: Chart.Axis(x, range: .between(0, 1)),
        y: Chart.Axis(y, nudge: (1, 0), range: .between(0, 1.02)), marks: marks)
    }
    var panels = [
      panel(
        "ROC", (0.08, 0.465), x: "false positive rate", y: "recall (true positive rate)",
        marks: rates + [chance(.diagonal)]),
      panel(
        "Precision and recall", (0.585, 0.97), x: "recall", y: "precision",
        marks: precisions + [chance(.level(base))]),
    ]
    panels[0].key = Chart.Key(place: .at(x: 0.97, y: 0.93, .topRight), isHorizontal: true, rows: 2)
    return Chart(
      name: name, title: "\(title), n = \(first.cases.count)", width: 860, height: 400, panels: panels)
  }

  /// A threshold and what it gives; from the highest threshold down, one a different score.
  static func curve(_ cases: [Case]) -> [(
    threshold: Double, falseRate: Double, recall: Double, precision: Double
  )] {
    let sorted = cases.sorted { $0.score > $1.score }
    let positives = Double(cases.count(where: \.isPositive))
    let negatives = Double(cases.count) - positives
    // nothing is called positive: precision is that of the first threshold, by convention
    var points = [(threshold: Double.infinity, falseRate: 0.0, recall: 0.0, precision: 1.0)]
    var (hits, alarms) = (0.0, 0.0)
    for (index, one) in sorted.enumerated() {
      if one.isPositive { hits += 1 } else { alarms += 1 }
      if index + 1 < sorted.count, sorted[index + 1].score == one.score { continue }
      points.append((one.score, alarms / negatives, hits / positives, hits / (hits + alarms)))
    }
    if points.count > 1 { points[0].precision = points[1].precision }
    return points
  }

  /// At most 400 points, evenly spread, with the ends.
  private static func thinned<Point>(_ points: [Point]) -> [Point] {
    guard points.count > 400 else { return points }
    return (0..<400).map { points[$0 * (points.count - 1) / 399] }
  }
}

extension Charts {
  /// Draws ROC and precision against recall of a classifier's probability that something is wrong, beside the share of
  /// requests that were late or failed, which needs no model.
  ///
  /// - Parameters:
  ///   - evaluation: The scores of all parts.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(detection evaluation: ClassifierEvaluation, folder: String) throws -> DrawnCharts {
    let scores = evaluation.episodes.flatMap(\.scores)
    let chart = DetectionChart.draw(
      [
        ("classifier", scores.map { ($0.fault, $0.isIll) }),
        ("late or failed requests", scores.map { ($0.violationShare, $0.isIll) }),
      ], title: "Scrapes with a fault, \(evaluation.part.rawValue) episodes",
      name: "detection-\(evaluation.part.rawValue)")
    return try DrawnCharts([chart].compactMap(\.self), into: folder)
  }

  /// Draws ROC and precision against recall of a failure predictor's probability, beside the share of requests that are late
  /// or failed already.
  ///
  /// - Parameters:
  ///   - evaluation: What was asked and answered.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(failures evaluation: FailurePredictorEvaluation, folder: String) throws
    -> DrawnCharts
  {
    let answers = evaluation.answers.flatMap { $0 }
    let chart = DetectionChart.draw(
      [
        ("failure predictor", answers.map { ($0.predicted, $0.isPositive) }),
        ("late or failed requests", answers.map { ($0.violationShare, $0.isPositive) }),
      ], title: "Failures within ten minutes, \(evaluation.part.rawValue) episodes",
      name: "failures-\(evaluation.part.rawValue)")
    return try DrawnCharts([chart].compactMap(\.self), into: folder)
  }
}
