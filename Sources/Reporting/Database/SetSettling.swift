import GRDB

/// Which sets of two databases get other names before one is merged into the other.
struct SetSettling {
  /// One change of a database.
  enum Change {
    /// The set is called otherwise.
    case rename(RunSet, String)
    /// The plan goes, since a larger one needs all its runs.
    case remove(RunSet)

    func perform(_ database: Database) throws {
      switch self {
      case .rename(let set, let name): try ResultsDatabase.rename(set, to: name, database)
      case .remove(let set): try ResultsDatabase.remove(set, database)
      }
    }
  }

  /// What changes in the database that grows, and in a copy of the other.
  var ours: [Change] = [], theirs: [Change] = []
  /// What is kept apart, in words.
  var sentences: [String] = []

  /// Finds what has to change.
  ///
  /// - Parameters:
  ///   - here: The sets of the database that grows.
  ///   - there: The sets of the other.
  ///   - other: The other.
  ///   - database: The one that grows.
  init(_ here: [RunSet], _ there: [RunSet], of other: ResultsDatabase, beside database: Database) throws {
    for theirs in there where !theirs.isEarlier {
      guard let ours = here.first(where: { $0.kind == theirs.kind && $0.name == theirs.name }),
        ours.digest != theirs.digest
      else { continue }
      if theirs.kind == .experiment {
        let mine = try Self.runs(ours.name, database)
        let others = try other.read { try Self.runs(theirs.name, $0) }
        if mine.isSubset(of: others) {
          self.ours.append(.remove(ours))
          continue
        } else if others.isSubset(of: mine) {
          self.theirs.append(.remove(theirs))
          continue
        }
      }
      // the newer one keeps the name; of equally old ones that of the larger digest, whichever file comes first
      let isOurs = (ours.recorded ?? "", ours.digest) > (theirs.recorded ?? "", theirs.digest)
      let (newer, older) = isOurs ? (ours, theirs) : (theirs, ours)
      let name = RunSet.earlierName(older.family, older.digest)
      for (sets, change) in [(here, \SetSettling.ours), (there, \SetSettling.theirs)] {
        let mine = sets.filter { $0.kind == newer.kind && $0.family == newer.family }
        if let current = mine.first(where: { !$0.isEarlier }), current.digest == older.digest {
          self[keyPath: change].append(.rename(current, name))
        }
        if let again = mine.first(where: { $0.digest == newer.digest }), again.isEarlier {
          self[keyPath: change].append(.rename(again, newer.family))
        }
      }
      sentences.append(
        "the \(newer.kind.rawValue) \(newer.family) is another one in the two files; the runs of the earlier version (digest "
          + "\(older.words)) are kept apart as \(name)")
    }
  }

  /// Digests of the runs that a stored plan needs.
  private static func runs(_ experiment: String, _ database: Database) throws -> Set<String> {
    try String.fetchSet(
      database,
      sql: """
        SELECT digest FROM point_run JOIN experiment ON experiment.id = experiment WHERE name = ?
        """, arguments: [experiment])
  }
}
