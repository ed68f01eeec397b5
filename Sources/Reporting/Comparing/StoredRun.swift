import Foundation

/// A run of a results database with what it can be paired by.
public struct StoredRun: Sendable, Equatable {
  /// The row in its database.
  public var id: Int64
  /// The arm's name.
  public var arm: String
  /// The experiment that it belongs to, or the scenario where it belongs to none.
  public var family: String
  /// What the experiment set, as JSON with sorted keys; empty where it belongs to none.
  public var settings: String
  /// The seed.
  public var seed: String
  /// Which part of the workload was measured.
  public var part: String
  /// Digests of the input files in order, joined; empty for a generated load.
  public var inputs: String
  /// The figures asked for, by metric; those that are undefined are absent.
  public var figures: [String: Double]

  /// The unit of inference: what was read from equal files, however it was scaled; a generated load is another one with
  /// each seed.
  public var workload: String { inputs.isEmpty ? "\(family), seed \(seed)" : inputs }

  /// What both sides of a pair have in common.
  var pairing: [String] { [family, settings, seed, part, inputs] }

  /// The settings by their keys; empty where there are none.
  public var values: [String: String] {
    guard let object = try? JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: String]
    else { return [:] }
    return object
  }
}
