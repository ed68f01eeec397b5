import Autoscaling

@testable import ClusterSimulation

/// Means of all signals over some scrapes.
struct Symptoms {
  private var means: [FaultSignal: Double] = [:]

  /// The mean over the scrapes in which the signal could be read; 0 without one.
  subscript(signal: FaultSignal) -> Double { means[signal] ?? 0 }

  /// Over the scrapes taken from `from` to `to` seconds after the measured window begins.
  init(_ health: [HealthObservation], from: Double, to: Double, _ record: FaultRecord) {
    let scrapes = health.filter { $0.timestamp - 300 > from && $0.timestamp - 300 <= to }
    for signal in FaultSignal.allCases {
      let values = scrapes.compactMap { signal.value(in: $0, of: record) }
      if !values.isEmpty { means[signal] = values.reduce(0, +) / Double(values.count) }
    }
  }
}
