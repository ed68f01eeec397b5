import Foundation

/// From a metric's samples to a number of replicas. Pure functions; sections 3.3, 3.4 and 4.
public enum ReplicaCalculator {
  /// A per-pod target.
  public enum Target: Sendable, Hashable {
    /// Percent of the request, at least 1.
    case utilization(Int64)
    /// Milli-units, positive.
    case averageValue(Int64)
  }

  private struct Usage {
    var ratio: Double
    var utilization: Int64?
    var average: Int64
  }

  /// The proposal of a Resource, ContainerResource or Pods metric. (Section 3.4.)
  ///
  /// - Parameters:
  ///   - tally: The pods, sorted.
  ///   - target: What is aimed at.
  ///   - current: `spec.replicas` of the target.
  ///   - tolerance: In force for this HPA.
  public static func replicas(
    _ tally: PodMetricTally, target: Target, current: Int32, tolerance: HPATolerance
  ) throws(HPAMetricError) -> HPAProposal {
    guard tally.pods > 0 else { throw .noPods }
    guard tally.counted + tally.ghosts > 0 else { throw .noUsableMetrics }
    if case .utilization = target, let error = tally.requestError { throw error }
    let first = try usage(tally, target, fill: 0, request: 0, extra: 0)
    let proposal = { (replicas: Int32, basis: HPAProposal.Basis) in
      HPAProposal(replicas: replicas, utilization: first.utilization, value: first.average, basis: basis)
    }
    let upWithUnready = tally.unready > 0 && first.ratio > 1.0
    if !upWithUnready, tally.missing == 0 {
      if HPAArithmetic.isWithin(first.ratio, tolerance) { return proposal(current, .tolerance) }
      return proposal(HPAArithmetic.ceiling(first.ratio * Double(tally.counted)), .ratio)
    }
    var fill: Int64 = 0
    var request: Int64 = 0
    var extra: Int64 = 0
    if tally.missing > 0, first.ratio < 1.0 {
      if case .averageValue(let value) = target {
        fill = value &* tally.missing
      } else {
        fill = tally.missingFallback
      }
    }
    if tally.missing > 0, first.ratio != 1.0 {
      request &+= tally.missingRequest
      extra += tally.missing
    }
    if upWithUnready {
      request &+= tally.unreadyRequest
      extra += tally.unready
    }
    let second = try usage(tally, target, fill: fill, request: request, extra: extra).ratio
    if HPAArithmetic.isWithin(second, tolerance) {
      return proposal(current, HPAArithmetic.isWithin(first.ratio, tolerance) ? .tolerance : .unknownPods)
    }
    // the fill may not turn the direction round
    if first.ratio < 1.0 && second > 1.0 || first.ratio > 1.0 && second < 1.0 {
      return proposal(current, .unknownPods)
    }
    let wanted = HPAArithmetic.ceiling(second * Double(tally.counted + tally.ghosts + extra))
    if second < 1.0 && wanted > current || second > 1.0 && wanted < current {
      return proposal(current, .unknownPods)
    }
    return proposal(wanted, .ratio)
  }

  /// Ratio of usage to target over the counted samples and `extra` filled ones. (Section 3.3.)
  private static func usage(
    _ tally: PodMetricTally, _ target: Target, fill: Int64, request: Int64, extra: Int64
  ) throws(HPAMetricError) -> Usage {
    let used = tally.countedUsage &+ fill
    switch target {
    case .utilization(let percent):
      let requested = tally.countedRequest &+ request
      guard requested != 0 else { throw .zeroTotalRequest }
      // wraps like the sums: the one quotient that overflows is no reason to stop
      let utilization = (used &* 100).dividedReportingOverflow(by: requested).partialValue
      return Usage(
        ratio: Double(utilization) / Double(percent), utilization: utilization,
        average: used / max(1, tally.counted + extra))
    case .averageValue(let value):
      let average = (used &+ tally.ghostUsage) / (tally.counted + tally.ghosts + extra)
      return Usage(ratio: Double(average) / Double(value), utilization: nil, average: average)
    }
  }

  /// Object or External metric with a Value target. (Sections 4.1, 4.2.)
  ///
  /// - Parameters:
  ///   - usage: The value in milli-units, for External the saturated sum of the series.
  ///   - target: In milli-units.
  ///   - current: `spec.replicas`.
  ///   - readyPods: Selected pods that run and are ready, terminating ones included; nil if no pod was selected.
  ///   - tolerance: In force for this HPA.
  public static func valueReplicas(
    usage: Int64, target: Int64, current: Int32, readyPods: Int64?, tolerance: HPATolerance
  ) throws(HPAMetricError) -> HPAProposal {
    let ratio = Double(usage) / Double(target)
    if current == 0 {
      return HPAProposal(replicas: HPAArithmetic.ceiling(ratio), utilization: nil, value: usage)
    }
    if HPAArithmetic.isWithin(ratio, tolerance) {
      return HPAProposal(replicas: current, utilization: nil, value: usage, basis: .tolerance)
    }
    guard let readyPods else { throw .noPods }
    return HPAProposal(
      replicas: HPAArithmetic.ceiling(ratio * Double(readyPods)), utilization: nil, value: usage)
  }

  /// Object or External metric with an AverageValue target. (Sections 4.3, 4.4.)
  ///
  /// - Parameters:
  ///   - usage: The value or the sum of the series in milli-units.
  ///   - target: In milli-units a replica.
  ///   - statusReplicas: The target's `status.replicas`.
  ///   - tolerance: In force for this HPA.
  public static func averageValueReplicas(
    usage: Int64, target: Int64, statusReplicas: Int32, tolerance: HPATolerance
  ) -> HPAProposal {
    let ratio = Double(usage) / (Double(target) * Double(statusReplicas))
    let average = (Double(usage) / Double(statusReplicas)).rounded(.up)
    let value: Int64? =
      statusReplicas == 0 ? nil : usage == .max ? .max : average >= 0x1p63 ? .max : Int64(average)
    if HPAArithmetic.isWithin(ratio, tolerance) {
      return HPAProposal(replicas: statusReplicas, utilization: nil, value: value, basis: .tolerance)
    }
    return HPAProposal(
      replicas: HPAArithmetic.ceiling(Double(usage) / Double(target)), utilization: nil, value: value)
  }

  /// The sum of External series for a Value target: adding a positive value saturates. (Section 4.1.)
  public static func valueSum(_ series: [Int64]) -> Int64 {
    series.reduce(0) { sum, value in
      let (result, overflow) = sum.addingReportingOverflow(value)
      return overflow && value > 0 ? .max : result
    }
  }

  /// The sum of External series for an AverageValue target: it wraps, and stops as "infinite" once negative.
  /// (Section 4.1.)
  public static func averageValueSum(_ series: [Int64]) -> Int64 {
    var sum: Int64 = 0
    for value in series {
      sum = sum &+ value
      if sum < 0 { return .max }
    }
    return sum
  }
}
