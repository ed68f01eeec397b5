import Autoscaling
import Foundation
import Learning
import SimulationKernel
import Workloads

/// A policy that can be asked over a recording.
public struct BacktestCandidate: Sendable {
  /// The name in tables.
  public var name: String
  /// What it was made of, as canonical JSON.
  public var json: String
  /// What it looks at.
  public var needs: Set<RecordedMetrics.Column>
  let policy: any ScalingPolicy

  /// The HPA of a manifest.
  ///
  /// - Parameters:
  ///   - path: The file, of one HorizontalPodAutoscaler beside whatever else.
  ///   - service: What a replica requests, and what the manifest's metrics stand for.
  /// - Throws: `ManifestError`: the file is no such manifest, or a metric of it cannot be recorded.
  init(manifest path: String, service: HPAServiceShape, isDryRun: Bool) throws {
    let object = try HPAManifest.read(path: path)
    let spec: HPASpec
    do {
      spec = try HPASpec(object: object)
    } catch {
      throw ManifestError(issues: error.issues.map { "\(path): \($0)" })
    }
    let metrics = spec.withDefaults.metrics ?? []
    let problems = metrics.enumerated().compactMap { index, metric in
      service.whyNotSimulated(metric).map { "\(path): spec.metrics[\(index)]: \($0)" }
    }
    guard problems.isEmpty else { throw ManifestError(issues: problems) }
    name = object["metadata"]?["name"]?.string ?? "hpa"
    json = try object.canonicalJSON()
    needs = metrics.reduce(into: []) { $0.formUnion($1.columns(service.signals)) }
    policy = HorizontalPodAutoscalerPolicy(spec: spec, service: service, isDryRun: isDryRun)
  }

  /// An arm of a scenario, as it is written: nothing can be tuned without a plant.
  ///
  /// - Parameter forecaster: What a proactive arm uses.
  /// - Throws: `RunError` if the arm has to see the load (oracle, static) or lacks its forecaster.
  init(
    arm: ArmSpecification, of scenario: Scenario, forecaster: (any Forecaster)?, isDryRun: Bool
  ) throws {
    guard let policy = try scenario.policy(arm, forecaster: forecaster, isDryRun: isDryRun) else {
      throw RunError(
        arm.policy == .replicaPredictor
          ? "\(arm.name) is \(arm.policy.rawValue): it reads more metrics than a backtest has"
          : "\(arm.name) is \(arm.policy.rawValue): it is sized by the load itself, not by metrics")
    }
    self.policy = policy
    name = arm.name
    json = try arm.canonicalJSON()
    switch arm.policy {
    case .hpa, .predictiveHPA:
      let spec = try arm.hpa(scenario.plant.service).withDefaults
      let signals = arm.shape(scenario.plant.service).signals
      needs = (spec.metrics ?? []).reduce(into: []) { $0.formUnion($1.columns(signals)) }
    case .knative, .keda, .autopilot, .stepScaling, .targetTracking:
      needs = arm.cpuUtilization == nil ? [.requestsPerSecond] : [.cpuCores]
    case .reactPlus, .proactive, .oracle, .fixed, .replicaPredictor: needs = [.requestsPerSecond]
    }
  }
}

extension BacktestCandidate {
  /// The policies that a file names: the HPA of a manifest, or the arms of a scenario that see metrics alone.
  ///
  /// - Parameters:
  ///   - path: A manifest or a scenario.
  ///   - arms: Names of the scenario's arms to take; all if empty.
  ///   - service: What a replica of a manifest's target requests; a scenario says so itself.
  ///   - models: Trained forecasters by name, for proactive arms.
  ///   - isDryRun: Whether answers are not carried out: an HPA then remembers no scale event of its own.
  /// - Throws: `ManifestError`, `ScenarioError` or `RunError`, each in sentences.
  public static func read(
    path: String, arms: [String], service: HPAServiceShape, models: [String: any StoredForecaster],
    isDryRun: Bool
  ) throws -> [BacktestCandidate] {
    if HPAManifest.isManifest(path: path) {
      guard arms.isEmpty else { throw RunError("\(path) is a manifest and has no arms to choose from") }
      return [try BacktestCandidate(manifest: path, service: service, isDryRun: isDryRun)]
    }
    let scenario = try Scenario(path: path)
    let known = scenario.arms.map(\.name)
    if let unknown = arms.first(where: { !known.contains($0) }) {
      let near = nearestName(to: unknown, among: known).map { "; did you mean '\($0)'?" } ?? ""
      throw RunError("\(path) has no arm '\(unknown)'\(near); there are \(known.joined(separator: ", "))")
    }
    return try scenario.arms.filter { arm in
      arms.isEmpty ? arm.isAskable(models) : arms.contains(arm.name)
    }.map { arm in
      try BacktestCandidate(
        arm: arm, of: scenario, forecaster: arm.forecaster.flatMap { models[$0] }, isDryRun: isDryRun)
    }
  }
}

extension ArmSpecification {
  /// Whether metrics, and the models given, are all it needs.
  fileprivate func isAskable(_ models: [String: any StoredForecaster]) -> Bool {
    switch policy {
    case .oracle, .fixed: false
    case .proactive: forecaster.map { models[$0] != nil } ?? false
    default: true
    }
  }
}

extension HPAMetric {
  /// The columns of a recording that answer for this metric.
  fileprivate func columns(_ signals: [String: HPASignal]) -> Set<RecordedMetrics.Column> {
    switch source {
    case .resource("memory"), .containerResource("memory", _): return [.memoryBytes]
    case .resource, .containerResource: return [.cpuCores]
    case .pods(let identifier), .object(_, let identifier), .external(let identifier):
      switch signals[identifier.name] {
      case .requestsPerSecond: return [.requestsPerSecond]
      case .queueLength: return [.queueLength]
      case nil: return []
      }
    case .unknown: return []
    }
  }
}
