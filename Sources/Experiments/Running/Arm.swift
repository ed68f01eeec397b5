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
  /// Fitted forecasters by name.
  var forecasters: [String: any Forecaster] = [:]
  /// The replica predictor, where the arm or a member of it needs one.
  var predictor: ReplicaPredictor?
  /// What its healer has learned; nil for training when it is needed.
  var healingModels: HealingModels?

  /// The knob from leanest (0) to most generous (1): every tunable arm has one factor of ten, on a logarithmic scale, so
  /// that the same number of bisections buys every arm the same resolution.
  func tuned(to knob: Double) -> ArmSpecification {
    var arm = specification
    let service = scenario.plant.service
    switch arm.kind.knob {
    case .target:
      if arm.settings["cpu_utilization"] != nil {
        let saturated =
          100 * Double(service.workers) * service.cpuTime / service.serviceTime / service.cpuRequest
        arm.settings["cpu_utilization"] = .integer(Int64(max(1, (saturated * pow(10, -knob)).rounded())))
      } else {
        arm.settings["requests_per_second"] = .number(service.queue.capacity * pow(10, -knob))
      }
    case .headroom: arm.settings["headroom"] = .number(0.5 * pow(10, knob))
    case .none: break
    }
    return arm
  }

  /// A fresh policy of the given (possibly tuned) specification.
  func policy(_ arm: ArmSpecification) throws -> any ScalingPolicy {
    var context = try scenario.context(of: scenario.plant.service)
    context.forecasters = forecasters
    context.predictor = predictor
    context.folder = workload.folder
    let load = workload.load
    let trained = Int(workload.validationStart.sinceOrigin / load.resolution)
    context.training = LoadPath(rates: Array(load.rates.prefix(max(1, trained))), resolution: load.resolution)
    context.future = LoadPath(rates: load.rates, resolution: load.resolution)
    return try arm.policy(context)
  }

  /// How long the service level has to hold to count as restored after a fault, in seconds.
  var holdTime: Double { (scenario.faults?.parameters ?? FaultParameters()).holdTime }

  /// A part of the time line that is measured.
  enum Part: String, Sendable, CaseIterable {
    case training, validation, test, whole
  }

  /// Runs the policy of `arm`, tuned or not, on a part.
  ///
  /// - Throws: `RunError` if a part of it is missing, `ProcessError` if a process that it asks failed.
  func run(
    _ arm: ArmSpecification, on part: Part, timelineInterval: Double = 0
  ) throws -> ClusterSimulation.Output {
    let output = ClusterSimulation.run(
      try inputs(part, timelineInterval: timelineInterval), policy: try policy(arm))
    if let failure = output.failure { throw ProcessError("arm \(arm.name): \(failure)") }
    return output
  }

  func inputs(_ part: Part, timelineInterval: Double) throws -> ClusterSimulation.Inputs {
    let (from, to): (SimulationTime, SimulationTime) =
      switch part {
      case .training: (.zero, workload.validationStart)
      case .validation: (workload.validationStart, workload.testStart)
      case .test: (workload.testStart, workload.end)
      case .whole: (.zero, workload.end)
      }
    let warmUp = SimulationDuration.seconds(rounding: scenario.warmUp)
    var plant = scenario.plant
    // a manifest says its limits itself
    plant.service = specification.lowering(plant.service)
    var inputs = ClusterSimulation.Inputs(
      parameters: plant, load: workload.load, neighbours: try scenario.neighbours(workload.load),
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
    if part == .test, let healing = specification.healing {
      healing.apply(to: &inputs, models: try healingModels ?? HealingTraining.models(healing))
    }
    return inputs
  }
}
