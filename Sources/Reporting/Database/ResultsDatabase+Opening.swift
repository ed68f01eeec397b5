import Foundation
import GRDB

/// How a file comes to be open: what is looked at before anything is believed, and who is waited for.
extension ResultsDatabase {
  /// Looks at the file, opens it and verifies what it holds; `access` says how from the moment on at which that is known.
  static func opened(
    _ described: ResultsFile, isThorough: Bool, _ access: inout Access
  ) throws -> (queue: DatabaseQueue, file: String, hasUnknown: Bool) {
    guard try described.checkKind() else { throw described.refusal("there is no such results database") }
    try described.checkCompanions()
    let header = try described.header()
    guard let status = described.status() else { throw described.refusal(Self.gone) }
    guard header != nil || described.hasLog else {
      throw described.refusal("holds no results yet; make some with run, reproduce or sweep")
    }
    // without a log nobody writes it now, and looking must not make one beside it
    let isUnlocked = header?.usesLog == true && described.status(of: "-wal") == nil
    if isUnlocked {
      access = .unlocked(status.identity, size: status.size, changed: status.changed)
    }
    if let header, !described.hasLog, status.size < header.size {
      throw described.refusal(
        "the file is cut: \(header.size) bytes are expected, \(status.size) are there; make the results again"
      )
    }
    do {
      let (queue, file) = try patiently(described.path) {
        try reader(of: described, isUnlocked: isUnlocked, isThorough: isThorough)
      }
      do {
        let hasUnknown = try queue.read { try verified($0, described.path) }
        guard !hasChanged(described.path, access) else { throw changed(described.path) }
        if file != described.path { access = .copy }
        return (queue, file, hasUnknown)
      } catch {
        try? queue.close()
        if file != described.path { try? FileManager.default.removeItem(atPath: file) }
        throw error
      }
    } catch let error as DatabaseError {
      throw described.refusal("the results cannot be read: \(DatabaseSentence.of(error, described.path))")
    }
  }

  /// Whether a file that is read without locks is another one by now.
  static func hasChanged(_ path: String, _ access: Access) -> Bool {
    guard case .unlocked(let identity, let size, let changed) = access else { return false }
    guard let now = ResultsFile(path: path).status() else { return true }
    return now.identity != identity || now.size != size || now.changed != changed
  }

  static func changed(_ path: String) -> ResultsDatabaseError {
    ResultsDatabaseError(path: path, reason: "the file was written while it was read; read it again")
  }

  static func configuration(readonly: Bool = false) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    // what is read is of one instant, from the first question to the last
    configuration.allowsUnsafeTransactions = true
    // short sleeps: another writer commits every few milliseconds, and those who wait longer between tries would starve
    configuration.busyMode = .callback { tries in
      usleep(UInt32(min(tries + 1, 10)) * 1000)
      return Double(tries) < 100 * DatabaseSentence.patience
    }
    configuration.prepareDatabase {
      // a run that was said to be stored stays stored, even if the power goes; `trusted_schema` cannot be off: it takes
      // json_valid, which our own rules call, for unsafe (SQLite 3.40)
      try $0.execute(sql: "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL")
    }
    return configuration
  }

  /// Tries again while another process is opening, closing or mending the file.
  static func patiently<Opened>(_ path: String, _ open: () throws -> Opened) throws -> Opened {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(DatabaseSentence.patience)
    while true {
      do {
        return try open()
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && clock.now < end {
        usleep(20_000)
      }
    }
  }

  static func prepare(_ queue: DatabaseQueue, _ path: String) throws {
    let described = ResultsFile(path: path)
    let migrator = ResultsSchema.migrator
    let isNew = try queue.read { database in
      let identity = try Int32.fetchOne(database, sql: "PRAGMA application_id")
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      guard identity == ResultsSchema.applicationID || tables == 0 else {
        throw described.refusal(ResultsFile.foreign)
      }
      return tables == 0
    }
    if try queue.read(migrator.hasBeenSuperseded) { throw described.refusal(newer) }
    if !isNew {
      try queue.read {
        try ResultsSchema.check($0, path)
        try trust($0, path, isThorough: false)
      }
    }
    // the mark comes before the first table, so that whatever is left by a process that was killed is known as ours
    try queue.writeWithoutTransaction {
      try $0.execute(
        sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = \(ResultsSchema.applicationID)")
    }
    // another process may make the same tables at the same time; what it has made need not be made
    var known: Set<String>?
    while try !queue.read(migrator.hasCompletedMigrations) {
      let before = try queue.read(migrator.appliedIdentifiers)
      do {
        try migrator.migrate(queue)
      } catch {
        guard known != before else { throw error }
        known = before
      }
    }
    try queue.read {
      try ResultsSchema.check($0, path)
      // what is added to is known to be whole; runs are not read
      try verifyParts($0, path)
    }
  }

  /// A connection that reads one instant of the file, or of a copy in this version's format, and what it has open.
  private static func reader(
    of described: ResultsFile, isUnlocked: Bool, isThorough: Bool
  ) throws -> (queue: DatabaseQueue, file: String) {
    let path = described.path
    let queue = try DatabaseQueue(
      path: described.uri(isUnlocked ? "immutable=1" : "mode=ro"),
      configuration: configuration(readonly: true))
    try queue.unsafeRead { try $0.execute(sql: "BEGIN") }
    let isCurrent = try queue.unsafeRead { database in
      let identity = try Int32.fetchOne(database, sql: "PRAGMA application_id")
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      guard identity == ResultsSchema.applicationID || tables == 0 else {
        throw described.refusal(ResultsFile.foreign)
      }
      guard tables > 0 else {
        throw described.refusal("holds no results yet; make some with run, reproduce or sweep")
      }
      if try ResultsSchema.migrator.hasBeenSuperseded(database) { throw described.refusal(newer) }
      // nothing of the file is evaluated before its definitions are known to be ours
      try ResultsSchema.check(database, path)
      try trust(database, path, isThorough: isThorough)
      return try ResultsSchema.migrator.hasCompletedMigrations(database)
    }
    if isCurrent { return (queue, path) }
    let copy = try copied(queue)
    do {
      try ResultsSchema.migrator.migrate(copy.queue)
      try copy.queue.read { try ResultsSchema.check($0, path) }
    } catch {
      try? FileManager.default.removeItem(atPath: copy.file)
      throw error
    }
    return copy
  }

  /// A copy of all that `source` has, in a temporary file that lives no longer than its connection should.
  static func copied(_ source: DatabaseQueue) throws -> (queue: DatabaseQueue, file: String) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString).sqlite"
    ).path
    let queue = try DatabaseQueue(path: file, configuration: configuration())
    do {
      try source.unsafeRead { from in
        try queue.writeWithoutTransaction { to in
          try from.backup(to: to)
          try to.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        }
      }
    } catch {
      try? FileManager.default.removeItem(atPath: file)
      throw error
    }
    return (queue, file)
  }

  private static let newer =
    "the results were written by a newer version of Forescale; use that version or another file"
  static let gone = "the file was deleted or replaced just now"
}
