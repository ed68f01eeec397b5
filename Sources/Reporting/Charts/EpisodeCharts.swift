import Autoscaling
import ClusterSimulation
import Experiments

/// Charts of single faults: what every arm's service showed around one, with its onset, detection, remedies and
/// recovery, and which signals moved in the first arm.
enum EpisodeCharts {
  static let kind = ChartKind("episode-…", shows: "one fault in all arms, and the signals that moved") {
    draw($0.runs, $0.options)
  }

  /// Most charts that are drawn of one scenario: one for each type of fault.
  static let most = AnomalyType.allCases.count

  /// A chart for each of the first faults of the plan; none where no signals were kept.
  static func draw(_ runs: [RunResult], _ options: ChartOptions) -> [Chart] {
    guard let first = runs.first?.faults, !first.health.isEmpty else { return [] }
    return first.outcomes.prefix(most).map { episode($0.record, runs, options) }
  }

  private static func episode(_ fault: FaultRecord, _ runs: [RunResult], _ options: ChartOptions) -> Chart {
    let longest =
      runs.compactMap { found(fault, in: $0) }.map { max($0.recovery, fault.end - fault.onset) }
      .max() ?? 600
    let shown = fault.onset - 180...fault.onset + min(3600, longest) + 300
    let signals = runs.first.flatMap { run in
      found(fault, in: run).map { EpisodeSignals(run.faults?.health ?? [], of: $0.record, shown: shown) }
    }
    let layout = Layout(panels: runs.count, signals: signals?.rows.count ?? 0)
    var panels = runs.enumerated().map { index, run in
      panel(index, run, fault, shown, options, layout, isLast: layout.signals == 0 && index == runs.count - 1)
    }
    if layout.signals > 0, let signals, let arm = runs.first?.arm {
      panels.append(changes(signals, arm, minutes(shown, of: fault), layout))
    }
    return Chart(
      name: "episode-\(fault.number)-\(fault.specification.type.rawValue)", title: title(fault),
      note: "Grey: the fault lasts",
      height: layout.height, panels: panels)
  }

  /// Where the parts of a chart stand, in points from its top.
  private struct Layout {
    /// Panels of arms, and rows of signals.
    var panels: Int, signals: Int
    private let top = 96, panel = 106, gap = 44, row = 13, bottom = 50
    var height: Int { top + panels * panel + panels * gap + signals * row + bottom }

    init(panels: Int, signals: Int) { (self.panels, self.signals) = (panels, signals) }

    func frame(panel index: Int) -> Chart.Frame { frame(top + index * (panel + gap), panel) }
    var signalFrame: Chart.Frame { frame(top + panels * (panel + gap), signals * row) }
    /// A distance from the top as a share of the height from below.
    func share(_ points: Int) -> Double { 1 - Double(points) / Double(height) }

    private func frame(_ from: Int, _ size: Int) -> Chart.Frame {
      Chart.Frame(
        left: .share(0.23), right: .share(0.87), top: .share(share(from)), bottom: .share(share(from + size)))
    }
  }

  private static func minutes(_ shown: ClosedRange<Double>, of fault: FaultRecord) -> Chart.Axis.Range {
    .between((shown.lowerBound - fault.onset) / 60, (shown.upperBound - fault.onset) / 60)
  }

  /// The time axis below all panels, or without words beside one above.
  private static func time(_ range: Chart.Axis.Range, isLast: Bool) -> Chart.Axis {
    isLast
      ? Chart.Axis(
        "time after the onset (min)", nudge: (0, 0.5), range: range, tics: Chart.Tics(format: .short))
      : Chart.Axis(range: range, tics: Chart.Tics(format: .none))
  }

  /// What an arm's service showed around the fault.
  private static func measures(
    _ index: Int, _ run: RunResult, _ fault: FaultRecord, _ shown: ClosedRange<Double>
  ) -> Chart.Table {
    let rows = (run.faults?.health ?? []).filter { shown.contains($0.timestamp) }.map { scrape -> [Double] in
      let minutes = (scrape.timestamp - fault.onset) / 60
      return [minutes, scrape.service.p95, 100 * scrape.service.violationShare]
    }
    return Chart.Table(
      "episode\(index)", label: run.arm,
      [.init("time after onset", "min"), .init("p95", "s"), .init("missed", "%")], rows)
  }

