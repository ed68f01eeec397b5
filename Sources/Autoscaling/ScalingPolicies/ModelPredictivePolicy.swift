import InputFiles
import Learning
import SimulationKernel

/// Model predictive control: plans replicas over the forecast path at the least cost of running, missing and changing
/// them, takes the plan's first step, and plans anew at the next sync.
///
/// The path begins at the measured load and goes in straight lines through the forecasts at their horizons, level after
/// the last; forecasters of several horizons make it finer. What a stage needs is the most that the path needs from the
/// stage's beginning until one lead later, since a replica asked for then is there after the lead. `ReplicaPlan` says
/// what is minimized. Never below what the measured load needs.
public struct ModelPredictivePolicy: ScalingPolicy {
  /// What is weighed against what.
  public struct Costs: Sendable, Hashable {
    /// What a missing replica costs, in running ones; above 1, or nothing would ever run.
    public var violation: Double
    /// What a change by one replica costs: as much as a replica that runs for so long.
    public var switching: SimulationDuration

    /// Costs of a missing and of a changed replica.
    public init(violation: Double = 20, switching: SimulationDuration = .seconds(120)) {
      self.violation = violation
      self.switching = switching
    }
  }

  /// What is weighed against what.
  public let costs: Costs
  private let stage: SimulationDuration
  private let stages: Int
  private let lead: SimulationDuration
  private let headroom: Double
  private let sizing: ReplicaSizing
  /// By ascending horizon.
  private var live: [LiveForecaster]

  /// - Parameters:
  ///   - forecasters: What predicts the load, at least one.
  ///   - quantile: Which quantile of the forecasts is used; nil for their central values.
  ///   - costs: What is weighed against what.
  ///   - horizon: How far is planned; at least a stage.
  ///   - stage: Length of a stage of the plan; positive.
  ///   - lead: From asking for a replica to having it.
  ///   - headroom: Factor on the path and on the guard's load.
  ///   - sizing: The map from load to replicas.
  public init(
    forecasters: [any Forecaster], quantile: Double?, costs: Costs, horizon: SimulationDuration,
    stage: SimulationDuration, lead: SimulationDuration, headroom: Double, sizing: ReplicaSizing
  ) {
    precondition(!forecasters.isEmpty && stage > .zero, "a plan needs a forecaster and stages")
    live = forecasters.sorted { $0.task.horizon < $1.task.horizon }.map {
      LiveForecaster($0, quantile: quantile)
    }
    self.costs = costs
    self.stage = stage
    stages = max(1, Int(horizon / stage))
    self.lead = lead
    self.headroom = headroom
    self.sizing = sizing
  }

  /// Why the first forecaster that cannot go on cannot.
  public var failure: String? { live.lazy.compactMap(\.forecaster.failure).first }

  /// What the policy asks for at this sync.
  public mutating func decide(_ observation: Observation) -> ScalingDecision {
    guard let sample = observation.usableService else { return sizing.hold(observation) }
    for index in live.indices { live[index].see(sample) }
    var path = [(ahead: 0.0, rate: sample.requestsPerSecond)]
    for forecast in live {
      if let rate = forecast.expected { path.append((forecast.forecaster.task.horizon, rate)) }
    }
    let demands = (0..<stages).map { index -> Int in
      let begin = Double(index) * stage.seconds
      let peak = Self.peak(of: path, from: begin, to: begin + max(stage, lead).seconds)
      return sizing.replicas(forRequestsPerSecond: peak * headroom)
    }
    let plan = ReplicaPlan(
      demands: demands, current: observation.specReplicas, limits: sizing.limits,
      violationCost: costs.violation, switchingCost: costs.switching.seconds / stage.seconds)
    let floor = sizing.replicas(forRequestsPerSecond: sample.requestsPerSecond * headroom)
    let desired = max(plan.replicas[0], floor)
    return sizing.decision(
      desired, desired > plan.replicas[0] ? .reactiveGuard : path.count == 1 ? .measuredLoad : .plan,
      signal: path[path.count - 1].rate, reference: plan.cost)
  }

  /// The highest rate of a path of straight lines between two instants, both in seconds ahead.
  static func peak(of path: [(ahead: Double, rate: Double)], from: Double, to: Double) -> Double {
    func rate(at ahead: Double) -> Double {
      guard let next = path.firstIndex(where: { $0.ahead >= ahead }) else { return path[path.count - 1].rate }
      guard next > 0 else { return path[0].rate }
      let (a, b) = (path[next - 1], path[next])
      return a.rate + (b.rate - a.rate) * (ahead - a.ahead) / (b.ahead - a.ahead)
    }
    let corners = path.filter { from...to ~= $0.ahead }.map(\.rate)
    return max(rate(at: from), rate(at: to), corners.max() ?? 0)
  }
}

extension ModelPredictivePolicy: PolicyKind {
  /// `mpc`.
  public static let name = "mpc"
  /// One sentence.
  public static let summary =
    "Plans replicas over the forecast path at the least cost of running, missing and changing them."
  /// Forecasters, costs and the plan's length.
  public static let settings: [Setting] = [
    Setting(
      "forecasters", .forecasters,
      "Names of forecasters above; those of several horizons make the path finer.", isRequired: true),
    .quantile, violationCost, switchingCost, plan, stage, .headroom, .sizing, .utilization,
  ]
  private static let violationCost = Setting(
    "violation_cost", .number(1...10_000), "What a missing replica costs, in running ones.", default: 20)
  private static let switchingCost = Setting(
    "switching_cost", .duration(0...86_400),
    "What a change by one replica costs: as much as a replica that runs for so long.", default: 120)
  private static let plan = Setting("plan", .duration(60...21_600), "How far is planned.", default: 900)
  private static let stage = Setting(
    "stage", .duration(15...3600), "Length of a stage of the plan.", default: 60)
  /// The newest load, carried on.
  public static let example: PolicySettings = ["forecasters": ["last"]]
  /// Forecasters.
  public static let knowledge = PolicyKnowledge.training

  /// No more stages than a small programme has.
  public static func problems(
    _ settings: PolicySettings, limits: ClosedRange<Int>
  ) -> [(key: String, problem: String)] {
    let stages = settings.number(plan) / settings.number(stage)
    if stages < 1 { return [("plan", "is shorter than a stage")] }
    return stages > 120 ? [("plan", "is longer than 120 stages")] : []
  }

  /// A policy that has seen nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    let forecasters = try settings.texts("forecasters").map { name in
      guard let forecaster = context.forecasters[name] else {
        throw PolicyError("the forecaster '\(name)' is not there")
      }
      return forecaster
    }
    return ModelPredictivePolicy(
      forecasters: forecasters, quantile: settings.number("quantile"),
      costs: Costs(
        violation: settings.number(violationCost),
        switching: .seconds(rounding: settings.number(switchingCost))),
      horizon: .seconds(rounding: settings.number(plan)),
      stage: .seconds(rounding: settings.number(stage)), lead: context.lead,
      headroom: settings.number(.headroom), sizing: context.sizing(settings))
  }
}

extension DecisionReason.Rule {
  static let plan = Self("first step of the plan")
}
