import Autoscaling
import ClusterSimulation
import Stochastics

/// What every signal did around a fault: for each, stretches of time with its change against the ten minutes before.
struct EpisodeSignals {
  /// A stretch in which a signal's change is the same, to a twentieth.
  struct Stretch: Equatable {
    /// From and to, in seconds after the onset.
    var from: Double, to: Double
    /// The change as a share of the usual value, −1…1; beyond that it is cut.
    var change: Double
  }

  /// The signals that could be read, and their stretches in order of time; where there is none, nothing could be read.
  let rows: [(signal: FaultSignal, stretches: [Stretch])]

  /// - Parameters:
  ///   - health: The scrapes of the whole run, in order of time.
  ///   - fault: The fault, as this run had it.
  ///   - shown: The stretch of time to show, in seconds on the workload's time line.
  init(_ health: [HealthObservation], of fault: FaultRecord, shown: ClosedRange<Double>) {
    let before = health.filter { fault.onset - 600 < $0.timestamp && $0.timestamp <= fault.onset }
    let scrapes = health.filter { shown.contains($0.timestamp) }
    // a step for each of at most 120 columns, in whole scrapes of 15 s
    let step = max(30, ((shown.upperBound - shown.lowerBound) / 120 / 15).rounded(.up) * 15)
    rows = FaultSignal.allCases.compactMap { signal in
      guard let usual = median(before.compactMap { signal.value(in: $0, of: fault) }) else { return nil }
      var stretches: [Stretch] = []
      for (index, values) in Self.binned(scrapes, signal, fault, from: shown.lowerBound, step: step) {
        let change = (values.reduce(0, +) / Double(values.count) - usual) / max(abs(usual), signal.floor)
        let rounded = (min(1, max(-1, change)) * 20).rounded() / 20
        let from = shown.lowerBound - fault.onset + Double(index) * step
        if let last = stretches.last, last.change == rounded, last.to == from {
          stretches[stretches.count - 1].to = from + step
        } else {
          stretches.append(Stretch(from: from, to: from + step, change: rounded))
        }
      }
      return stretches.isEmpty ? nil : (signal, stretches)
    }
  }

  private static func binned(
    _ scrapes: [HealthObservation], _ signal: FaultSignal, _ fault: FaultRecord, from: Double, step: Double
  ) -> [(index: Int, values: [Double])] {
    var bins: [(index: Int, values: [Double])] = []
    for scrape in scrapes {
      guard let value = signal.value(in: scrape, of: fault) else { continue }
      let index = Int((scrape.timestamp - from) / step)
      if bins.last?.index == index {
        bins[bins.count - 1].values.append(value)
      } else {
        bins.append((index, [value]))
      }
    }
    return bins
  }
}
