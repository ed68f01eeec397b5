/// The effects of one arm against another, seeds nested in workloads.
///
/// A workload's effect is the mean over its seeds, the effect as a whole the mean over workloads: each workload weighs
/// the same, however many seeds it has. Workloads are ordered by name and seeds by number, so that no result depends
/// on the order in which runs ended.
///
/// ```swift
/// let effects = PairedEffects(observations, scale: .logRatio)
/// if let estimate = effects.estimate { print(exp(estimate.value), estimate.interval()) }
/// ```
///
/// It does not drop pairs by itself: a pair without a log-ratio (a policy that had no violation at all) is listed in
/// `undefined`, and all that is computed from the effects is then nil. Either compare differences, or call
/// `droppingUndefinedWorkloads()` and report what was dropped; it favours the arm that the zeros would have counted
/// against.
public struct PairedEffects: Sendable, Equatable {
  /// The effects of one workload.
  public struct Workload: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The effect of each seed, in order of the seeds.
    public let effects: [Double]
  }

  /// log-ratio or difference.
  public let scale: EffectScale
  /// The workloads with at least one defined pair, by name.
  public let workloads: [Workload]
  /// The pairs without an effect, by workload and seed.
  public let undefined: [PairedObservation]

  /// The effects of `observations`, in any order.
  ///
  /// - Precondition: no workload has a seed twice.
  public init(_ observations: [PairedObservation], scale: EffectScale) {
    let ordered = observations.sorted { ($0.workload, $0.seed) < ($1.workload, $1.seed) }
    for (first, second) in zip(ordered, ordered.dropFirst()) {
      precondition(
        first.workload != second.workload || first.seed != second.seed,
        "workload \(first.workload) has seed \(first.seed) twice")
    }
    var workloads: [Workload] = []
    var undefined: [PairedObservation] = []
    var start = 0
    while start < ordered.count {
      let name = ordered[start].workload
      let end = ordered[start...].firstIndex { $0.workload != name } ?? ordered.count
      var effects: [Double] = []
      for pair in ordered[start..<end] {
        if let effect = scale.effect(baseline: pair.baseline, treatment: pair.treatment) {
          effects.append(effect)
        } else {
          undefined.append(pair)
        }
      }
      if !effects.isEmpty { workloads.append(Workload(name: name, effects: effects)) }
      start = end
    }
    self.init(scale: scale, workloads: workloads, undefined: undefined)
  }

  private init(scale: EffectScale, workloads: [Workload], undefined: [PairedObservation]) {
    self.scale = scale
    self.workloads = workloads
    self.undefined = undefined
  }

  /// The effects without the workloads that have an undefined pair: all of their seeds go, since those that stay would
  /// be chosen by the result.
  public func droppingUndefinedWorkloads() -> PairedEffects {
    let dropped = Set(undefined.map(\.workload))
    return PairedEffects(
      scale: scale, workloads: workloads.filter { !dropped.contains($0.name) }, undefined: [])
  }

  /// The mean effect of each workload, in their order; nil where a pair is undefined or there is no workload.
  public var workloadMeans: [Double]? {
    undefined.isEmpty && !workloads.isEmpty ? workloads.map { arithmeticMean($0.effects) } : nil
  }

  /// The mean over workloads of their mean effects; nil where a pair is undefined or there is no workload.
  public var effect: Double? { workloadMeans.map { arithmeticMean($0) } }

  /// The geometric mean of treatment / baseline; nil where `effect` is, and on the scale of differences.
  public var geometricMeanRatio: Double? { scale == .logRatio ? effect.map(exponential) : nil }

  /// The effect with its error between workloads; nil where `effect` is or with fewer than two workloads.
  ///
  /// The workload means are independent draws of one distribution whatever happens inside a workload, so the noise of
  /// the seeds is in their spread already and needs no term of its own.
  public var estimate: StudentTEstimate? {
    guard let means = workloadMeans, means.count > 1 else { return nil }
    return StudentTEstimate(meanOf: means)
  }

  /// Why there is no effect, in one sentence; nil where there is one.
  public var undefinedReason: String? {
    if let first = undefined.first {
      let allowed = scale == .logRatio ? "positive and finite" : "finite"
      return
        "\(undefined.count) of \(undefined.count + workloads.reduce(0) { $0 + $1.effects.count }) pairs have no"
        + " effect, the first is workload \(first.workload), seed \(first.seed), with baseline \(first.baseline) and"
        + " treatment \(first.treatment); both must be \(allowed)"
    }
    return workloads.isEmpty ? "there is no pair to compare" : nil
  }
}
