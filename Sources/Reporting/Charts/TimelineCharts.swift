import ClusterSimulation
import Experiments
import Foundation

/// Charts with time on the horizontal axis and a panel an arm.
enum TimelineCharts {
  static let demandAndSupply = ChartKind(
    "demand-and-supply", shows: "ready replicas against demand; over- and under-provisioned areas"
  ) { [$0.courses.isEmpty ? nil : demandAndSupply($0.courses, $0.options)] }

  static let latency = ChartKind("latency", shows: "the objective's percentile, and its target") {
    [$0.courses.isEmpty ? nil : latency($0.courses, $0.options)]
  }

  static let percentiles = ChartKind(
    "latency-percentiles", shows: "p50, p95, p99 of every scrape, where signals are kept"
  ) { [$0.courses.isEmpty ? nil : percentiles($0.courses, $0.options)] }

  static let cost = ChartKind("cost-over-time", shows: "what was paid so far") {
    [$0.courses.isEmpty ? nil : cost($0.courses, $0.options)]
  }

  static let decisions = ChartKind("scaling-decisions", shows: "when each arm scaled, which way, and how far")
  {
    [decisions($0.runs, $0.options)]
  }

  static func demandAndSupply(_ runs: [RunResult], _ options: ChartOptions) -> Chart {
    let highest =
      runs.flatMap { points($0, options) }.map { max($0.demand, max($0.ready, $0.desired)) }.max() ?? 1
    let replicas = "replicas"
    return panels(
      "demand-and-supply", runs, options,
      title: "Replicas demanded (fewest within the SLO) and ready, over- and under-provisioned",
      y: Chart.Axis("replicas", range: .between(0, Double(highest) * 1.05)),
      columns: [
        .init("time", "days"), .init("until", "days"), .init("demand", replicas), .init("ready", replicas),
        .init("desired", replicas),
      ],
      rows: { steps($0) { [$0.demand, $0.ready, $0.desired].map(Double.init) } }
    ) { table, _ in
      let boxes = Chart.Mark.Shape.boxes(x: .between("time", "until"), y: .between("demand", "ready"))
      return [
        .init(boxes, of: table, .over, rows: .above("ready", "demand"), title: "over"),
        .init(boxes, of: table, .under, rows: .below("ready", "demand"), title: "under"),
        .init(.steps(x: "time", y: "demand"), of: table, .black, width: 1, title: "demand"),
        .init(.steps(x: "time", y: "ready"), of: table, .blue, width: 1, title: "ready"),
      ]
    }
  }

  static func latency(_ runs: [RunResult], _ options: ChartOptions) -> Chart {
    panels(
      "latency", runs, options,
      title: "Latency percentile of the objective and its target of \(options.latencyTarget) s",
      y: Chart.Axis(
        "latency (s)", range: .between(options.latencyTarget / 8, options.latencyTarget * 40),
        isLogarithmic: true),
      columns: [.init("time", "days"), .init("latency", "s")],
      rows: { $0.map { [$0.time / 86_400, $0.latency] } }
    ) { table, ink in
      [
        .init(.line(x: "time", y: "latency"), of: table, ink, width: 1, title: "latency"),
        target(options),
      ]
    }
  }

  /// Latency percentiles as every scrape said them; nil where no signals were kept.
  static func percentiles(_ runs: [RunResult], _ options: ChartOptions) -> Chart? {
    let shown = runs.filter { !($0.faults?.health.isEmpty ?? true) }
    guard !shown.isEmpty else { return nil }
    return ChartPanels.draw(
      "latency-percentiles",
      shown.map { run in
        let health = (run.faults?.health ?? []).filter { options.window?.contains($0.timestamp) ?? true }
        return ChartPanels.Panel(
          title: run.arm,
          rows: health.map {
            [$0.timestamp / 86_400, $0.service.p50, $0.service.p95, $0.service.p99].map { $0 > 0 ? $0 : .nan }
          })
      },
      title: "Latency percentiles of every scrape and the target of \(options.latencyTarget) s",
      y: Chart.Axis(
        "latency (s)", range: .between(options.latencyTarget / 50, options.latencyTarget * 40),
        isLogarithmic: true),
      time: time, columns: [.init("time", "days"), .init("p50", "s"), .init("p95", "s"), .init("p99", "s")]
    ) { table, _ in
      [
        .init(.line(x: "time", y: "p99"), of: table, .orange, width: 0.8, title: "p99"),
        .init(.line(x: "time", y: "p95"), of: table, .blue, width: 1, title: "p95"),
        .init(.line(x: "time", y: "p50"), of: table, .green, width: 1, title: "p50"),
        target(options),
      ]
    }
  }

