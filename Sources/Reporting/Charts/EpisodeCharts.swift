import Autoscaling
import ClusterSimulation
import Experiments

/// Charts of single faults: what every arm's service showed around one, with its onset, detection, remedies and
/// recovery, and which signals moved in the first arm.
enum EpisodeCharts {
  /// Most charts that are drawn of one scenario: one for each type of fault.
  static let most = AnomalyType.allCases.count

  /// A chart for each of the first faults of the plan; none where no signals were kept.
  static func draw(_ runs: [RunResult], _ options: ChartOptions) -> [ChartScript] {
    guard let first = runs.first?.faults, !first.health.isEmpty else { return [] }
    return first.outcomes.prefix(most).map { episode($0.record, runs, options) }
  }

  private static func episode(
    _ fault: FaultRecord, _ runs: [RunResult], _ options: ChartOptions
  ) -> ChartScript {
    let longest =
      runs.compactMap { found(fault, in: $0) }.map { max($0.recovery, fault.end - fault.onset) }
      .max() ?? 600
    let shown = fault.onset - 180...fault.onset + min(3600, longest) + 300
    let signals = runs.first.flatMap { run in
      found(fault, in: run).map { EpisodeSignals(run.faults?.health ?? [], of: $0.record, shown: shown) }
    }
    let layout = Layout(panels: runs.count, signals: signals?.rows.count ?? 0)
    var lines = [
      "set multiplot title \(Gnuplot.text(title(fault))) font ',13'",
      "\(Gnuplot.axes); set ytics nomirror; set y2tics; set border 11",
      "set lmargin at screen 0.23; set rmargin at screen 0.87",
      "set xrange [\((shown.lowerBound - fault.onset) / 60):\((shown.upperBound - fault.onset) / 60)]",
      "set logscale y; set yrange [0.05:20]; set ylabel 'p95 latency (s)' offset 1,0",
      "set y2range [0:100]; set y2label 'missed (%)' offset -1,0; set key off",
      "set xlabel ''; set format x ''",
    ]
    var blocks: [ChartBlock] = []
    for (index, run) in runs.enumerated() {
      lines.append(layout.margins(panel: index))
      if layout.signals == 0, index == runs.count - 1 { lines.append(timeAxis) }
      blocks.append(measures(index, run, fault, shown))
      lines += panel(index, run, fault, shown, options, layout)
    }
    if layout.signals > 0, let signals, let arm = runs.first?.arm {
      blocks.append(cells(signals))
      lines += changes(signals, arm, layout)
    }
    lines.append("unset multiplot")
    return ChartScript(
      name: "episode-\(fault.number)-\(fault.specification.type.rawValue)", title: title(fault),
      height: layout.height, blocks: blocks, body: lines.joined(separator: "\n"))
  }

  /// Where the parts of a chart stand, in points from its top.
  private struct Layout {
    /// Panels of arms, and rows of signals.
    var panels: Int, signals: Int
    private let top = 96, panel = 106, gap = 44, row = 13, bottom = 50
    var height: Int { top + panels * panel + panels * gap + signals * row + bottom }

    init(panels: Int, signals: Int) { (self.panels, self.signals) = (panels, signals) }

    func margins(panel index: Int) -> String { margins(top + index * (panel + gap), panel) }
    var signalMargins: String { margins(top + panels * (panel + gap), signals * row) }
    /// A distance from the top, as gnuplot's share of the height from the bottom.
    func screen(_ points: Int) -> Double { 1 - Double(points) / Double(height) }

    private func margins(_ from: Int, _ size: Int) -> String {
      "set tmargin at screen \(screen(from)); set bmargin at screen \(screen(from + size))"
    }
  }

  private static let timeAxis = "set xlabel 'time after the onset (min)' offset 0,0.5; set format x '%g'"

  /// Every stretch of every signal, the first signal in the highest row.
  private static func cells(_ signals: EpisodeSignals) -> ChartBlock {
    let rows = signals.rows
    let cells = rows.enumerated().flatMap { index, row in
      row.stretches.map { stretch in
        [stretch.from / 60, stretch.to / 60, Double(rows.count - 1 - index), 100 * stretch.change]
      }
    }
    return ChartBlock("signals", ["from (min)", "to (min)", "row from below", "change (%)"], cells)
  }

  /// What an arm's service showed around the fault.
  private static func measures(
    _ index: Int, _ run: RunResult, _ fault: FaultRecord, _ shown: ClosedRange<Double>
  ) -> ChartBlock {
    let rows = (run.faults?.health ?? []).filter { shown.contains($0.timestamp) }.map { scrape -> [Double] in
      let minutes = (scrape.timestamp - fault.onset) / 60
      return [minutes, scrape.service.p95, 100 * scrape.service.violationShare]
    }
    return ChartBlock(
      "episode\(index)", ["time after onset (min)", "p95 (s)", "missed (%)"], rows, label: run.arm)
  }

