import Experiments

/// How well scores tell the ill from the healthy, over all thresholds: ROC and precision against recall.
enum DetectionChart {
  /// A score of one case, and whether there was something to find.
  typealias Case = (score: Double, isPositive: Bool)

  /// Two panels with a curve a detector, and what a score without knowledge reaches; nil where nothing is to be found, or
  /// nothing else.
  static func draw(_ detectors: [(name: String, cases: [Case])], title: String, name: String) -> ChartScript?
  {
    let shown = detectors.filter { one in
      one.cases.contains(where: \.isPositive) && one.cases.contains { !$0.isPositive }
    }
    guard let first = shown.first else { return nil }
    let base = Double(first.cases.count(where: \.isPositive)) / Double(first.cases.count)
    var blocks: [ChartBlock] = []
    var rates: [String] = []
    var precisions: [String] = []
    for (index, one) in shown.enumerated() {
      let points = thinned(curve(one.cases))
      blocks.append(
        ChartBlock(
          "detector\(index)", ["false positive rate", "recall", "precision", "threshold"],
          points.map { [$0.falseRate, $0.recall, $0.precision, $0.threshold] }))
      let style = "linecolor rgb '\(Palette.color(index))' linewidth 1.8 dashtype \(1 + index / 4 % 3)"
      rates.append("$detector\(index) using 1:2 with lines \(style) title \(Gnuplot.text(one.name))")
      precisions.append("$detector\(index) using 2:3 with steps \(style) title \(Gnuplot.text(one.name))")
    }
    let chance = "with lines linecolor rgb '#555555' dashtype 2 linewidth 1 title 'no knowledge'"
    let heading = "\(title), n = \(first.cases.count)"
    let body = """
      set multiplot layout 1,2 title \(Gnuplot.text(heading)) font ',13' margins 0.08,0.97,0.15,0.74 spacing 0.12,0
      \(Gnuplot.axes); set xrange [0:1]; set yrange [0:1.02]; set samples 2
      set key at screen 0.97,0.93 right top horizontal maxrows 2 samplen 2
      set title 'ROC' offset 0,-0.7
      set xlabel 'false positive rate'; set ylabel 'recall (true positive rate)' offset 1,0
      plot \(rates.joined(separator: ", \\\n  ")), \\
        x \(chance)
      set key off
      set title 'Precision and recall' offset 0,-0.7
      set xlabel 'recall'; set ylabel 'precision' offset 1,0
      plot \(precisions.joined(separator: ", \\\n  ")), \\
        \(base) \(chance)
      unset multiplot
      """
    return ChartScript(name: name, title: heading, width: 860, height: 400, blocks: blocks, body: body)
      .labelled(
        "detector", shown.map(\.name))
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
