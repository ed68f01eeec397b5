import Autoscaling
import Foundation
import InputFiles
import Learning
import SimulationKernel
import Workloads

/// A policy that can be asked over a recording.
public struct BacktestCandidate: Sendable {
  /// A policy, and what it looks at by the names of columns.
  typealias Prepared = (policy: any ScalingPolicy, needs: Set<String>)

  /// The name in tables.
  public var name: String
  /// What it was made of, as canonical JSON.
  public var json: String
  /// Makes the policy for a recording of the given columns.
  let prepare: @Sendable (Set<String>) throws -> Prepared

  /// The HPA or ScaledObject of a manifest.
  ///
  /// - Parameters:
  ///   - path: The file, of one such object beside whatever else, or with `#` and the name of one.
  ///   - service: What a replica requests, and what the manifest's metrics stand for.
  /// - Throws: `ManifestError`: the file is no such manifest.
  init(manifest path: String, service: HPAServiceShape, isDryRun: Bool) throws {
    let object = try HPAManifest.read(path: path)
    name = object["metadata"]?["name"]?.string ?? "hpa"
    json = try object.canonicalJSON()
    let spec: HPASpec
    do {
      if object["kind"]?.string == "ScaledObject" {
        let scaled = try ScaledObject(object: object)
        prepare = { try Self.prepared(scaled, service.over($0), path: path) }
        return
      }
      spec = try HPASpec(object: object)
    } catch {
      throw ManifestError(issues: error.issues.map { "\(path): \($0)" })
    }
    prepare = { try Self.prepared(spec, service.over($0), path: path, isDryRun: isDryRun) }
  }

  private static func prepared(
    _ spec: HPASpec, _ service: HPAServiceShape, path: String, isDryRun: Bool
  ) throws -> Prepared {
    let metrics = spec.withDefaults.metrics ?? []
    let problems = metrics.enumerated().compactMap { index, metric in
      service.whyNotSimulated(metric).map { "\(path): spec.metrics[\(index)].\($0)" }
    }
    guard problems.isEmpty else { throw ManifestError(issues: problems) }
    return (
      HorizontalPodAutoscalerPolicy(spec: spec, service: service, isDryRun: isDryRun),
      Set(metrics.compactMap { service.column(of: $0) })
    )
  }

  private static func prepared(
    _ object: ScaledObject, _ service: HPAServiceShape, path: String
  ) throws -> Prepared {
    let problems = object.whyNotSimulated(service).map { "\(path): \($0)" }
    guard problems.isEmpty else { throw ManifestError(issues: problems) }
    return (
      QueueLengthPolicy(settings: object.settings(service)),
      Set(object.signals(service).map(\.rawValue) + object.resources.compactMap { service.column(of: $0) })
    )
  }

  /// An arm of a scenario, as it is written: nothing can be tuned without a plant.
  ///
  /// - Parameter forecasters: Trained ones by name.
  /// - Throws: `RunError` if the arm has to see the load (oracle, static) or lacks its forecaster.
  init(
    arm: ArmSpecification, of scenario: Scenario, forecasters: [String: any Forecaster], folder: String,
    isDryRun: Bool
  ) throws {
    guard arm.isSizedByMetrics else {
      throw RunError(
        arm.readsMore
          ? "\(arm.name) is \(arm.policy): it reads more metrics than a backtest has"
          : "\(arm.name) is \(arm.policy): it is sized by the load itself, not by metrics")
    }
    if let missing = arm.forecasters.first(where: { forecasters[$0] == nil }) {
      throw RunError("arm \(arm.name) has no forecaster: '\(missing)' is given by --model")
    }
    var context = try scenario.context(of: scenario.plant.service)
    context.forecasters = forecasters
    context.folder = folder
    context.isDryRun = isDryRun
    let policy = try arm.policy(context)
    let needs = Set(arm.columns.map(\.rawValue))
    prepare = { _ in (policy, needs) }
    name = arm.name
    json = try arm.canonicalJSON()
  }
}

extension HPAServiceShape {
  /// The same with a recording that answers.
  fileprivate func over(_ columns: Set<String>) -> Self {
    var shape = self
    shape.columns = columns
    return shape
  }

  /// The column of a recording that answers for a metric; nil where none does.
  fileprivate func column(of metric: HPAMetric) -> String? {
    switch metric.source {
    case .resource(let name): name == "memory" ? "memory_bytes" : "cpu_cores"
    case .containerResource(let name, let container): Self.column(name, of: container)
    case .pods(let identifier), .object(_, let identifier), .external(let identifier):
      signal(identifier.name)?.rawValue
    case .unknown: nil
    }
  }
}

extension BacktestCandidate {
  /// The file of a path that may name one of its objects after a `#`.
  public static func file(of path: String) -> String { HPAManifest.parts(path).file }

  /// Whether the file looks like a manifest of Kubernetes, not like a scenario.
  public static func isManifest(path: String) -> Bool { HPAManifest.isManifest(path: path) }

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
    if isManifest(path: path) {
      guard arms.isEmpty else { throw RunError("\(path) is a manifest and has no arms to choose from") }
      return [try BacktestCandidate(manifest: path, service: service, isDryRun: isDryRun)]
    }
    if HPAManifest.isEmpty(path: path) {
      throw RunError("\(path): is empty; a manifest of an autoscaler or a scenario is needed")
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
        arm: arm, of: scenario, forecasters: models,
        folder: path.parentFolder, isDryRun: isDryRun)
    }
  }
}

extension ArmSpecification {
  /// Whether no part of it is sized by a load that a recording does not have.
  fileprivate var isSizedByMetrics: Bool {
    kind.knowledge != .future && kind != StaticPolicy.self && !readsMore
      && members.allSatisfy(\.isSizedByMetrics)
  }

  /// Whether it reads what no column of a recording answers for.
  fileprivate var readsMore: Bool {
    kind == ReplicaPredictorPolicy.self || kind.signals(settings).contains { $0.column == nil }
  }

  /// Whether metrics, and the models given, are all it needs.
  fileprivate func isAskable(_ models: [String: any StoredForecaster]) -> Bool {
    isSizedByMetrics && forecasters.allSatisfy { models[$0] != nil }
  }

  /// The columns of a recording that it and its members look at.
  fileprivate var columns: Set<RecordedMetrics.Column> {
    members.reduce(into: Set(kind.signals(settings).compactMap(\.column))) { $0.formUnion($1.columns) }
  }
}

extension PolicySignal {
  /// The column of a recording that answers for the signal; nil where recordings have none.
  fileprivate var column: RecordedMetrics.Column? {
    RecordedMetrics.Column.allCases.first { $0.signal == self }
  }
}
