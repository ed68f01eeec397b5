/// How much more of the plane of two objectives one policy's front covers than another's.
///
/// Each policy was run with each value of its own knob on the same workloads. The front is that of the objectives
/// averaged over workloads, as one value of the knob must serve them all.
public struct HypervolumeDifference: Sendable, Equatable {
  /// Hypervolume of the treatment less that of the baseline, in the product of the objectives' units, with the error of
  /// the jackknife over workloads: the default.
  public let estimate: StudentTEstimate
  /// The percentile interval by a bootstrap over workloads, all knobs of both arms together; with few workloads it
  /// covers too little.
  public let bootstrapInterval: ClosedRange<Double>

  /// Compares two policies.
  ///
  /// - Parameters:
  ///   - treatment: the objectives of each workload, for each value of the knob.
  ///   - baseline: the same of the other policy; the same workloads in the same order, any number of knob values.
  ///   - reference: a fixed point, worse than what counts.
  ///   - confidence: of `bootstrapInterval`, between 0 and 1.
  ///   - plan: how it draws.
  /// - Precondition: at least two workloads, and all knob values have each of them.
  public init(
    treatment: [[ObjectivePair]], baseline: [[ObjectivePair]], reference: ObjectivePair,
    confidence: Double = 0.95, plan: BootstrapPlan = BootstrapPlan()
  ) {
    let count = treatment.first?.count ?? 0
    precondition(count > 1, "at least 2 workloads are needed, are \(count)")
    precondition(
      !baseline.isEmpty && (treatment + baseline).allSatisfy { $0.count == count },
      "each value of the knob needs each of the \(count) workloads")
    let difference = { (indices: [Int]) in
      Self.volume(treatment, indices, reference) - Self.volume(baseline, indices, reference)
    }
    let all = Array(0..<count)
    estimate = jackknifeEstimate(
      difference(all), leftOut: all.map { out in difference(all.filter { $0 != out }) })
    let replicates = plan.replicates(of: count, purpose: .hypervolumeBootstrap) { indices, _ in
      difference(indices)
    }
    bootstrapInterval = percentileInterval(ofSorted: replicates.sorted(), confidence: confidence)
  }

  private static func volume(_ knobs: [[ObjectivePair]], _ indices: [Int], _ reference: ObjectivePair)
    -> Double
  {
    let count = Double(indices.count)
    let means = knobs.map { knob in
      ObjectivePair(
        indices.reduce(0) { $0 + knob[$1].first } / count, indices.reduce(0) { $0 + knob[$1].second } / count)
    }
    return ParetoFront(means).hypervolume(reference: reference)
  }
}
