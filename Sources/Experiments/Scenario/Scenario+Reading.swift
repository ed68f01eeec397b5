import Autoscaling
import ClusterSimulation
import Foundation
import InputFiles
import Learning
import Workloads

extension Scenario {
  /// The version of the format that this program reads, as scenarios give it under `format`.
  public static let format = "forescale/scenario/v1"

  /// The keys of a scenario, in the order of its page.
  public static let keys: [Setting] = [
    Setting("format", .constant(format), "The version of this format."),
    Setting("name", .text, "Name in tables and file names.", isRequired: true),
    Setting("description", .text, "What it is for, in a sentence or two."),
    Setting("seed", .whole(0...Int.max), "Seed of every random stream.", default: 1),
    Setting("workload", .section(workloadKeys), "The load.", isRequired: true),
    Setting("service", .section(serviceKeys + rolloutKeys), "The service that is scaled.", isRequired: true),
    Setting("nodes", .section(nodeKeys), "The pool of nodes and its autoscaler.", isRequired: true),
    Setting(
      "cell", .section(cellKeys),
      "A cell of a published trace whose machines and tasks are replayed beside the nodes: its events, or its machine "
        + "shapes and task requests."),
    Setting("control", .section(controlKeys), "Metrics and the control loop."),
    Setting(
      "split",
      .section([
        Setting("train", .share(0.05...0.9), "For fitting models.", default: 0.5),
        Setting("validation", .share(0.05...0.9), "For early stopping and tuning.", default: 0.25),
        Setting("test", .share(0.05...0.9), "For results.", default: 0.25),
      ]), "Shares of the time line in order; they sum to 100%."),
    Setting(
      "warm_up", .duration(0...30 * 86_400), "Simulated time before the measured part that does not count.",
      default: 86_400),
    Setting(
      "violation_budget", .share(0...1),
      "Share of 60-s windows that may miss the objective; tuned arms are tuned to it.", default: 0.005),
    Setting(
      "faults", .section(faultKeys),
      "What goes wrong in the test part, the same in every arm; tuning and training see none of it. See "
        + "docs/anomalies.md."),
    Setting("forecasters", .table(forecasterKeys), "Forecasters, controls among them."),
    Setting("arms", .table(ArmSpecification.keys), "The competitors.", isRequired: true),
    Setting(
      "neighbours", .table(neighbourKeys), "Other services on the same nodes, the same in every arm."),
  ]

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
      document: yaml, file: file, name: "scenario", keys: Self.keys, issues: issues)
    name = top.text("name")
    summary = top.optionalText("description") ?? ""
    seed = UInt64(top.whole("seed"))
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
      train: split.number("train"), validation: split.number("validation"), test: split.number("test"))
    if abs(self.split.train + self.split.validation + self.split.test - 1) > 1e-9 {
      split.note("test", "train, validation and test have to add up to 100%")
    }
    split.finish()
    warmUp = top.number("warm_up")
    violationBudget = top.number("violation_budget")
    faults = Self.faults(top, zones: plant.pools.flatMap(\.zones))
    let lead = (plant.actuationLead / 60).rounded(.up) * 60
    forecasters = Self.forecasters(top.list("forecasters"), lead: lead)
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
        "even an idle replica misses it: with a mean service time of \(SettingUnit.duration.format(plant.service.serviceTime)) "
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
