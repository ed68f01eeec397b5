import Foundation
import InputFiles
import SimulationKernel

/// Several policies at once: each proposes, and what counts is the one with the least recent regret, or a mean weighted by
/// it.
///
/// A proposal is judged once its lead is over: it is held against the most replicas that the load measured meanwhile
/// needed. Its loss is the relative excess, or the relative shortfall times `shortfallWeight`. Losses fade exponentially.
/// The weights are those of Hedge (Freund & Schapire, J. Computer and System Sciences 55(1), 1997) with losses discounted,
/// so that it follows the best member of the recent past. Members see what the service has, which they did not ask for
/// alone; one that builds on its own last answer, as an HPA does, is judged by what it says of that state.
public struct ExpertsPolicy: ScalingPolicy {
  /// How members are combined.
  public enum Rule: Sendable, Hashable {
    /// The member with the least loss, the first of equals.
    case best
    /// The mean of all, weighted by exp(−rate × regret); the rate is positive.
    case weighted(rate: Double)
  }

  /// How much worse a missing replica is than one too many.
  public static let shortfallWeight = 10.0

  private struct Proposal: Sendable {
    var time: SimulationTime
    var replicas: [Int]
  }

  /// Each member's loss, faded: 0 is best.
  public private(set) var losses: [Double]
  private var members: [any ScalingPolicy]
  private let rule: Rule
  private let lead: SimulationDuration
  private let memory: SimulationDuration
  private let headroom: Double
  private let sizing: ReplicaSizing
  private var pending: [Proposal] = []
  /// Replicas that the load of each scrape needed, oldest first.
  private var needs: [(time: SimulationTime, replicas: Int)] = []

  /// - Parameters:
  ///   - members: The policies, at least one.
  ///   - rule: How they are combined.
  ///   - memory: Time in which a loss fades to 1/e; positive.
  ///   - lead: How long a proposal is judged for.
  ///   - headroom: Factor on the measured load, below whose need the service never goes.
  ///   - sizing: The map from load to replicas.
  public init(
    members: [any ScalingPolicy], rule: Rule, memory: SimulationDuration, lead: SimulationDuration,
    headroom: Double, sizing: ReplicaSizing
  ) {
    precondition(!members.isEmpty && memory > .zero, "experts need members and a memory")
    self.members = members
    self.rule = rule
    self.memory = memory
    self.lead = lead
    self.headroom = headroom
    self.sizing = sizing
    losses = members.map { _ in 0 }
  }

  /// Whether a member reads the details of scrapes.
  public var readsDetails: Bool { members.contains { $0.readsDetails } }

  /// Why the first member that cannot go on cannot.
  public var failure: String? { members.lazy.compactMap(\.failure).first }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    let proposals = members.indices.map { members[$0].decide(observation).desiredReplicas }
    guard let sample = observation.usableService else { return sizing.hold(observation) }
    if needs.last.map({ $0.time < sample.timestamp }) ?? true {
      needs.append(
        (sample.timestamp, sizing.replicas(forRequestsPerSecond: sample.requestsPerSecond)))
      judge(until: sample.timestamp)
    }
    pending.append(Proposal(time: observation.now, replicas: proposals))
    let floor = sizing.replicas(forRequestsPerSecond: sample.requestsPerSecond * headroom)
    let combined = combine(proposals)
    return sizing.decision(
      max(combined, floor), combined >= floor ? .experts : .reactiveGuard, signal: Double(combined),
      reference: Double(floor))
  }

  private func combine(_ proposals: [Int]) -> Int {
    let least = losses.min() ?? 0
    switch rule {
    case .best: return proposals[losses.firstIndex(of: least) ?? 0]
    case .weighted(let rate):
      var sum = 0.0
      var total = 0.0
      for (loss, proposal) in zip(losses, proposals) {
        let weight = exp(-rate * (loss - least))
        total += weight
        sum += weight * Double(proposal)
      }
      // a hair less, so that rounding of equal proposals does not add a replica
      return Int((sum / total - 1e-9).rounded(.up))
    }
  }

  /// Judges the proposals whose lead ended by `now`.
  private mutating func judge(until now: SimulationTime) {
    var count = 0
    while count < pending.count, pending[count].time + lead <= now {
      let proposal = pending[count]
      let span = proposal.time...(proposal.time + lead)
      let needed = needs.reduce(0) { span.contains($1.time) ? max($0, $1.replicas) : $0 }
      // a loss of one each second would add up to 1
      let interval = count + 1 < pending.count ? pending[count + 1].time - proposal.time : .zero
      let share = interval.seconds / memory.seconds
      for member in losses.indices {
        let gap = Double(proposal.replicas[member] - needed) / Double(max(1, needed))
        losses[member] =
          losses[member] * exp(-share) + share * (gap < 0 ? -gap * Self.shortfallWeight : gap)
      }
      count += 1
    }
    pending.removeFirst(count)
    let oldest = pending.first?.time ?? now
    let stale = needs.prefix { $0.time < oldest }.count
    if stale > 64 { needs.removeFirst(stale) }
  }
}

extension ExpertsPolicy: PolicyKind {
  /// `experts`.
  public static let name = "experts"
  /// One sentence.
  public static let summary = "Follows, or weighs, other arms and forecasters by their recent regret."
  /// Members, and how they are combined.
  public static let settings: [Setting] = [
    Setting("members", .arms, "Names of other arms, whose policies propose, as they are written (untuned)."),
    Setting(
      "forecasters", .forecasters,
      "Names of forecasters above, each of which proposes as a proactive arm would."),
    rule, memory, .headroom, .quantile, .stabilization, .sizing, .utilization,
  ]
  private static let rule = Setting(
    "rule", .choice(["best", "weighted"]),
    "Whether the member of least recent regret counts, or the mean weighted by exp(-10 x regret).",
    default: "weighted")
  private static let memory = Setting(
    "memory", .duration(60...604_800), "Time in which a regret fades to 1/e.", default: 3600)
  /// Two forecasters that are the same.
  public static let example: PolicySettings = ["forecasters": ["last", "last"]]
  /// Forecasters.
  public static let knowledge = PolicyKnowledge.training

  /// Two members at least.
  public static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] {
    settings.texts("members").count + settings.texts("forecasters").count >= 2
      ? [] : [("members", "an experts arm needs two or more members or forecasters")]
  }

  /// A policy whose members have seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let sizing = context.sizing(settings)
    let headroom = settings.number(.headroom)
    let forecasting = try settings.texts("forecasters").map { name -> any ScalingPolicy in
      guard let forecaster = context.forecasters[name] else {
        throw PolicyError("the forecaster '\(name)' is not there")
      }
      return ProactivePolicy(
        forecaster: forecaster, quantile: settings.number("quantile"), headroom: headroom, sizing: sizing,
        stabilization: .seconds(rounding: settings.number(.stabilization)))
    }
    return ExpertsPolicy(
      members: context.members.map(\.policy) + forecasting,
      rule: settings.text(rule) == "best" ? .best : .weighted(rate: 10),
      memory: .seconds(rounding: settings.number(memory)), lead: context.lead, headroom: headroom,
      sizing: sizing)
  }
}

extension DecisionReason.Rule {
  static let experts = Self("experts by recent regret")
}
