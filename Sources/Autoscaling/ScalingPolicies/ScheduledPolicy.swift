import InputFiles
import SimulationKernel

/// Floors of replicas by time of day and week, over a reactive controller: what an operator who knows the rhythm writes.
///
/// A floor holds from one lead before its beginning, so that its replicas are ready then. Day 0 and second 0 are those of
/// the time line's origin; days have 86,400 s, weeks seven days.
public struct ScheduledPolicy: ScalingPolicy {
  /// A floor and when it holds.
  public struct Entry: Sendable, Hashable {
    /// Days of the week, 0 to 6, on which it begins; all where empty.
    public var days: Set<Int>
    /// When it begins and ends, in seconds of the day, 0 up to 86,400; it goes past midnight where the end is not after the
    /// beginning.
    public var from, to: Int
    /// The fewest replicas meanwhile.
    public var replicas: Int

    /// A floor of `replicas` from `from` to `to` (seconds of the day) on `days` (0 to 6; all where empty).
    public init(days: Set<Int> = [], from: Int, to: Int, replicas: Int) {
      self.days = days
      self.from = from
      self.to = to
      self.replicas = replicas
    }

    private func begins(onDay day: Int) -> Bool { days.isEmpty || days.contains((day % 7 + 7) % 7) }
    private var length: Int { to > from ? to - from : to - from + 86_400 }

    /// Whether it holds at some instant from `start` to `end`, both in seconds of the time line.
    func holds(from start: Int, to end: Int) -> Bool {
      let day = start / 86_400
      return (day - 1...max(day, end / 86_400)).contains { day in
        let beginning = day * 86_400 + from
        return begins(onDay: day) && beginning <= end && start < beginning + length
      }
    }
  }

  /// The floors.
  public let entries: [Entry]
  private let lead: SimulationDuration
  private let sizing: ReplicaSizing
  private var reactive: ReactPlusPolicy?

  /// - Parameters:
  ///   - entries: The floors; where several hold, the highest does.
  ///   - lead: How long before its beginning a floor is asked for.
  ///   - sizing: Limits of the replicas.
  ///   - reactive: What decides above the floors; nil for nothing.
  public init(
    entries: [Entry], lead: SimulationDuration, sizing: ReplicaSizing, reactive: ReactPlusPolicy?
  ) {
    self.entries = entries
    self.lead = lead
    self.sizing = sizing
    self.reactive = reactive
  }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let start = Int(observation.now.sinceOrigin / .seconds(1))
    let end = Int((observation.now + lead).sinceOrigin / .seconds(1))
    let floor = entries.filter { $0.holds(from: start, to: end) }.map(\.replicas).max() ?? 0
    let answer = reactive?.decide(observation)
    if let answer, answer.desiredReplicas > floor { return answer }
    return sizing.decision(
      floor, .scheduled, signal: Double(floor), reference: answer.map { Double($0.desiredReplicas) } ?? .nan)
  }
}

extension ScheduledPolicy: PolicyKind {
  /// `scheduled`.
  public static let name = "scheduled"
  /// One sentence.
  public static let summary = "Floors of replicas by time of day and week, over a reactive controller."
  /// The floors, and what decides above them.
  public static let settings: [Setting] = [
    Setting(
      "schedule", .table([days, from, to, replicas]),
      "Floors of replicas by time of day and week, each asked for one lead early; where several hold, the highest does.",
      isRequired: true),
    reactive, .headroom, .stabilization, .sizing, .utilization,
  ]
  private static let days = Setting(
    "days", .wholes(0...6),
    "Days of the week on which it begins; day 0 is the first of the time line. Default all.")
  private static let from = Setting(
    "from", .duration(0...86_400), "When in the day it begins.", isRequired: true, example: "8h")
  private static let to = Setting(
    "to", .duration(0...86_400), "When in the day it ends; past midnight where that is not after `from`.",
    isRequired: true, example: "18h")
  private static let replicas = Setting(
    "replicas", .whole(0...1_000_000), "The fewest replicas meanwhile.", isRequired: true)
  private static let reactive = Setting(
    "reactive", .flag, "Whether the measured load may ask for more than the floor.", default: true)

  /// Office hours.
  public static let example: PolicySettings = [
    "schedule": [["days": [0, 1, 2, 3, 4], "from": 28_800, "to": 64_800, "replicas": 6]]
  ]

  /// A policy that has seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let entries = settings.entries("schedule").map { entry in
      Entry(
        days: Set((entry["days"]?.array ?? []).compactMap { $0.integer.map(Int.init) }),
        from: Int(entry.number(from)), to: Int(entry.number(to)),
        replicas: entry.whole(replicas))
    }
    let sizing = context.sizing(settings)
    let overFloors = ReactPlusPolicy(
      headroom: settings.number(.headroom), sizing: sizing,
      stabilization: .seconds(rounding: settings.number(.stabilization)))
    return ScheduledPolicy(
      entries: entries, lead: context.longestLead, sizing: sizing,
      reactive: settings.flag(reactive) ? overFloors : nil)
  }
}

extension DecisionReason.Rule {
  static let scheduled = Self("scheduled floor")
}
