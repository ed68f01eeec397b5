import Autoscaling
import Foundation
import Learning
import SimulationKernel
import Stochastics
import Synchronization

extension RandomPurpose {
  static let exploration = RandomPurpose("replica exploration")
}

/// Lets another policy decide and writes down, at each new scrape, what a replica predictor would have read.
struct RecordingPolicy: ScalingPolicy {
  /// What was seen at one new scrape.
  struct Entry: Sendable {
    var now: SimulationTime
    var row: [Double]
    var load: Double
    var current: Int
  }

  /// Entries in order of time, shared with the policy in the run.
  final class Log: Sendable {
    private let kept = Mutex<[Entry]>([])
    var entries: [Entry] { kept.withLock { $0 } }
    func add(_ entry: Entry) { kept.withLock { $0.append(entry) } }
  }

  private var inner: any ScalingPolicy
  private let log: Log
  private var features: ReplicaFeatures
  /// Decides by which factor answers are changed, every ten minutes anew; nil leaves them alone.
  private let exploration: UInt64?

  init(_ inner: any ScalingPolicy, step: SimulationDuration, log: Log, exploration: UInt64?) {
    self.inner = inner
    self.log = log
    self.exploration = exploration
    features = ReplicaFeatures(step: step)
  }

  var readsDetails: Bool { true }

  mutating func decide(_ observation: Observation) -> ScalingDecision {
    if let sample = observation.service, features.add(sample) {
      log.add(
        Entry(
          now: observation.now, row: features.row, load: sample.requestsPerSecond,
          current: observation.specReplicas))
    }
    var decision = inner.decide(observation)
    if let exploration {
      let turn = UInt64(observation.now.sinceOrigin / .seconds(600))
      var stream = RandomStream(seed: exploration, purpose: .exploration, ordinal: turn)
      // from three quarters to twice as many, evenly on a logarithmic scale
      let factor = 0.75 * pow(2 / 0.75, stream.nextUnit())
      decision.desiredReplicas = Int((Double(decision.desiredReplicas) * factor).rounded())
    }
    return decision
  }
}
