import Autoscaling
import ClusterSimulation
import Foundation
import InputFiles
import Learning
import Workloads

extension Scenario {
  /// The version of the format that this program reads, as scenarios give it under `format`.
  public static let format = "forescale/scenario/v1"

  /// Reads and checks a scenario file. Nothing is run.
  ///
  /// - Parameter path: The YAML file. Trace paths in it are relative to its folder.
  /// - Throws: `ScenarioError` with every mistake found.
  public init(path: String) throws {
    try self.init(yaml: try YAMLReader.text(ofFile: path, name: "scenario file"), file: path)
  }

  /// Reads and checks a scenario's text; `file` is what errors call it.
  public init(yaml: String, file: String) throws {
    try self.init(yaml: yaml, file: file, issues: IssueList())
  }

  /// The same, with a list that tells afterwards which keys there are.
  init(yaml: String, file: String, issues: IssueList) throws {
    let top = try YAMLReader(
      document: yaml, file: file, name: "scenario", format: Self.format, issues: issues)
    name = top.text("name")
    summary = top.text("description", default: "")
    seed = UInt64(top.whole("seed", default: 1, in: 0...Int.max))
    workload = Self.workload(top.section("workload"))
    let serviceReader = top.section("service")
    plant = Self.plant(top, service: serviceReader)
    plant.service.rollouts = Self.rollouts(serviceReader)
    cell = Self.cell(top)
    neighbours = Self.neighbours(
      top, level: plant.service.level, folder: file.parentFolder)
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
    arms = ArmSpecification.arms(
      top.list("arms"), forecasters: names, limits: plant.service.limits,
      folder: file.parentFolder)
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
    if let error = issues.error(in: file) { throw error }
  }

  private static func checkUnique(_ names: [String], _ path: String, _ issues: IssueList) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) && !name.isEmpty {
      issues.add("\(path)[\(index)].name", "'\(name)' is taken by an earlier entry; names have to differ")
    }
  }
}
