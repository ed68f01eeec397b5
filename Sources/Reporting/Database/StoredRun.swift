import Experiments
import Foundation
import Stochastics
import Writing

/// A run of a results database with what it can be paired by, and figures of it.
public struct StoredRun: Sendable, Equatable {
  /// The row in its database.
  public var id: Int64
  /// The arm's name; one that nobody reads to its end is shortened.
  public var arm: String
  /// The experiment that it belongs to, or the scenario where it belongs to none.
  public var family: String
  /// What the experiment set, as JSON with sorted keys; empty where it belongs to none.
  public var settings: String { didSet { values = Self.values(settings) } }
  /// The settings by their keys; empty where there are none.
  public private(set) var values: [String: String]
  /// The seed.
  public var seed: String
  /// Which part of the workload was measured.
  public var part: String
  /// Digests of the input files in order, joined; empty for a generated load.
  public var inputs: String
  /// The figures asked for, by metric; those that are undefined are absent.
  public var figures: [String: Double]
  /// How long each fault took, in seconds from its onset, by its number; empty where nobody asked for them.
  public var recoveries: [Int: CensoredTime] = [:]

  init(
    id: Int64, arm: String, family: String, settings: String, seed: String, part: String, inputs: String,
    figures: [String: Double]
  ) {
    self.id = id
    self.arm = Escape.shortened(arm)
    self.family = Escape.shortened(family)
    self.settings = settings
    values = Self.values(settings)
    self.seed = seed
    self.part = part
    self.inputs = inputs
    self.figures = figures
  }

  /// The unit of inference: the workload that a protocol names; else what was read from equal files, however it was scaled;
  /// a generated load is another one with each seed.
  public var workload: String {
    values[ClaimExperiment.workloadKey] ?? (inputs.isEmpty ? "\(family), seed \(seed)" : inputs)
  }

  /// The workload as people read it: its files by the beginning of their digest.
  var workloadText: String { workload == inputs ? "files \(inputs.prefix(8))" : workload }

  /// The settings in words, as `path = value`, without the name of a workload; empty where there are none.
  var condition: String {
    values.filter { $0.key != ClaimExperiment.workloadKey }.sorted { $0.key < $1.key }
      .map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
  }

  /// Where it stands: runs of several arms at one point have the same load.
  var point: [String] { [family, settings, seed, part] }

  /// The input files that both runs have, if those of one begin with those of the other: an arm that is a process reads files of its
  /// own behind the load's. Runs of one arm have to have equal ones.
  func sharedInputs(with other: StoredRun) -> String? {
    if inputs == other.inputs { return inputs }
    let (short, long) = inputs.count < other.inputs.count ? (inputs, other.inputs) : (other.inputs, inputs)
    // 64 digits a file
    return arm != other.arm && long.hasPrefix(short) && (long.count - short.count).isMultiple(of: 64)
      ? short : nil
  }

  private static func values(_ settings: String) -> [String: String] {
    guard settings.count > 2,
      let object = try? JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any]
    else { return [:] }
    return object.mapValues { "\($0)" }
  }
}