  /// What each arm has paid up to each moment.
  static func cost(_ runs: [RunResult], _ options: ChartOptions) -> Chart {
    let marks = runs.enumerated().map { index, run in
      let stride = max(1, run.timeline.count / 400)
      let rows = run.timeline.enumerated().filter {
        $0.offset % stride == 0 || $0.offset == run.timeline.count - 1
      }
      .map { [$0.element.time / 86_400, $0.element.cost] }
      let table = Chart.Table(
        "cost\(index)", label: run.arm, [.init("time", "days"), .init("node cost", "USD")], rows)
      return Chart.Mark(
        .line(x: "time", y: "node cost"), of: table, .series(index), width: 1.6, dash: Chart.Mark.dash(index),
        title: run.arm)
    }
    let ends = runs.flatMap { [$0.timeline.first?.time, $0.timeline.last?.time].compactMap(\.self) }
    return Chart(
      name: "cost-over-time",
      title: "Node cost since the start of the measured part, \(Count.of(runs.count, "arm"))",
      height: Chart.height(forKeys: runs.count),
      panels: [
        Chart.Panel(
          x: Chart.Axis(time, range: Chart.Axis.days(ends)),
          y: Chart.Axis("node cost (USD)", range: .from(0)),
          key: Chart.Key(place: .beside), marks: marks)
      ])
  }

  /// When each arm scaled, and which way.
  static func decisions(_ runs: [RunResult], _ options: ChartOptions) -> Chart? {
    let moves = runs.map { run in
      run.decisions.filter { $0.desired != $0.current && options.window?.contains($0.time) ?? true }
    }
    guard moves.contains(where: { !$0.isEmpty }) else { return nil }
    let count = runs.count
    var marks: [Chart.Mark] = []
    for (index, decisions) in moves.enumerated() where !decisions.isEmpty {
      let place = Double(count - 1 - index)
      let table = Chart.Table(
        "moves\(index)", label: runs[index].arm,
        [.init("time", "days"), .init("place"), .init("change", "replicas"), .init("end of the bar")],
        decisions.map { decision in
          let change = Double(decision.desired - decision.current)
          return [decision.time / 86_400, place, change, place + height(of: change)]
        })
      let bar = Chart.Mark.Shape.segments(x: ("time", "time"), y: ("place", "end of the bar"))
      // the key tells each way once
      let isFirst = marks.isEmpty
      marks += [
        .init(bar, of: table, .under, rows: .above("change", nil), width: 1.2, title: isFirst ? "up" : ""),
        .init(bar, of: table, .blue, rows: .below("change", nil), width: 1.2, title: isFirst ? "down" : ""),
      ]
    }
    return Chart(
      name: "scaling-decisions",
      title: "Scaling decisions that changed the replicas, n = \(moves.reduce(0) { $0 + $1.count })",
      height: 130 + 34 * count,
      panels: [
        Chart.Panel(
          x: Chart.Axis(time, range: Chart.Axis.days(moves.flatMap { $0.map(\.time) })),
          y: Chart.Axis(
            "arm (height: replicas changed)", nudge: (1, 0), range: .between(-0.6, Double(count) - 0.2),
            tics: Chart.Tics(places: Chart.Tics.rows(runs.map(\.arm)))),
          key: Chart.Key(place: .inside(.topRight), isHorizontal: true), marks: marks)
      ])
  }

  /// A bar that can be seen for one replica and stays in its row for a hundred.
  private static func height(of change: Double) -> Double {
    let size = 0.08 + 0.34 * (1 - exp(-abs(change) / 4))
    return change > 0 ? size : -size
  }

  private static func target(_ options: ChartOptions) -> Chart.Mark {
    Chart.Mark(.level(options.latencyTarget), .limit, width: 1, dash: 2, title: "target")
  }

  static let time = "time (days since the start of the trace)"

  static func points(_ run: RunResult, _ options: ChartOptions) -> [TimelinePoint] {
    guard let window = options.window else { return run.timeline }
    return run.timeline.filter { window.contains($0.time) }
  }

  /// Step functions as stretches without a change: beginning and end in days, then the values. gnuplot's filled curves would draw
  /// a hair down to the axis at each change.
  private static func steps(_ points: [TimelinePoint], _ values: (TimelinePoint) -> [Double]) -> [[Double]] {
    var rows: [[Double]] = []
    for (index, point) in points.enumerated() {
      let (day, now) = (point.time / 86_400, values(point))
      if !rows.isEmpty { rows[rows.count - 1][1] = day }
      if rows.last.map({ Array($0.dropFirst(2)) }) != now || index == points.count - 1 {
        rows.append([day, day] + now)
      }
    }
    return rows
  }

  private static func panels(
    _ name: String, _ runs: [RunResult], _ options: ChartOptions, title: String, y: Chart.Axis,
    columns: [Chart.Table.Column], rows: ([TimelinePoint]) -> [[Double]],
    marks: (_ table: Chart.Table, _ ink: Ink) -> [Chart.Mark]
  ) -> Chart {
    ChartPanels.draw(
      name, runs.map { ChartPanels.Panel(title: $0.arm, rows: rows(points($0, options))) }, title: title,
      y: y, time: time, columns: columns, marks: marks)
  }
}
