import ClusterSimulation
import Experiments

/// Recovery by type of fault.
enum RecoveryChart {
  static let kind = ChartKind("recovery-by-fault", shows: "recovery of all arms by type of fault") {
    [draw($0.runs)]
  }

  /// Longest time that counts, in seconds.
  private static let horizon = 1800.0

  /// A row a type with a point an arm, joined by a line; nil where nothing went wrong.
  static func draw(_ runs: [RunResult]) -> Chart? {
    let shown = runs.filter { !($0.faults?.outcomes.isEmpty ?? true) }
    let outcomes = shown.map { $0.faults?.outcomes ?? [] }
    let types = Set(outcomes.flatMap { $0.map(\.record.specification.type.rawValue) }).sorted()
    guard !types.isEmpty else { return nil }
    let means: [[Double?]] = outcomes.map { outcomes in
      types.map { type in
        let times = outcomes.filter { $0.record.specification.type.rawValue == type }
          .map { $0.isCensored ? horizon : min(horizon, $0.recovery) }
        return times.isEmpty ? nil : times.reduce(0, +) / Double(times.count)
      }
    }
    let counts = types.map { type in
      outcomes[0].filter { $0.record.specification.type.rawValue == type }.count
    }
    let top = types.count - 1
    let spans = types.indices.compactMap { type -> [Double]? in
      let times = means.compactMap { $0[type] }
      guard let low = times.min(), let high = times.max() else { return nil }
      return [low, high, Double(top - type)]
    }
    let span = Chart.Table("spans", [.init("shortest", "s"), .init("longest", "s"), .init("place")], spans)
    var marks = [
      Chart.Mark(.segments(x: ("shortest", "longest"), y: ("place", "place")), of: span, .demand, width: 3)
    ]
    for (index, (run, times)) in zip(shown, means).enumerated() {
      let rows = times.enumerated().compactMap { type, time in time.map { [$0, Double(top - type)] } }
      let table = Chart.Table(
        "recovery\(index)", label: run.arm, [.init("mean recovery", "s"), .init("place")], rows)
      marks.append(
        .init(
          .points(x: "mean recovery", y: "place"), of: table, .series(index), sign: .filled(index), size: 1.4,
          title: run.arm))
    }
    let names = zip(types, counts).map { "\($0) (n = \($1))" }
    return Chart(
      name: "recovery-by-fault",
      title: "Mean recovery by type of fault, restricted to \(Int(horizon)) s",
      height: 150 + 24 * types.count,
      panels: [
        Chart.Panel(
          x: Chart.Axis(
            "recovery after the onset (s); 0: the service level was kept", range: .from(0),
            tics: Chart.Tics(places: .every(300))),
          y: Chart.Axis(
            "fault (n an arm)", nudge: (1, 0), range: .between(-0.6, Double(top) + 0.6),
            tics: Chart.Tics(places: Chart.Tics.rows(names))),
          key: Chart.Key(place: .beside, sample: 1), marks: marks)
      ])
  }
}
