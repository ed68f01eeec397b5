import Foundation
import InputFiles
import Learning
import Workloads

/// A search that was checked, with the load that it may see: the test part is not there.
public struct SearchPlan: Sendable {
  /// What is searched.
  public let specification: SearchSpecification
  /// SHA-256 of all that trials depend on.
  public let digest: String
  /// The load up to the end of the validation part.
  let workload: PreparedWorkload
  /// The scenario's text, in which keys are set.
  private let yaml: String
  /// What trials of the replica predictor learn from and are judged on.
  let replicas: (lessons: ReplicaExamples, exam: ReplicaExamples)?
  /// Forecasters that trials have fitted; trials that differ in other keys share them.
  let fitted = Memo<ForecasterSpecification, any Forecaster>()

  /// Reads the scenario and its load, and checks every key and both ends of every range.
  ///
  /// - Parameters:
  ///   - specification: The search as its file gives it.
  ///   - file: What errors call the search.
  ///   - traces: Replace the scenario's if not empty.
  /// - Throws: `ScenarioError` with every mistake found; `RunError` or `WorkloadError` for the load.
  public init(_ specification: SearchSpecification, file: String, traces: [String] = []) throws {
    let scenario = try Scenario(path: specification.scenario)
    let folder = specification.scenario.parentFolder
    let paths = traces.isEmpty ? scenario.workload.files(in: folder) : traces
    try self.init(
      specification, yaml: try ScenarioTree(path: specification.scenario).text(), file: file,
      workload: { try PreparedWorkload(scenario, traces: paths, folder: folder) })
  }

  init(
    _ specification: SearchSpecification, yaml: String, file: String, workload: () throws -> PreparedWorkload
  ) throws {
    self.specification = specification
    self.yaml = yaml
    let issues = Self.issues(specification, yaml: yaml)
    guard issues.isEmpty else { throw ScenarioError(file: file, issues: issues) }
    let whole = try workload()
    self.workload = whole.endingAtTest
    var base = try Scenario(yaml: yaml, file: specification.scenario)
    base.workload.forgetPaths()
    let identity = specification.identity + [try base.canonicalJSON()] + whole.inputs.map(\.sha256)
    digest = Digest.of(Data(identity.joined(separator: "\n").utf8))
    replicas = specification.target == .replicaPredictor ? try Self.replicas(base, self.workload) : nil
  }

  private static func replicas(
    _ scenario: Scenario, _ workload: PreparedWorkload
  ) throws -> (ReplicaExamples, ReplicaExamples) {
    let training = ReplicaPredictorTraining(scenario, workload, threads: 2)
    return (
      try training.trainingExamples(),
      try training.examples(from: workload.validationStart, to: workload.testStart, explores: false)
    )
  }

  /// The scenario with some keys set; those of the replica predictor are none of it.
  func scenario(_ settings: [ExperimentSetting]) throws -> Scenario {
    var tree = try ScenarioTree(yaml: yaml, file: specification.scenario)
    for setting in settings where specification.target != .replicaPredictor {
      if let problem = tree.set(setting) {
        throw ScenarioError(file: specification.scenario, issues: [problem])
      }
    }
    return try Scenario(yaml: try tree.text(), file: specification.scenario)
  }

  private static func issues(_ specification: SearchSpecification, yaml: String) -> [String] {
    guard let base = try? Scenario(yaml: yaml, file: specification.scenario) else {
      return ["the scenario cannot be read"]
    }
    var issues: [String] = []
    func check(_ kind: String, _ name: String, among names: [String]) {
      guard !names.contains(name) else { return }
      let near = nearestName(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
      issues.append("\(kind): the scenario has no '\(name)'; it has \(names.joined(separator: ", "))\(near)")
    }
    switch specification.target {
    case .forecaster(let name): check("forecaster", name, among: base.forecasters.map(\.name))
    case .arm(let name): check("arm", name, among: base.arms.map(\.name))
    case .replicaPredictor: break
    }
    guard issues.isEmpty else { return issues }
    let paths = specification.space.parameters.map(\.path) + (specification.resource.map { [$0.path] } ?? [])
    if Set(paths).count < paths.count {
      issues.append("parameters: a key is given twice, or is the resource too")
    }
    for corner in corners(specification) {
      if let problem = problem(corner, specification, yaml: yaml), !issues.contains(problem) {
        issues.append(problem)
      }
    }
    return issues
  }

  /// Each key at both ends and at each choice, the others in the middle.
  private static func corners(_ specification: SearchSpecification) -> [[ExperimentSetting]] {
    let space = specification.space
    let middle = space.parameters.map { _ in 0.5 }
    let resources = specification.resource.map { resource in
      [resource.least, resource.most].map { [ExperimentSetting(path: resource.path, value: String($0))] }
    }
    let points = space.parameters.indices.flatMap { key -> [[Double]] in
      let shares =
        space.parameters[key].choices.map { count in (0..<count).map { (Double($0) + 0.5) / Double(count) } }
        ?? [0, 1]
      return shares.map { share in
        var point = middle
        point[key] = share
        return point
      }
    }
    return points.flatMap { point in (resources ?? [[]]).map { space.settings(at: point) + $0 } }
  }

  private static func problem(
    _ settings: [ExperimentSetting], _ specification: SearchSpecification, yaml: String
  ) -> String? {
    do {
      if specification.target == .replicaPredictor {
        _ = try ReplicaPredictorConfiguration(values: settings)
        return nil
      }
      for setting in settings
      where !setting.path.hasPrefix("forecasters[") && !setting.path.hasPrefix("arms[") {
        return
          "'\(setting.path)' is no key of a forecaster or an arm; a search may not change what it is judged on"
      }
      var tree = try ScenarioTree(yaml: yaml, file: specification.scenario)
      for setting in settings { if let problem = tree.set(setting) { return problem } }
      _ = try Scenario(yaml: try tree.text(), file: specification.scenario)
      return nil
    } catch let error as ScenarioError {
      return error.issues.first
    } catch {
      return "\(error)"
    }
  }
}

extension SearchSpecification {
  /// All of it that trials depend on, but for their number where more of them go on with those that are there; rungs have
  /// sizes that follow from the first one's.
  fileprivate var identity: [String] {
    let values = space.parameters.flatMap { parameter in
      let count = Double(parameter.choices ?? 3)
      return stride(from: 0, to: count, by: 1).map { parameter.setting(at: ($0 + 0.5) / count) }
        + [parameter.setting(at: 0), parameter.setting(at: 1)]
    }
    return ["\(ScenarioRunner.resultsVersion)", target.text, metric, method.rawValue, "\(seed)"]
      + values.flatMap { [$0.path, $0.value] }
      + (resource.map { ["\(trials)", $0.path, "\($0.least)", "\($0.most)", "\($0.factor)"] } ?? [])
  }
}

extension SearchSpecification.Target {
  /// What is tuned, in words.
  public var text: String {
    switch self {
    case .forecaster(let name): "forecaster \(name)"
    case .arm(let name): "arm \(name)"
    case .replicaPredictor: "replica-predictor"
    }
  }
}

extension SearchSpace.Parameter {
  /// The path of its key.
  public var path: String {
    switch self {
    case .range(let range): range.path
    case .choice(let axis): axis.path
    }
  }
}
