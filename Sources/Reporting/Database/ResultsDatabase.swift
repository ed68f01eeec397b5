import Experiments
import Foundation
import GRDB
import InputFiles

/// One SQLite file (in WAL mode) that holds many runs.
///
/// Everything of a run, or of a model, is written in one transaction: a crash at any instant leaves it whole or absent.
/// A run is known by scenario, arm, part and seed, one of a sweep by the digest of all that it depends on; recording it
/// again replaces it.
public final class ResultsDatabase: Sendable {
  let path: String
  let queue: DatabaseQueue

  /// Opens the database at `path`; makes it, and its folder, if it is not there.
  ///
  /// - Throws: `ResultsDatabaseError` for a file that is no results database, a newer version's, or one that cannot be
  ///   written.
  public init(path: String) throws {
    self.path = path
    try Self.checkWritable(path: path)
    var configuration = Configuration()
    configuration.prepareDatabase {
      // a run that was said to be stored stays stored, even if the power goes
      try $0.execute(sql: "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let isForeign = try queue.read { database in
        let identity = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        return identity != ResultsSchema.applicationID && tables > 0
      }
      guard !isForeign else { throw ResultsDatabaseError(path: path, reason: Self.foreign) }
      // the mark comes before the first table, so that whatever is left by a process that was killed is known as ours
      try queue.writeWithoutTransaction {
        try $0.execute(
          sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = \(ResultsSchema.applicationID)")
      }
      let migrator = ResultsSchema.migrator
      if try queue.read(migrator.hasBeenSuperseded) {
        throw ResultsDatabaseError(
          path: path,
          reason: "the results were written by a newer version of Forescale; use that version or another file"
        )
      }
      try migrator.migrate(queue)
    } catch let error as ResultsDatabaseError {
      throw error
    } catch {
      throw ResultsDatabaseError(
        path: path, reason: "the results database cannot be opened: \(error.localizedDescription)")
    }
  }

  /// Opens the database at `path`, which has to be there.
  ///
  /// - Throws: `ResultsDatabaseError`, also for an absent file.
  public convenience init(existing path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ResultsDatabaseError(path: path, reason: "there is no such results database")
    }
    try self.init(path: path)
  }

  /// Tells before anything runs whether results can be written to `path`.
  ///
  /// - Throws: `ResultsDatabaseError` if not, with the reason.
  public static func checkWritable(path: String) throws {
    let files = FileManager.default
    func refuse(_ reason: String) -> ResultsDatabaseError { ResultsDatabaseError(path: path, reason: reason) }
    guard !path.isEmpty else { throw refuse("the path of the results is empty") }
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw refuse("is a folder; a file is expected") }
      guard files.isWritableFile(atPath: path) else { throw refuse("cannot be written") }
      try checkHeader(path, refuse)
    } else {
      let parent = path.parentFolder
      let folder = parent.isEmpty ? "." : parent
      do {
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw refuse("its folder \(folder) cannot be made")
      }
      guard files.isWritableFile(atPath: folder) else {
        throw refuse("its folder \(folder) cannot be written")
      }
    }
  }

  private static let foreign = "is a database of another program; name a new file or one that Forescale wrote"

  private static func checkHeader(_ path: String, _ refuse: (String) -> ResultsDatabaseError) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw refuse("cannot be read") }
    // nothing is read at the end of an empty file, which a process that was killed may leave
    let header = try handle.read(upToCount: 100) ?? Data()
    if header.isEmpty { return }
    guard header.count == 100, header.starts(with: Data("SQLite format 3\0".utf8)) else {
      throw refuse("is not a results database; name a new file or one that Forescale wrote")
    }
    let identity = header[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
    // a process that was killed may have left the header in the write-ahead log, or one page without any table; opening
    // looks closer
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
    let isUnfinished = identity == 0 && ((log ?? 0) > 0 || pages <= 1)
    guard identity == ResultsSchema.applicationID || isUnfinished else { throw refuse(foreign) }
  }

  func write(_ changes: (Database) throws -> Void) throws {
    do {
      try queue.write(changes)
    } catch let error as DatabaseError {
      throw ResultsDatabaseError(
        path: path, reason: "the results cannot be written: \(error.message ?? "\(error)")",
        happenedLater: true)
    }
  }
}
