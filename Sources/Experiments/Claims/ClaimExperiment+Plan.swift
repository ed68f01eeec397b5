import Foundation
import InputFiles
import Writing

extension ClaimExperiment {
  /// The key under which a point's settings hold the workload's name.
  public static let workloadKey = "name"

  /// The runs of this experiment, and what is left out.
  ///
  /// - Parameters:
  ///   - name: The experiment's name in the results.
  ///   - data: The folder of trace files; nil for none.
  ///   - file: What errors call the protocol.
  /// - Returns: The plan, and the names of workloads whose files are not there.
  /// - Throws: `ScenarioError` with the mistakes of all workloads, `RunError` for a file that cannot be read.
  public func plan(name: String, data: String?, file: String) throws -> (plan: SweepPlan, absent: [String]) {
    var absent: [String] = []
    var variations: [SweepPlan.Variation] = []
    for workload in workloads {
      var traces: [String] = []
      if !workload.data.isEmpty {
        guard let found = try data.map({ try Self.files(workload.data, in: $0) }), !found.isEmpty else {
          absent.append(workload.name)
          continue
        }
        traces = found
      }
      let named = ExperimentSetting(path: Self.workloadKey, value: workload.name)
      for condition in ExperimentDesign.grid(conditions).choices {
        variations.append(
          SweepPlan.Variation(
            settings: [named] + condition, hidden: Self.traceSetting(traces) + workload.settings,
            traces: traces))
      }
    }
    let experiment = Experiment(name: name, scenario: scenario, seeds: seeds, arms: arms, designs: [])
    return (try SweepPlan(experiment, variations: variations, file: file), absent)
  }

  /// A workload of these traces instead of the scenario's; it names them by their names alone, wherever they lie.
  private static func traceSetting(_ paths: [String]) -> [ExperimentSetting] {
    guard !paths.isEmpty else { return [] }
    let names = paths.map {
      Escape.yaml($0.fileName)
    }
    return [ExperimentSetting(path: "workload", value: "{traces: [" + names.joined(separator: ", ") + "]}")]
  }

  /// The files that the patterns stand for, in order of their names; empty if one stands for none.
  private static func files(_ patterns: [String], in folder: String) throws -> [String] {
    var all: [String] = []
    for pattern in patterns {
      let path = pattern.path(in: folder)
      let parent = path.parentFolder
      let parts = path.fileName.split(separator: "*", omittingEmptySubsequences: false)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.isEmpty ? "." : parent)) ?? []
      let found = names.filter { Self.matches($0[...], parts[...]) }.sorted()
      guard !found.isEmpty else { return [] }
      all += found.map { $0.path(in: parent) }
    }
    return all
  }

  /// Whether a name is made of the given parts with anything between them.
  static func matches(_ name: Substring, _ parts: ArraySlice<Substring>) -> Bool {
    guard let first = parts.first, name.hasPrefix(first) else { return false }
    let rest = name.dropFirst(first.count)
    guard parts.count > 1 else { return rest.isEmpty }
    if parts.count == 2 { return rest.hasSuffix(parts[parts.startIndex + 1]) }
    return rest.indices.contains { matches(rest[$0...], parts.dropFirst()) }
  }
}