  /// The signals of the first arm: a row each, coloured where it is off what it was before the fault.
  private static func changes(
    _ signals: EpisodeSignals, _ arm: String, _ range: Chart.Axis.Range, _ layout: Layout
  ) -> Chart.Panel {
    let rows = signals.rows
    // the first row is at the top
    let cells = rows.enumerated().flatMap { index, row in
      row.stretches.map { stretch in
        [stretch.from / 60, stretch.to / 60, Double(rows.count - 1 - index), 100 * stretch.change]
      }
    }
    let table = Chart.Table(
      "signals",
      [.init("from", "min"), .init("to", "min"), .init("row from below"), .init("change", "%")], cells)
    return Chart.Panel(
      title: "\(arm): signals against the ten minutes before (grey: nothing to read)", titleSize: 10,
      frame: layout.signalFrame, x: time(range, isLast: true),
      y: Chart.Axis(
        range: .between(-0.5, Double(rows.count) - 0.5),
        tics: Chart.Tics(places: Chart.Tics.rows(rows.map(\.signal.title)), size: 9, length: 0)),
      shades: Chart.Shades(
        gradient: Ink.diverging, range: -100...100, label: "change (%)", nudge: (-0.5, 0), every: 50, size: 9,
        box: (
          0.885, layout.share(layout.height - 50), 0.015,
          Double(layout.signals * 13) / Double(layout.height)
        )),
      hasGrid: false, fields: [Chart.Field(ink: .demand)],
      marks: [
        .init(
          .cells(x: .between("from", "to"), y: .around("row from below", half: 0.45), value: "change"),
          of: table, .black)
      ])
  }

  private static func panel(
    _ index: Int, _ run: RunResult, _ fault: FaultRecord, _ shown: ClosedRange<Double>,
    _ options: ChartOptions, _ layout: Layout, isLast: Bool
  ) -> Chart.Panel {
    let outcome = found(fault, in: run)
    let remedies = (run.faults?.remedies ?? []).filter { shown.contains($0.requested) }
    var words = [outcome.map(verdict) ?? "the fault did not begin"]
    if let detection = outcome?.detection {
      words.append("detected after \(detection.formatted(digits: 0)) s")
    }
    let kinds = Set(remedies.map { $0.action.remedy.kind.rawValue }).sorted()
    if !kinds.isEmpty { words.append("remedies: \(kinds.joined(separator: ", "))") }
    // times in minutes after the onset
    func rule(_ seconds: Double, _ ink: Ink, _ dash: Int) -> Chart.Rule {
      Chart.Rule(axis: .x, value: seconds / 60, ink: ink, width: 1.2, dash: dash)
    }
    var rules: [Chart.Rule] = []
    if let detection = outcome?.detection { rules.append(rule(detection, .orange, 2)) }
    rules += remedies.prefix(20).map { rule($0.requested - fault.onset, .green, 3) }
    if let outcome, !outcome.isCensored, outcome.recovery > 0 {
      rules.append(rule(outcome.recovery, .blue, 1))
    }
    let table = measures(index, run, fault, shown)
    return Chart.Panel(
      title: "\(run.arm): \(words.joined(separator: ", "))", titleSize: 10,
      frame: layout.frame(panel: index), x: time(minutes(shown, of: fault), isLast: isLast),
      y: Chart.Axis("p95 latency (s)", nudge: (1, 0), range: .between(0.05, 20), isLogarithmic: true),
      right: Chart.Axis("missed (%)", nudge: (-1, 0), range: .between(0, 100)),
      fields: [Chart.Field(x: 0...max(0, (fault.end - fault.onset) / 60), ink: .shade)], rules: rules,
      key: index == 0
        ? Chart.Key(place: .at(x: 0.87, y: layout.share(30), .topRight), isHorizontal: true, rows: 2) : nil,
      marks: [
        .init(.area(x: "time after onset", y: "missed"), of: table, .demand, title: "missed"),
        .init(.line(x: "time after onset", y: "p95"), of: table, .purple, width: 1.6, title: "p95 latency"),
        .init(.level(options.latencyTarget), .limit, width: 1, dash: 2, title: "target"),
        .init(.sample, .orange, dash: 2, title: "detection"),
        .init(.sample, .green, dash: 3, title: "remedy"),
        .init(.sample, .blue, title: "recovery"),
      ])
  }

  private static func found(_ fault: FaultRecord, in run: RunResult) -> FaultOutcome? {
    run.faults?.outcomes.first { $0.record.number == fault.number }
  }

  private static func title(_ fault: FaultRecord) -> String {
    let specification = fault.specification
    return
      "\(specification.type.rawValue), severity \((100 * specification.severity).formatted(digits: 0)) %, "
      + "\(specification.scope.words)"
  }

  private static func verdict(_ outcome: FaultOutcome) -> String {
    if outcome.isCensored { return "not recovered" }
    return outcome.recovery > 0
      ? "recovered after \(outcome.recovery.formatted(digits: 0)) s" : "service level kept"
  }
}

extension FaultScope {
  /// What is struck, in words.
  var words: String {
    switch self {
    case .replicas(let count): "\(count) replica\(count == 1 ? "" : "s")"
    case .replicaShare(let share): "\((100 * share).formatted(digits: 0)) % of the replicas"
    case .nodes(let count): "\(count) node\(count == 1 ? "" : "s")"
    case .zone(let name): "zone \(name)"
    case .service: "the service"
    case .cluster: "the cluster"
    }
  }
}
