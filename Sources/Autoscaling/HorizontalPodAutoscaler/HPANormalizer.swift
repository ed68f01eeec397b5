import SimulationKernel

/// From a raw proposal to the final count: stabilization, rate limits, and the history both need. (Section 7.)
///
/// The history lives in the controller, keyed by HPA, in slots that are overwritten in a certain order; a complete
/// history would give other answers.
public struct HPANormalizer: Sendable, Hashable {
  /// A raw proposal that was made.
  public struct Recommendation: Sendable, Hashable {
    /// Replicas, neither stabilized nor limited.
    public var replicas: Int32
    /// When.
    public var time: SimulationTime

    /// A proposal of `replicas` at `time`.
    public init(replicas: Int32, time: SimulationTime) {
      self.replicas = replicas
      self.time = time
    }
  }

  /// A change of the scale that the HPA made.
  public struct ScaleEvent: Sendable, Hashable {
    /// By how many replicas, positive in either direction.
    public var change: Int32
    /// When.
    public var time: SimulationTime
    /// Whether the slot may be overwritten.
    public var isOutdated: Bool

    /// An event of the given change and time.
    public init(change: Int32, time: SimulationTime, isOutdated: Bool = false) {
      self.change = change
      self.time = time
      self.isOutdated = isOutdated
    }
  }

  /// What became of a proposal.
  public struct Outcome: Sendable, Hashable {
    /// After stabilization, before limits.
    public var stabilized: Int32
    /// The final count.
    public var final: Int32
    /// Reason of the condition AbleToScale.
    public var ableToScale: HPAReason
    /// Reason of the condition ScalingLimited.
    public var limit: HPAReason
    /// Status of the condition ScalingLimited.
    public var isLimited: Bool { final != stabilized }
  }

  /// Raw proposals in slot order.
  public var recommendations: [Recommendation] = []
  /// Whether the list of recommendations exists; the first reconcile makes it, with the size it finds.
  public var isInitialized = false
  /// Growth events in slot order.
  public var ups: [ScaleEvent] = []
  /// Shrink events in slot order.
  public var downs: [ScaleEvent] = []

  /// A controller's memory of an HPA it has not seen yet.
  public init() {}

  /// Makes the list with the size found, if this is the HPA's first reconcile. (Section 6, step 2.)
  public mutating func initialize(current: Int32, now: SimulationTime) {
    guard !isInitialized else { return }
    isInitialized = true
    recommendations.append(Recommendation(replicas: current, time: now))
  }

  /// From a raw proposal to the final count.
  ///
  /// - Parameters:
  ///   - raw: The proposal.
  ///   - current: `spec.replicas`.
  ///   - now: The instant.
  ///   - limits: `minReplicas` and `maxReplicas`.
  ///   - behavior: Completed rules, or nil for the legacy path.
  ///   - downscaleStabilization: The cluster-wide window in nanoseconds, for the legacy path.
  public mutating func normalize(
    raw: Int32, current: Int32, now: SimulationTime, limits: ClosedRange<Int32>, behavior: HPABehavior?,
    downscaleStabilization: Int64
  ) -> Outcome {
    guard let behavior else {
      let stabilized = legacyStabilize(raw, now: now, window: downscaleStabilization)
      let (final, limit) = Self.legacyLimit(stabilized, current: current, limits: limits)
      return Outcome(
        stabilized: stabilized, final: final,
        ableToScale: stabilized == raw ? .readyForNewScale : .scaleDownStabilized, limit: limit)
    }
    let stabilized = stabilize(
      raw, current: current, now: now, up: behavior.scaleUp.stabilization,
      down: behavior.scaleDown.stabilization)
    let (final, limit) = limitRate(stabilized, current: current, now: now, limits: limits, behavior: behavior)
    let able: HPAReason =
      stabilized == raw ? .readyForNewScale : raw >= current ? .scaleUpStabilized : .scaleDownStabilized
    return Outcome(stabilized: stabilized, final: final, ableToScale: able, limit: limit)
  }

  /// The largest of the proposal and all that are not older than the window (inclusive). (Section 7.1.)
  mutating func legacyStabilize(_ raw: Int32, now: SimulationTime, window: Int64) -> Int32 {
    var highest = raw
    var slot: Int?
    for (index, recommendation) in recommendations.enumerated() {
      if (now - recommendation.time).nanoseconds > window {
        slot = index
      } else {
        highest = max(highest, recommendation.replicas)
      }
    }
    store(raw, now, slot)
    return highest
  }

