import Foundation
import SimulationKernel

/// Which replicas the load balancer of the measured service has ejected.
///
/// An ejected replica stays ready and gets no requests. What it does not have: panic mode, and ejection between two looks.
struct OutlierEjection: Sendable {
  private struct Host {
    var ejections = 0
    var until: SimulationTime?
  }

  let parameters: OutlierEjectionParameters
  private var hosts: [Int: Host] = [:]

  init(_ parameters: OutlierEjectionParameters) { self.parameters = parameters }

  /// Whether a replica is ejected.
  func isEjected(_ pod: Int) -> Bool { hosts[pod]?.until != nil }

  /// A replica is not ready any more: it comes back as an ordinary one.
  mutating func forget(_ pod: Int) { hosts[pod]?.until = nil }

  /// Looks at the ready replicas, in order; says which come back and which are ejected now.
  mutating func look(_ ready: [(pod: Int, outcomes: ReplicaOutcomes)], at now: SimulationTime)
    -> (back: [Int], out: [Int])
  {
    var back: [Int] = []
    for (pod, _) in ready {
      if let until = hosts[pod]?.until {
        guard until <= now else { continue }
        hosts[pod]?.until = nil
        back.append(pod)
      } else if let count = hosts[pod]?.ejections, count > 0 {
        hosts[pod]?.ejections = count - 1
      }
    }
    let serving = ready.filter { hosts[$0.pod]?.until == nil && !back.contains($0.pod) }
    var ejected = ready.count - serving.count - back.count
    let least = leastSuccess(serving.map(\.outcomes))
    var out: [Int] = []
    for (pod, outcomes) in serving {
      guard Double(ejected + 1) <= parameters.mostEjected * Double(ready.count) else { break }
      let isRun = outcomes.failuresInARow >= parameters.consecutiveErrors
      let isOutlier = least.map { bound in
        outcomes.requests >= Double(parameters.successRequests)
          && outcomes.failedShare * outcomes.requests >= 1 && 1 - outcomes.failedShare < bound
      }
      guard isRun || isOutlier == true else { continue }
      let count = (hosts[pod]?.ejections ?? 0) + 1
      let seconds = min(parameters.longestEjection, parameters.baseEjection * Double(count))
      // the count falls by one with each look that follows
      hosts[pod] = Host(ejections: count, until: now + .seconds(rounding: seconds))
      out.append(pod)
      ejected += 1
    }
    return (back, out)
  }

  /// The share of successes below which a replica is an outlier; nil where too few have had enough requests.
  private func leastSuccess(_ outcomes: [ReplicaOutcomes]) -> Double? {
    let busy = outcomes.filter { $0.requests >= Double(parameters.successRequests) }
    guard busy.count >= parameters.successHosts else { return nil }
    let shares = busy.map { 1 - $0.failedShare }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count)
    return mean - parameters.successDeviations * variance.squareRoot()
  }
}

extension ReplicaOutcomes {
  /// What a fluid of `requests` in an interval shows: the longest run that is to be expected once among so many
  /// independent requests, the `n` with `(requests − n)(1 − f)fⁿ + fⁿ ≥ ½`.
  static func expected(requests: Double, failedShare share: Double) -> Self {
    var outcomes = Self(requests: requests, failedShare: share)
    guard share > 0 else { return outcomes }
    var chance = 1.0
    for length in 1...100 where Double(length) <= requests {
      chance *= share
      guard ((requests - Double(length)) * (1 - share) + 1) * chance >= 0.5 else { break }
      outcomes.failuresInARow = length
    }
    return outcomes
  }
}
