import Foundation
import InputFiles
import Workloads

/// One run of a sweep: an arm in one variation of the scenario under one seed.
public struct SweepRun: Sendable {
  /// Which point of the plan it belongs to.
  public var point: Int
  /// The arm's name.
  public var arm: String
  /// SHA-256 of all that the result depends on: resolved scenario without its name and other arms, arm, seed, inputs and
  /// version of the simulator. Equal runs of different sweeps have the same.
  public var digest: String

  /// A run of the given point, arm and digest.
  public init(point: Int, arm: String, digest: String) {
    self.point = point
    self.arm = arm
    self.digest = digest
  }
}

/// One variation of the scenario under one seed, with its arms.
public struct SweepPoint: Sendable {
  /// Its place in the plan, from 0.
  public var index: Int
  /// What was set.
  public var settings: [ExperimentSetting]
  /// The scenario with it, its seed included.
  public var scenario: Scenario
  /// Paths of its traces.
  public var traces: [String]
  /// Its runs, in the order of the arms.
  public var runs: [SweepRun]
}

/// An experiment, expanded: every point read and checked, nothing run.
public struct SweepPlan: Sendable {
  /// What was expanded.
  public let experiment: Experiment
  /// All points in order: variations, and in each its seeds.
  public let points: [SweepPoint]
  /// The folder that the scenario's files are named from.
  public let folder: String

  /// One variation: what is set in the scenario, and the traces that replace its own.
  struct Variation {
    /// What the results show as set.
    var settings: [ExperimentSetting]
    /// What is set without being shown, since something shown stands for it.
    var hidden: [ExperimentSetting] = []
    /// Paths of traces; empty for those that the scenario names.
    var traces: [String] = []
  }

  /// Expands and checks `experiment`.
  ///
  /// - Parameters:
  ///   - experiment: The experiment as its file gives it.
  ///   - file: What errors call the experiment.
  ///   - traces: Replace the scenarios' if not empty.
  /// - Throws: `ScenarioError` with the mistakes of all points, those that many points share told once; `RunError` for an
  ///   input that cannot be read.
  public init(_ experiment: Experiment, file: String, traces: [String] = []) throws {
    let variations = experiment.variations.map { Variation(settings: $0, traces: traces) }
    try self.init(experiment, variations: variations, file: file)
  }

  /// The same for variations that are given, whatever the designs of the experiment say.
  init(_ experiment: Experiment, variations all: [Variation], file: String) throws {
    self.experiment = experiment
    let folder = experiment.scenario.parentFolder
    self.folder = folder
    let tree = try ScenarioTree(path: experiment.scenario)
    // a mistake of the scenario's own is not the experiment's
    _ = try Scenario(path: experiment.scenario)
    var issues: [String] = []
    var counts: [String: Int] = [:]
    func note(_ issue: String) {
      if counts[issue] == nil { issues.append(issue) }
      counts[issue, default: 0] += 1
    }
    var variations: [(variation: Variation, scenario: Scenario)] = []
    for variation in all {
      do {
        var varied = tree
        for setting in variation.settings + variation.hidden {
          if let problem = varied.set(setting) { throw ScenarioError(file: "", issues: [problem]) }
        }
        var scenario = try Scenario(yaml: try varied.text(), file: experiment.scenario)
        if scenario.workload.generator != nil, !variation.traces.isEmpty {
          throw ScenarioError(
            file: "", issues: ["the scenario's load is generated, so that no traces can replace it (--trace)"]
          )
        }
        let missing = experiment.arms.filter { name in !scenario.arms.contains { $0.name == name } }
        for name in missing {
          let names = scenario.arms.map(\.name)
          let near = nearestName(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
          note("arms: the scenario has no arm '\(name)'; it has \(names.joined(separator: ", "))\(near)")
        }
        if !experiment.arms.isEmpty { scenario.arms.removeAll { !experiment.arms.contains($0.name) } }
        scenario.forecasters.removeAll { forecaster in
          !scenario.arms.contains { $0.forecasters.contains(forecaster.name) }
        }
        variations.append((variation, scenario))
      } catch let error as ScenarioError {
        error.issues.forEach(note)
      }
    }
    guard issues.isEmpty else {
      let total = all.count
      throw ScenarioError(
        file: file,
        issues: issues.map { counts[$0]! == total ? $0 : "\($0) (in \(counts[$0]!) of \(total) variations)" })
    }
    var digests: [String: String] = [:]
    var points: [SweepPoint] = []
    for (variation, base) in variations {
      for seed in experiment.seeds {
        var scenario = base
        scenario.seed = seed
        let paths = variation.traces.isEmpty ? scenario.workload.files(in: folder) : variation.traces
        let files =
          paths + scenario.workload.superposedFiles(in: folder) + (scenario.cell?.files(in: folder) ?? [])
        let inputs = try files.map { path in
          let digest = try digests[path] ?? Digest.ofFile(path)
          digests[path] = digest
          return digest
        }
        let index = points.count
        points.append(
          SweepPoint(
            index: index, settings: variation.settings, scenario: scenario, traces: paths,
            runs: try scenario.arms.map {
              SweepRun(
                point: index, arm: $0.name,
                digest: try Self.digest(
                  of: $0, in: scenario, inputs: inputs + $0.inputs(in: folder).map(\.sha256), experiment))
            }))
      }
    }
    self.points = points
  }

  /// All runs in order.
  public var runs: [SweepRun] { points.flatMap(\.runs) }

  /// The part of the plan that is one of `count` machines' share: every `count`-th point from number `index` (from 1) on.
  public func shard(_ index: Int, of count: Int) -> [SweepPoint] {
    points.filter { $0.index % count == index - 1 }
  }

  private static func digest(
    of arm: ArmSpecification, in scenario: Scenario, inputs: [String], _ experiment: Experiment
  ) throws -> String {
    struct Identity: Encodable {
      var version: Int
      var scenario: Scenario
      var inputs: [String]
      var timeline: Double
    }
    var alone = scenario
    alone.name = ""
    alone.summary = ""
    alone.arms = [arm]
    alone.forecasters.removeAll { !arm.forecasters.contains($0.name) }
    // where a file lies does not matter, what is in it does
    alone.workload.forgetPaths()
    let identity = Identity(
      version: ScenarioRunner.resultsVersion, scenario: alone, inputs: inputs,
      timeline: experiment.timelineInterval)
    return Digest.of(Data(try identity.canonicalJSON().utf8))
  }
}
