/// A time to an event, or the time at which watching ended without it.
public struct CensoredTime: Sendable, Equatable {
  /// When the event came or watching ended, in any unit; at least 0.
  public let time: Double
  /// Whether the event came.
  public let isObserved: Bool

  /// A time that is at least 0 and finite.
  public init(_ time: Double, isObserved: Bool = true) {
    precondition(time >= 0 && time.isFinite, "time must be finite and not negative, is \(time)")
    self.time = time
    self.isObserved = isObserved
  }
}

/// The product-limit estimate of the share still waiting for the event.
///
/// At one time events come before censoring.
///
/// Source: Kaplan & Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53(282), 1958.
public struct KaplanMeier: Sendable, Equatable {
  /// One time with an event.
  public struct Step: Sendable, Equatable {
    /// The time.
    public let time: Double
    /// How many were still watched just before.
    public let atRisk: Int
    /// How many events came.
    public let events: Int
    /// The share still waiting from this time on, in 0...1.
    public let survival: Double
  }

  /// The times with an event, ascending.
  public let steps: [Step]
  /// The last time at which anybody was watched.
  public let lastTime: Double

  /// The estimate from independent units.
  ///
  /// - Precondition: there is a unit.
  public init(_ units: [CensoredTime]) {
    precondition(!units.isEmpty, "no estimate from no units")
    let sorted = units.sorted { $0.time < $1.time }
    var steps: [Step] = []
    var survival = 1.0
    var start = 0
    while start < sorted.count {
      let time = sorted[start].time
      var (end, events) = (start, 0)
      while end < sorted.count && sorted[end].time == time {
        events += sorted[end].isObserved ? 1 : 0
        end += 1
      }
      if events > 0 {
        let atRisk = sorted.count - start
        survival *= Double(atRisk - events) / Double(atRisk)
        steps.append(Step(time: time, atRisk: atRisk, events: events, survival: survival))
      }
      start = end
    }
    self.steps = steps
    lastTime = sorted[sorted.count - 1].time
  }

  /// The share still waiting just after `time`.
  public func survival(at time: Double) -> Double { steps.last { $0.time <= time }?.survival ?? 1 }

  /// The mean of min(time, `horizon`): the area under the curve up to the horizon.
  ///
  /// Where watching of the last unit ended before the horizon, the last share is taken to stay until then; the result
  /// is then an upper bound of the estimate, and `isExtrapolated` says so.
  ///
  /// The variance is Σ A² d/(r (r − d)) over the events d among r at risk, with A the area from that time to the horizon
  /// (Klein & Moeschberger, "Survival Analysis", 2nd ed. 2003, section 4.5).
  ///
  /// - Precondition: `horizon` is positive.
  public func restrictedMean(to horizon: Double) -> RestrictedMean {
    precondition(horizon > 0 && horizon.isFinite, "horizon must be positive, is \(horizon)")
    var (after, variance) = (0.0, 0.0)
    var end = horizon
    for step in steps.reversed() where step.time < horizon {
      after += (end - step.time) * step.survival
      end = step.time
      if step.atRisk > step.events {
        let (risk, events) = (Double(step.atRisk), Double(step.events))
        variance += after * after * events / (risk * (risk - events))
      }
    }
    let isExtrapolated = lastTime < horizon && survival(at: lastTime) > 0
    return RestrictedMean(value: after + end, variance: variance, isExtrapolated: isExtrapolated)
  }
}

/// A mean time that is cut off at a horizon.
public struct RestrictedMean: Sendable, Equatable {
  /// The mean, in the unit of time.
  public let value: Double
  /// The variance of the estimate, in its square.
  public let variance: Double
  /// Whether the horizon lies beyond the last time watched, with units still waiting.
  public let isExtrapolated: Bool
}
