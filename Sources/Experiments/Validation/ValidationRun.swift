import Autoscaling
import ClusterSimulation
import Foundation
import SimulationKernel
import Workloads

/// A condition that is ready to run: its load, its forecast, its controller.
struct ValidationCase: Sendable {
  let study: ValidationStudy
  let condition: ValidationStudy.Condition
  /// Requests a second, and requests, of each second.
  let rates: [Double]
  let counts: [Int]
  /// The forecast of a recorded arm; nil for others.
  let forecast: RecordedForecast?
  private let folder: String

  /// Reads what the condition needs.
  ///
  /// - Throws: `WorkloadError` or `RunError`, one sentence.
  init(_ study: ValidationStudy, _ condition: ValidationStudy.Condition, folder: String) throws {
    self.study = study
    self.condition = condition
    self.folder = folder
    let table = try NamedTable(path: condition.load.path(in: folder)).rows(with: condition.loadRows)
    rates = try Self.rates(table, study.load)
    counts =
      try study.load.count.map { try table.allNumbers($0).map { Int($0.rounded()) } }
      ?? rates.map { Int($0.rounded()) }
    if let index = rates.firstIndex(where: { !(0...1e9 ~= $0) }) {
      throw RunError(
        "\(table.path): row \(index + 1): a load of \(rates[index]) requests a second; allowed are 0 to 1e9")
    }
    let arm = study.arms[condition.arm]
    if arm.kind == RecordedPolicy.self, let file = arm.settings.text("forecast") {
      do {
        forecast = try RecordedPolicy.forecast(
          path: file.path(in: folder), value: arm.settings.text(RecordedPolicy.value),
          needsIssue: arm.settings["horizon"] == nil)
      } catch { throw RunError("condition \(condition.name): \(error)") }
    } else {
      forecast = nil
    }
  }

  /// Requests a second of each second; rows that are longer are repeated.
  private static func rates(_ table: NamedTable, _ load: ValidationStudy.Load) throws -> [Double] {
    let values = try table.allNumbers(load.rate)
    guard let start = load.start, let end = load.end else { return values }
    let (starts, ends) = (try table.allNumbers(start), try table.allNumbers(end))
    var rates: [Double] = []
    for index in values.indices {
      guard starts[index] == Double(rates.count), ends[index] > starts[index], ends[index] <= 1e7,
        ends[index] == ends[index].rounded()
      else {
        throw RunError(
          "\(table.path): a row goes from \(starts[index]) to \(ends[index]) s where the last one ended at \(rates.count) s; rows "
            + "follow each other in whole seconds")
      }
      rates += Array(repeating: values[index], count: Int(ends[index]) - rates.count)
    }
    return rates
  }

  private var arm: ArmSpecification { study.arms[condition.arm] }

  /// What the policy is told of the service.
  private func context(seed: UInt64) throws -> PolicyContext {
    let plant = study.plant
    guard let demand = plant.service.demand else { throw RunError("the objective cannot be met") }
    var context = PolicyContext(
      limits: plant.service.limits, demand: demand, cpuRequest: plant.service.cpuRequest,
      memoryRequest: plant.service.memoryRequest, cpuTime: plant.service.cpuTime,
      syncPeriod: .seconds(rounding: plant.control.syncPeriod),
      metricResolution: .seconds(rounding: plant.control.metricResolution),
      metricLag: .seconds(rounding: plant.control.metricLag), lead: .seconds(rounding: plant.actuationLead),
      longestLead: .seconds(rounding: plant.actuationLeadWithNode + plant.control.syncPeriod), seed: seed)
    context.folder = folder
    let path = LoadPath(rates: rates, resolution: .seconds(1))
    context.training = path
    context.future = path
    return context
  }

  /// Runs it once.
  ///
  /// - Throws: `RunError` if the policy cannot be made, `ProcessError` if it failed.
  func run(seed: UInt64) throws -> ClusterSimulation.Output {
    let context = try context(seed: seed)
    var plant = study.plant
    plant.service = arm.lowering(plant.service)
    var inputs = ClusterSimulation.Inputs(
      parameters: plant, load: LoadProfile(resolution: .seconds(1), rates: rates), start: .zero,
      measureFrom: .zero, end: .zero + .seconds(Int64(rates.count)), seed: seed, timelineInterval: 1,
      keepsDecisions: false)
    inputs.keepsPoints = true
    if study.load.isEven {
      inputs.arrivals = plant.service.evenArrivals(counts: counts, step: 1, seed: seed)
    }
    let policy: any ScalingPolicy =
      if let forecast { RecordedPolicy.policy(arm.settings, context, forecast: forecast) } else {
        try arm.policy(context)
      }
    let output = ClusterSimulation.run(inputs, policy: policy)
    if let failure = output.failure { throw ProcessError("condition \(condition.name): \(failure)") }
    return output
  }

