import ClusterSimulation
import Experiments

/// Recorded replicas against those that each policy would have asked for.
enum BacktestChart {
  static func draw(_ backtests: [Backtest], recording: String, follows: Bool) -> Chart {
    let start = backtests[0].decisions.first?.time ?? 0
    let highest = backtests.flatMap { [$0.summary.peak, $0.summary.recordedPeak] }.max() ?? 1
    return ChartPanels.draw(
      "backtest",
      backtests.map { ChartPanels.Panel(title: $0.name, rows: rows($0.decisions, since: start)) },
      title: "\(recording): replicas recorded and asked for\(follows ? ", each answer followed" : "")",
      y: Chart.Axis("replicas", range: .between(0, Double(max(1, highest)) * 1.05)),
      time: "time (days since the start of the recording)",
      columns: [.init("time", "days"), .init("recorded", "replicas"), .init("asked for", "replicas")]
    ) { table, ink in
      [
        .init(.filledSteps(x: "time", y: "recorded"), of: table, .demand, title: "recorded"),
        .init(.steps(x: "time", y: "asked for"), of: table, ink, width: 1.2, title: "asked for"),
      ]
    }
  }

  /// Days, recorded and asked: where one of them changes, and at both ends.
  private static func rows(_ decisions: [DecisionRecord], since start: Double) -> [[Double]] {
    decisions.indices.compactMap { index in
      let decision = decisions[index]
      let isEdge = index == 0 || index == decisions.count - 1
      guard
        isEdge || decisions[index - 1].current != decision.current
          || decisions[index - 1].desired != decision.desired
      else { return nil }
      return [(decision.time - start) / 86_400, Double(decision.current), Double(decision.desired)]
    }
  }
}

extension Charts {
  /// Draws what each policy would have asked for on a recording of the given name.
  ///
  /// - Parameters:
  ///   - backtests: At least one.
  ///   - recording: What the title calls the recording.
  ///   - follows: Whether each answer counted as carried out.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(
    backtests: [Backtest], recording: String, follows: Bool, folder: String
  ) throws -> DrawnCharts {
    try DrawnCharts(
      [BacktestChart.draw(backtests, recording: recording, follows: follows)], into: folder)
  }
}
