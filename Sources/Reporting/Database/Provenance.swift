import GRDB

/// A command that wrote results, and the build of Forescale that it was.
public struct Provenance: Sendable, Hashable {
  /// Whether the sources that were built were those of the commit.
  public enum Tree: String, Sendable { case clean, changed, unknown }

  /// The command as it was given.
  public var command: String
  /// The version of Forescale.
  public var version: String
  /// The commit that was built, in hexadecimal, or `unknown`.
  public var revision: String
  /// Whether the tree had changes that the commit has not.
  public var tree: Tree
  /// When it was built, as `2026-01-31T12:00:00Z`, or `unknown`.
  public var built: String
  /// When the command was last given; nil where the version that wrote it did not note that.
  public var recorded: String?

  /// A command of the given build.
  public init(
    command: String, version: String, revision: String = "unknown", tree: Tree = .unknown,
    built: String = "unknown", recorded: String? = nil
  ) {
    self.command = command
    self.version = version
    self.revision = revision
    self.tree = tree
    self.built = built
    self.recorded = recorded
  }

  /// The build in words, such as `0.1.0 (commit 1a2b3c4d5e6f with changes, built 2026-01-31T12:00:00Z)`.
  public var build: String {
    guard revision != "unknown" else { return "\(version) (commit and date of the build unknown)" }
    let changes = [.clean: "", .changed: " with changes", .unknown: ", changes unknown"][tree] ?? ""
    return "\(version) (commit \(revision.prefix(12))\(changes), built \(built))"
  }
}

extension ResultsDatabase {
  /// Every command that wrote, under the name of what it wrote, by name and time.
  public func provenance() throws -> [(name: String, origin: Provenance)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT name, command, version, revision, tree, built, recorded FROM provenance
          ORDER BY name, recorded, command, version, built
          """
      ).map {
        (
          $0["name"],
          Provenance(
            command: $0["command"], version: $0["version"], revision: $0["revision"],
            tree: Provenance.Tree(rawValue: $0["tree"]) ?? .unknown, built: $0["built"],
            recorded: $0["recorded"])
        )
      }
    }
  }
}
