import Experiments
import Foundation
import GRDB

/// Runs that belong together: those of one resolved scenario on the same inputs, or those of one plan of an experiment.
///
/// The newest set of a scenario or experiment has its name; earlier ones are kept apart as `name@digest`, in every table.
public struct RunSet: Sendable, Hashable {
  /// What the set is one of.
  public enum Kind: String, Sendable { case scenario, experiment }

  /// What it is one of.
  public var kind: Kind
  /// What the tables call it.
  public var name: String
  /// The scenario's or experiment's own name.
  public var family: String
  /// SHA-256 of what the runs have in common; seeds and arms are told apart in it.
  public var digest: String
  /// When it was last written, as `2026-01-31T12:00:00Z`; nil where a version wrote it that did not note that.
  public var recorded: String?

  /// Whether a newer one has the name.
  public var isEarlier: Bool { name != family }

  /// The set in words, without what it is one of.
  var words: String {
    "\(digest.prefix(Self.shownDigits)), written \(recorded.map { "at \($0)" } ?? "by an earlier version")"
  }

  static let shownDigits = 12

  /// What an earlier set is called.
  static func earlierName(_ family: String, _ digest: String) -> String {
    "\(family)@\(digest.prefix(shownDigits))"
  }

  /// The digest of a set that settings and inputs tell apart.
  public static func digest(of settings: String, inputs: [InputFile]) -> String {
    digest([settings] + inputs.map(\.sha256))
  }

  /// SHA-256 over texts with their lengths.
  static func digest(_ texts: [String]) -> String {
    let hash = SHA256()
    for text in texts {
      Array("\(text.utf8.count) \(text)".utf8).withUnsafeBytes { hash.update($0) }
    }
    return hash.hexadecimal
  }

  /// The digest of the points of a stored plan and the runs that they need.
  static func planDigest(of experiment: Int64, _ database: Database) throws -> String {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT point.position, seed, settings_json, arm, digest FROM point
        LEFT JOIN point_run ON point_run.experiment = point.experiment AND point_run.position = point.position
        WHERE point.experiment = ? ORDER BY 1, 4
        """, arguments: [experiment])
    return digest(rows.flatMap { row in row.map { $0.1.isNull ? "" : $0.1.description } })
  }

  /// The time, as sets and commands are stored with it.
  static func now() -> String {
    let format = ISO8601DateFormatter()
    format.timeZone = TimeZone(secondsFromGMT: 0)
    return format.string(from: Date())
  }
}
