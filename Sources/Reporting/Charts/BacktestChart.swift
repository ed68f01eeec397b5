import ClusterSimulation
import Experiments

/// Recorded replicas against those that each policy would have asked for.
enum BacktestChart {
  static func draw(_ backtests: [Backtest], recording: String, follows: Bool) -> ChartScript {
    let start = backtests[0].decisions.first?.time ?? 0
    let highest = backtests.flatMap { [$0.summary.peak, $0.summary.recordedPeak] }.max() ?? 1
    return ChartPanels.draw(
      "backtest",
      backtests.map { ChartPanels.Panel(title: $0.name, rows: rows($0.decisions, since: start)) },
      title: "\(recording): replicas recorded and asked for\(follows ? ", each answer followed" : "")",
      axis: "replicas", time: "time (days since the start of the recording)",
      extra: "set yrange [0:\(Double(max(1, highest)) * 1.05)]",
      columns: ["time (days)", "recorded (replicas)", "asked for (replicas)"]
    ) { block, color in
      """
      plot \(block) using 1:2 with fillsteps fillcolor rgb '\(Palette.demand)' title 'recorded', \\
        \(block) using 1:3 with steps linecolor rgb '\(color)' linewidth 1.2 title 'asked for'
      """
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