  /// The signals of the first arm: a row each, coloured where it is off what it was before the fault.
  private static func changes(_ signals: EpisodeSignals, _ arm: String, _ layout: Layout) -> [String] {
    let rows = signals.rows
    // the first row is at the top
    let tics = rows.enumerated().map { (text: $1.signal.title, place: rows.count - 1 - $0) }
    return [
      layout.signalMargins,
      "unset arrow; unset object; unset logscale y; unset y2tics; unset y2label; unset ylabel; set border 3; unset grid",
      "set object rectangle from graph 0, graph 0 to graph 1, graph 1 fillcolor rgb '#BBBBBB' "
        + "fillstyle solid noborder behind",
      "set title \(Gnuplot.text("\(arm): signals against the ten minutes before (grey: nothing to read)")) offset 0,-0.7",
      "set yrange [-0.5:\(Double(rows.count) - 0.5)]; \(Gnuplot.tics("y", tics)) font ',9' scale 0",
      timeAxis, "set key off", Palette.diverging,
      "set cbrange [-100:100]; set cblabel 'change (%)' offset -0.5,0; set cbtics 50 font ',9'",
      "set colorbox user origin 0.885,\(layout.screen(layout.height - 50)) size 0.015,"
        + "\(Double(layout.signals * 13) / Double(layout.height))",
      "plot $signals using (($1+$2)/2):3:1:2:($3-0.45):($3+0.45):4 with boxxyerror linecolor palette "
        + "fillstyle solid noborder notitle, 1/0 notitle",
    ]
  }

  private static func panel(
    _ index: Int, _ run: RunResult, _ fault: FaultRecord, _ shown: ClosedRange<Double>,
    _ options: ChartOptions, _ layout: Layout
  ) -> [String] {
    let outcome = found(fault, in: run)
    let remedies = (run.faults?.remedies ?? []).filter { shown.contains($0.requested) }
    var words = [outcome.map(verdict) ?? "the fault did not begin"]
    if let detection = outcome?.detection {
      words.append("detected after \(detection.formatted(digits: 0)) s")
    }
    let kinds = Set(remedies.map { $0.action.remedy.kind.rawValue }).sorted()
    if !kinds.isEmpty { words.append("remedies: \(kinds.joined(separator: ", "))") }
    let title = "\(run.arm): \(words.joined(separator: ", "))"
    // times in minutes after the onset
    func line(_ seconds: Double, _ color: String, _ dash: Int) -> String {
      "set arrow from first \(seconds / 60), graph 0 to first \(seconds / 60), graph 1 nohead "
        + "linecolor rgb '\(color)' dashtype \(dash) linewidth 1.2"
    }
    var marks = ["unset arrow", "unset object"]
    marks.append(
      "set object rectangle from first 0, graph 0 to first \((fault.end - fault.onset) / 60), graph 1 "
        + "fillcolor rgb '#EEEEEE' fillstyle solid noborder behind")
    if let detection = outcome?.detection { marks.append(line(detection, Palette.series[1], 2)) }
    marks += remedies.prefix(20).map { line($0.requested - fault.onset, Palette.series[2], 3) }
    if let outcome, !outcome.isCensored, outcome.recovery > 0 {
      marks.append(line(outcome.recovery, Palette.series[0], 1))
    }
    let block = "$episode\(index)"
    return marks + [
      "set title \(Gnuplot.text(title)) font ',10' offset 0,-0.7",
      index == 0
        ? "set key at screen 0.87,\(layout.screen(30)) right top horizontal maxrows 2 samplen 2"
        : "set key off",
      """
      plot \(block) using 1:3 axes x1y2 with filledcurves y2=0 fillcolor rgb '\(Palette.demand)' title 'missed', \
        \(block) using 1:2 with lines linecolor rgb '\(Palette.series[3])' linewidth 1.6 title 'p95 latency', \
        \(options.latencyTarget) with lines linecolor rgb '\(Palette.limit)' linewidth 1 dashtype 2 title 'target', \
        NaN with lines linecolor rgb '\(Palette.series[1])' dashtype 2 title 'detection', \
        NaN with lines linecolor rgb '\(Palette.series[2])' dashtype 3 title 'remedy', \
        NaN with lines linecolor rgb '\(Palette.series[0])' title 'recovery'
      """,
    ]
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