  /// What the same controller would command with the true load as its forecast, and no safety rule; nil for other arms.
  func oracle() throws -> [Int]? {
    guard forecast != nil else { return nil }
    var settings = arm.settings
    settings["safety_persistence"] = nil
    let truth = rates.enumerated().map {
      RecordedForecast.Entry(issued: Double($0.offset), target: Double($0.offset), value: $0.element)
    }
    // without a horizon, a forecast speaks of the moment at which it was issued
    guard let perfect = RecordedForecast(truth) else { return nil }
    var policy = RecordedPolicy.policy(settings, try context(seed: 0), forecast: perfect)
    var current = study.plant.service.minReplicas
    return rates.indices.map { second in
      let observation = Observation(
        now: .zero + .seconds(Int64(second)), specReplicas: current, statusReplicas: current, pods: [],
        service: nil)
      current = policy.decide(observation).desiredReplicas
      return current
    }
  }
}

extension ValidationCase {
  /// The figures of a run.
  func figures(of output: ClusterSimulation.Output, oracle: [Int]?) -> [ValidationFigure: Double] {
    var figures = commandFigures(of: output, oracle: oracle)
    figures.merge(forecastFigures) { $1 }
    figures.merge(requestFigures(of: output)) { $1 }
    return figures
  }

  /// Of the forecast, over the seconds of the load that it was made for.
  private var forecastFigures: [ValidationFigure: Double] {
    guard let forecast else { return [:] }
    var (sum, squares, bias, count) = (0.0, 0.0, 0.0, 0.0)
    var (changes, changed) = (0.0, 0.0)
    for entry in forecast.entries {
      let second = Int(entry.target)
      guard rates.indices.contains(second), Double(second) == entry.target else { continue }
      let error = entry.value - rates[second]
      sum += abs(error)
      squares += error * error
      bias += error
      count += 1
      if second > 0, rates[second] != rates[second - 1] {
        changes += abs(error)
        changed += 1
      }
    }
    guard count > 0 else { return [:] }
    var figures: [ValidationFigure: Double] = [
      .mae: sum / count, .rmse: (squares / count).squareRoot(), .bias: bias / count,
    ]
    if changed > 0 { figures[.transitionMAE] = changes / changed }
    return figures
  }

  /// What the records would say of a second, whose labels may be off.
  private func labelled<Value>(_ values: [Value]) -> [Value] {
    values.indices.map { values[min(max(0, $0 + condition.labelShift), values.count - 1)] }
  }

  private func commandFigures(
    of output: ClusterSimulation.Output, oracle: [Int]?
  ) -> [ValidationFigure: Double] {
    let points = output.service.points
    let desired = labelled(points.map(\.desired))
    let ready = labelled(points.map(\.ready))
    func sum(_ pairs: Zip2Sequence<[Int], [Int]>) -> Double {
      Double(pairs.reduce(0) { $0 + max($1.0 - $1.1, 0) })
    }
    let required = points.map(\.required)
    let changes = zip(desired.dropFirst(), desired).map { $0 - $1 }
    var figures: [ValidationFigure: Double] = [
      .commandDeficit: sum(zip(required, desired)), .commandExcess: sum(zip(desired, required)),
      .actions: Double(changes.count { $0 != 0 }), .ups: Double(changes.count { $0 > 0 }),
      .downs: Double(changes.count { $0 < 0 }), .churn: Double(changes.reduce(0) { $0 + abs($1) }),
      .readyDeficit: sum(zip(required, ready)), .peakDesired: Double(desired.max() ?? 0),
      .readyHours: Double(ready.reduce(0, +)) / 3600,
      .firstScaleUp: Double(desired.firstIndex { $0 > desired[0] } ?? desired.count),
    ]
    if let oracle {
      figures[.deficient] = sum(zip(oracle, desired))
      figures[.excess] = sum(zip(desired, oracle))
    }
    if let demand = study.plant.service.demand {
      figures[.capacityDeficit] = zip(rates, ready).reduce(0) {
        $0 + max($1.0 - demand.rate(ofReplicas: $1.1), 0)
      }
    }
    return figures
  }

  private func requestFigures(of output: ClusterSimulation.Output) -> [ValidationFigure: Double] {
    let points = output.service.points
    let target = study.plant.service.objective.latencyTarget
    let failed = points.reduce(0) { $0 + $1.failed }
    let isLate = points.map { ($0.p99 ?? 0) > target }
    let isFailing = points.map { $0.failed >= 0.01 * $0.offered && $0.failed > 0 }
    var (episodes, longest, length) = (0.0, 0, 0)
    for violates in zip(isLate, isFailing).map({ $0 || $1 }) {
      length = violates ? length + 1 : 0
      if length == 1 { episodes += 1 }
      longest = max(longest, length)
    }
    var figures: [ValidationFigure: Double] = [
      .failures: failed, .requests: points.reduce(0) { $0 + $1.offered },
      .latencyViolation: Double(isLate.count { $0 }), .failureViolation: Double(isFailing.count { $0 }),
      .episodes: episodes, .longestEpisode: Double(longest),
      .cpu: points.reduce(0) { $0 + $1.cpuSeconds } / Double(max(1, points.count)),
    ]
    let answered = Double(output.service.latencies.count)
    for (figure, beyond) in [(ValidationFigure.p99, 0.01), (.p95, 0.05)] {
      // those that failed are the fastest of all
      let rank = answered > 0 ? 1 - beyond * (answered + failed) / answered : -1
      if rank >= 0, let latency = output.service.latencies.quantile(rank) {
        figures[figure] = Double(latency) / 1e6
      }
    }
    return figures
  }
}