  /// Moves `current` only as far as needed between what both windows allow (strict). (Section 7.2.)
  mutating func stabilize(_ raw: Int32, current: Int32, now: SimulationTime, up: Int64, down: Int64) -> Int32
  {
    var low = raw
    var high = raw
    var slot: Int?
    for (index, recommendation) in recommendations.enumerated() {
      let age = (now - recommendation.time).nanoseconds
      // an age of exactly a window neither counts nor frees its slot: Kubernetes compares strictly either way
      if age < up { low = min(low, recommendation.replicas) }
      if age < down { high = max(high, recommendation.replicas) }
      if age > up, age > down { slot = index }
    }
    store(raw, now, slot)
    // not the proposal but the present count is moved: up to the lowest that was proposed of late, or down to the highest; a
    // proposal that jumps about within the windows moves nothing
    return min(max(current, low), high)
  }

  private mutating func store(_ raw: Int32, _ now: SimulationTime, _ slot: Int?) {
    // the last free slot of the list, as the original; the others keep their place and go on counting until they are too old
    let entry = Recommendation(replicas: raw, time: now)
    if let slot { recommendations[slot] = entry } else { recommendations.append(entry) }
  }

  /// The limit of the path without behavior: at most double, and at least 4. (Section 7.1.)
  static func legacyLimit(
    _ stabilized: Int32, current: Int32, limits: ClosedRange<Int32>, factor: Double = 2
  ) -> (Int32, HPAReason) {
    let limit = HPAArithmetic.clamped(max(factor * Double(current), 4))
    let high = min(limits.upperBound, limit)
    if stabilized < limits.lowerBound { return (limits.lowerBound, .tooFewReplicas) }
    if stabilized > high { return (high, limits.upperBound > limit ? .scaleUpLimit : .tooManyReplicas) }
    return (stabilized, .desiredWithinRange)
  }

  /// The limits of the policies over their periods. (Section 7.3.)
  func limitRate(
    _ stabilized: Int32, current: Int32, now: SimulationTime, limits: ClosedRange<Int32>,
    behavior: HPABehavior
  ) -> (Int32, HPAReason) {
    if stabilized > current {
      let limit = max(current, rateLimit(behavior.scaleUp, current: current, now: now, upward: true))
      let high = min(limits.upperBound, limit)
      if stabilized > high { return (high, limits.upperBound > limit ? .scaleUpLimit : .tooManyReplicas) }
    } else if stabilized < current {
      let limit = min(current, rateLimit(behavior.scaleDown, current: current, now: now, upward: false))
      let low = max(limits.lowerBound, limit)
      if stabilized < low { return (low, limits.lowerBound < limit ? .scaleDownLimit : .tooFewReplicas) }
    }
    return (stabilized, .desiredWithinRange)
  }

  private func rateLimit(_ rules: HPAScalingRules, current: Int32, now: SimulationTime, upward: Bool) -> Int32
  {
    guard rules.select != .disabled else { return current }
    var result: Int32?
    for policy in rules.policies {
      // what there was when the period began, by undoing what happened since: a limit is on the whole period, so that ten small
      // steps are no way around it
      let start =
        Int64(current) - Self.change(ups, within: policy.period, now)
        + Self.change(downs, within: policy.period, now)
      let proposal: Int32
      if policy.isPercent {
        let share = Double(policy.value) / 100
        proposal =
          upward
          ? HPAArithmetic.ceiling(Double(start) * (1 + share))
          : HPAArithmetic.clamped((Double(start) * (1 - share)).rounded(.towardZero))
      } else {
        proposal = Int32(clamping: upward ? start + Int64(policy.value) : start - Int64(policy.value))
      }
      // Max means the largest change: the highest proposal upward, the lowest downward
      let takesHigher = (rules.select == .max) == upward
      result = result.map { takesHigher ? max($0, proposal) : min($0, proposal) } ?? proposal
    }
    return result ?? current
  }

  static func change(_ events: [ScaleEvent], within period: Int64, _ now: SimulationTime) -> Int64 {
    events.reduce(0) { (now - $1.time).nanoseconds < period ? $0 + Int64($1.change) : $0 }
  }

  /// Remembers a change of the scale from `previous` to `new`; nothing without behavior. (Section 7.4.)
  public mutating func recordScale(
    from previous: Int32, to new: Int32, now: SimulationTime, behavior: HPABehavior?
  ) {
    guard let behavior, new != previous else { return }
    let change = Int32(clamping: abs(Int64(new) - Int64(previous)))
    if new > previous {
      Self.store(change, now, in: &ups, rules: behavior.scaleUp)
    } else {
      Self.store(change, now, in: &downs, rules: behavior.scaleDown)
    }
  }

  static func store(
    _ change: Int32, _ now: SimulationTime, in events: inout [ScaleEvent], rules: HPAScalingRules
  ) {
    let longest = rules.policies.map(\.period).max() ?? 0
    var slot: Int?
    for index in events.indices {
      // the mark stays though an edit may make the longest period longer: what was once too old may be overwritten
      if (now - events[index].time).nanoseconds > longest { events[index].isOutdated = true }
      if events[index].isOutdated { slot = index }
    }
    let event = ScaleEvent(change: change, time: now)
    if let slot { events[slot] = event } else { events.append(event) }
  }
}
