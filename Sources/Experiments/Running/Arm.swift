import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import SimulationKernel

/// An arm that is ready to run: its specification and all that a policy of it is made of.
struct Arm: Sendable {
  let specification: ArmSpecification
  let scenario: Scenario
  let workload: PreparedWorkload
  let forecaster: (any Forecaster)?
  var predictor: ReplicaPredictor?

  /// The knob from leanest (0) to most generous (1): every tunable arm has one factor of ten, on a logarithmic scale, so
  /// that the same number of bisections buys every arm the same resolution.
  func tuned(to knob: Double) -> ArmSpecification {
    var arm = specification
    let service = scenario.plant.service
    switch arm.policy {
    case .hpa, .knative, .keda, .stepScaling, .targetTracking, .autopilot, .predictiveHPA:
      if arm.cpuUtilization != nil {
        let saturated =
          100 * Double(service.workers) * service.cpuTime / service.serviceTime / service.cpuRequest
        arm.cpuUtilization = max(1, Int((saturated * exponent(-knob)).rounded()))
      } else {
        arm.requestsPerSecond = service.queue.capacity * exponent(-knob)
      }
    case .reactPlus, .proactive, .replicaPredictor: arm.headroom = 0.5 * exponent(knob)
    case .oracle, .fixed: break
    }
    return arm
  }

  private func exponent(_ power: Double) -> Double { pow(10, power) }

  /// A fresh policy of the given (possibly tuned) specification.
  func policy(_ arm: ArmSpecification) throws -> any ScalingPolicy {
    if let policy = try scenario.policy(arm, forecaster: forecaster) { return policy }
    let service = scenario.plant.service
    guard let demand = service.demand else { throw RunError("the objective cannot be met") }
    if arm.policy == .replicaPredictor {
      guard let predictor else { throw RunError("arm \(arm.name) has no replica predictor") }
      return ReplicaPredictorPolicy(
        predictor: predictor, headroom: arm.headroom ?? 1, demand: demand,
        stabilization: .seconds(rounding: arm.stabilization))
    }
    if arm.policy == .oracle {
      let plant = scenario.plant
      let lead =
        plant.actuationLeadWithNode + plant.control.syncPeriod + 4 * service.startUpVariation
        * service.startUp
      return OraclePolicy(
        rates: workload.load.rates, resolution: workload.load.resolution, lead: .seconds(rounding: lead),
        demand: demand)
    }
    let training = workload.load.rates.prefix(
      Int(workload.validationStart.sinceOrigin / workload.load.resolution))
    let rate =
      arm.size == .peak ? training.max() ?? 0 : training.reduce(0, +) / Double(max(1, training.count))
    return StaticPolicy(replicas: demand.replicas(forRequestsPerSecond: rate))
  }

  /// How long the service level has to hold to count as restored after a fault, in seconds.
  var holdTime: Double { (scenario.faults?.parameters ?? FaultParameters()).holdTime }

  /// A part of the time line that is measured.
  enum Part: String, Sendable {
    case validation, test, whole
  }

  func inputs(_ part: Part, timelineInterval: Double) throws -> ClusterSimulation.Inputs {
    let (from, to): (SimulationTime, SimulationTime) =
      switch part {
      case .validation: (workload.validationStart, workload.testStart)
      case .test: (workload.testStart, workload.end)
      case .whole: (.zero, workload.end)
      }
    let warmUp = SimulationDuration.seconds(rounding: scenario.warmUp)
    var inputs = ClusterSimulation.Inputs(
      parameters: scenario.plant, load: workload.load, neighbours: try scenario.neighbours(workload.load),
      cell: workload.cell,
      start: max(.zero, from - warmUp), measureFrom: from,
      end: to,
      seed: scenario.seed, timelineInterval: timelineInterval, keepsDecisions: timelineInterval > 0)
    inputs.arrivals = workload.arrivals
    inputs.markedSurges = workload.onsets.map { onset in
      onset.start..<max(onset.start, min(onset.peakEnd, onset.peak + MetricCatalogue.surgeWindow))
    }
    // nothing is tuned to the faults that results are taken with
    if let faults = scenario.faults, part == .test {
      inputs.faults = faults.plan(seconds: (to - from).seconds, seed: scenario.seed)
      inputs.faultParameters = faults.parameters
      inputs.keepsHealth = faults.keepsSignals
    }
    if part == .test { specification.healing?.apply(to: &inputs) }
    return inputs
  }
}
