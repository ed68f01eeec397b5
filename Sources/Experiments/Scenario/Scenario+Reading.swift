import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import Workloads
import Yams

extension Scenario {
  /// The version of the format that this program reads, as scenarios give it under `format`.
  public static let format = "forescale/scenario/v1"

  /// Reads and checks a scenario file. Nothing is run.
  ///
  /// - Parameter path: The YAML file. Trace paths in it are relative to its folder.
  /// - Throws: `ScenarioError` with every mistake found.
  public init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw ScenarioError(
        file: path,
        issues: [exists ? "the scenario cannot be read as a file" : "there is no such scenario file"])
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ScenarioError(file: path, issues: ["the scenario is not UTF-8 text"])
    }
    try self.init(yaml: text, file: path)
  }

  /// Reads and checks a scenario's text; `file` is what errors call it.
  public init(yaml: String, file: String) throws {
    try self.init(yaml: yaml, file: file, issues: IssueList())
  }

  /// The same, with a list that tells afterwards which keys there are.
  init(yaml: String, file: String, issues: IssueList) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      if case .duplicatedKeysInMapping(let duplicates, let context) = error, let key = duplicates.first {
        throw ScenarioError(
          file: file, issues: ["line \(context.mark.line): the key '\(key)' is given twice"])
      }
      let flat = String(describing: error).split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      throw ScenarioError(file: file, issues: ["not valid YAML: " + flat.joined(separator: " ")])
    }
    guard let root else { throw ScenarioError(file: file, issues: ["the scenario is empty"]) }
    guard case .mapping = root else {
      throw ScenarioError(
        file: file, issues: ["expected a mapping of keys and values, found \(YAMLReader.kind(root))"])
    }
    let top = YAMLReader(root, path: "", issues: issues)
    let given = top.text("format", default: issues.issues.isEmpty ? nil : Self.format)
    if !given.isEmpty, given != Self.format {
      top.note("format", "'\(given)' is not known; this program reads \(Self.format)")
    }
    name = top.text("name")
    summary = top.text("description", default: "")
    seed = UInt64(top.whole("seed", default: 1, in: 0...Int.max))
    workload = Self.workload(top.section("workload"))
    let serviceReader = top.section("service")
    plant = Self.plant(top, service: serviceReader)
    plant.service.rollouts = Self.rollouts(serviceReader)
    cell = Self.cell(top)
    neighbours = Self.neighbours(
      top, level: plant.service.level, folder: (file as NSString).deletingLastPathComponent)
    plant.service.requests.calls = Self.calls(
      serviceReader, from: 0, to: neighbours.map(\.name))
    let split = top.section("split")
    self.split = Split(
      train: split.quantity("train", .share, default: 0.5, in: 0.05...0.9),
      validation: split.quantity("validation", .share, default: 0.25, in: 0.05...0.9),
      test: split.quantity("test", .share, default: 0.25, in: 0.05...0.9))
    if abs(self.split.train + self.split.validation + self.split.test - 1) > 1e-9 {
      split.note("test", "train, validation and test have to add up to 100%")
    }
    split.finish()
    warmUp = top.quantity("warm_up", .duration, default: 86_400, in: 0...30 * 86_400)
    violationBudget = top.quantity("violation_budget", .share, default: 0.005, in: 0...1)
    faults = Self.faults(top, zones: plant.pools.flatMap(\.zones))
    let lead = (plant.actuationLead / 60).rounded(.up) * 60
    forecasters = Self.forecasters(top.list("forecasters", required: false), lead: lead)
    let names = forecasters.map(\.name)
    let stabilization = 300.0
    let service = plant.service
    arms = top.list("arms").map {
      Self.arm(
        $0, forecasters: names, service: service, stabilization: stabilization,
        folder: (file as NSString).deletingLastPathComponent)
    }
    if arms.isEmpty, issues.issues.isEmpty { top.note("arms", "at least one arm is needed") }
    top.finish()
    Self.checkUnique(arms.map(\.name), "arms", issues)
    Self.checkUnique(names, "forecasters", issues)
    if issues.issues.isEmpty, plant.service.demand == nil {
      issues.add(
        "service.objective.latency_target",
        "even an idle replica misses it: with a mean service time of \(Unit.duration.format(plant.service.serviceTime)) "
          + "the target has to be longer")
    }
    if issues.issues.isEmpty {
      for (path, service) in [("nodes", plant.service)]
        + neighbours.enumerated().map({
          ("neighbours[\($0)].service.replica", $1.service)
        }) where !plant.pools.contains(where: { $0.takes(service) })
      {
        issues.add(path, "a replica does not fit an empty node")
      }
    }
    guard issues.issues.isEmpty else { throw ScenarioError(file: file, issues: issues.issues) }
  }

  private static func checkUnique(_ names: [String], _ path: String, _ issues: IssueList) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) && !name.isEmpty {
      issues.add("\(path)[\(index)].name", "'\(name)' is taken by an earlier entry; names have to differ")
    }
  }

  static func arm(
    _ reader: YAMLReader, name: String? = nil, forecasters: [String], service: ServiceParameters,
    stabilization: Double,
    folder: String
  ) -> ArmSpecification {
    defer { reader.finish() }
    let signals: [String: HPASignal] = reader.choices("signals")
    let manifest = Self.manifest(reader, folder: folder, signals: signals, service: service)
    let arm = ArmSpecification(
      name: name ?? reader.text("name"), policy: reader.choice("policy"),
      cpuUtilization: reader.isGiven("cpu_utilization") ? reader.whole("cpu_utilization", in: 1...1000) : nil,
      requestsPerSecond: reader.optionalQuantity("requests_per_second", .number, in: 0.001...1e9),
      manifest: manifest, signals: signals,
      headroom: reader.optionalQuantity("headroom", .number, in: 0.1...10),
      forecaster: reader.optionalText("forecaster"),
      quantile: reader.optionalQuantity("quantile", .share, in: 0.001...0.999),
      stabilization: reader.quantity("stabilization", .duration, default: stabilization, in: 0...3600),
      size: reader.isGiven("size") ? reader.choice("size") : nil, tune: reader.flag("tune", default: false),
      healing: healing(reader))
    switch arm.policy {
    case .hpa:
      let given = [arm.cpuUtilization != nil, arm.requestsPerSecond != nil, reader.isGiven("manifest")]
      if given.count(where: { $0 }) != 1 {
        reader.note("policy", "an hpa arm needs one of cpu_utilization, requests_per_second and manifest")
      }
      if arm.tune, arm.manifest != nil {
        reader.note("tune", "a manifest is run as it is; it has no knob to tune")
      }
    case .proactive:
      if let name = arm.forecaster, !forecasters.contains(name) {
        let near = nearestName(to: name, among: forecasters).map { " (did you mean '\($0)'?)" } ?? ""
        reader.note(
          "forecaster",
          "'\(name)' is not among the forecasters, which are \(forecasters.joined(separator: ", "))\(near)")
      } else if arm.forecaster == nil {
        reader.note("forecaster", "missing; a proactive arm names one of the forecasters")
      }
    case .fixed:
      if arm.size == nil { reader.note("size", "missing; a static arm is sized for mean or peak") }
    case .knative, .keda, .stepScaling, .targetTracking, .autopilot, .predictiveHPA:
      let given = [
        ("cpu_utilization", arm.cpuUtilization != nil), ("requests_per_second", arm.requestsPerSecond != nil),
      ]
      .filter(\.1).map(\.0)
      if given.count != 1 || !arm.policy.targets.contains(given[0]) {
        reader.note(
          "policy", "a \(arm.policy.rawValue) arm needs \(arm.policy.targets.joined(separator: " or "))")
      }
    case .oracle, .reactPlus, .replicaPredictor: break
    }
    if arm.tune, arm.policy == .fixed || arm.policy == .oracle {
      reader.note("tune", "a \(arm.policy.rawValue) arm has no knob to tune")
    }
    return arm
  }

  /// The HPA object of an arm, embedded or in a file beside the scenario; every mistake is noted with its path.
  private static func manifest(
    _ reader: YAMLReader, folder: String, signals: [String: HPASignal], service: ServiceParameters
  ) -> ManifestValue? {
    guard let node = reader.tree("manifest") else { return nil }
    do {
      var object = HPAManifest.value(node)
      if case .string(let path) = object {
        object = try HPAManifest.read(path: (folder as NSString).appendingPathComponent(path))
      }
      let spec = try HPASpec(object: object)
      for (index, metric) in (spec.metrics ?? []).enumerated() {
        if let text = HPAServiceShape(cpuRequest: 1, signals: signals).whyNotSimulated(metric) {
          reader.note("manifest", "spec.metrics[\(index)]: \(text)")
        }
      }
      if Int(spec.maxReplicas) > service.maxReplicas {
        reader.note(
          "manifest",
          "spec.maxReplicas: \(spec.maxReplicas) is more than service.replica.max, which is \(service.maxReplicas)"
        )
      }
      if Int(spec.minReplicas ?? 1) < service.minReplicas {
        reader.note(
          "manifest",
          "spec.minReplicas: \(spec.minReplicas ?? 1) is less than service.replica.min, which is \(service.minReplicas)"
        )
      }
      return object
    } catch {
      for issue in error.issues { reader.note("manifest", issue) }
      return nil
    }
  }
}
