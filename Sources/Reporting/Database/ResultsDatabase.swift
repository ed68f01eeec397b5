import Experiments
import Foundation
import GRDB
import Synchronization

/// One SQLite file that holds many runs: read by any number of processes while others write it.
///
/// Everything of a run, or of a model, is written in one transaction: a crash at any instant leaves it whole or absent.
/// A run is known by scenario, arm, part and seed, one of a sweep by the digest of all that it depends on; recording it
/// again replaces it. While it is written there is a write-ahead log beside the file; `close()` puts all into the one file.
///
/// What is opened to be read is never written, nor is anything made beside it: it may be on a read-only share, of another
/// user, or of an older version. All that is read is of one instant.
public final class ResultsDatabase: Sendable {
  let path: String
  let queue: DatabaseQueue
  /// The file that the connection has open: `path`, or a copy in this version's format.
  let file: String

  enum Access {
    /// Written; the identity and least size of the file, whose loss is to be noticed.
    case writing(ResultsFile.Identity, leastSize: Int64)
    /// Read under SQLite's locks.
    case reading
    /// Read without locks, as it was then.
    case unlocked(ResultsFile.Identity, size: Int64, changed: [Int])
    /// A copy of its own, which goes with the connection.
    case copy
    /// Not used any more; the file that was written, if one was.
    case closed(ResultsFile.Identity?)
  }
  private let access: Mutex<Access>
  private let unknown = Mutex(false)

  /// Whether something in what is read was stored without a checksum, by an earlier version or another program: damage to it
  /// cannot be noticed.
  public var hasUnknownSums: Bool { unknown.withLock { $0 } }

  /// Opens the database at `path` to be written; makes it, and its folder, if it is not there. An older format is brought up
  /// to this version's.
  ///
  /// - Throws: `ResultsDatabaseError` for a file that is no results database, is damaged, a newer version's, or one that
  ///   cannot be written.
  public init(path: String) throws {
    self.path = path
    file = path
    try Self.checkWritable(path: path)
    let described = ResultsFile(path: path)
    do {
      queue = try Self.patiently(path) {
        let queue = try DatabaseQueue(path: described.plain, configuration: Self.configuration())
        try Self.prepare(queue, path)
        return queue
      }
    } catch let error as DatabaseError {
      var refusal = described.refusal(
        "the results database cannot be opened: \(DatabaseSentence.of(error, path))")
      refusal.happenedLater = DatabaseSentence.isOfTheDisk(error)
      throw refusal
    }
    guard let status = described.status() else { throw described.refusal(Self.gone, happenedLater: true) }
    access = Mutex(.writing(status.identity, leastSize: status.size))
  }

  /// Opens the database at `path`, which has to be there, to be read alone.
  ///
  /// It is checked first: its structure, the kinds of its values, and each run and all else against the sums that were stored
  /// with them.
  ///
  /// - Parameter isThorough: Whether indices are compared with their tables as well.
  /// - Throws: `ResultsDatabaseError`, also for an absent file, a damaged one, or one that holds nothing yet.
  public init(existing path: String, isThorough: Bool = false) throws {
    self.path = path
    let clock = ContinuousClock()
    let end = clock.now + .seconds(DatabaseSentence.patience)
    while true {
      var access = Access.reading
      do {
        let opened = try Self.opened(ResultsFile(path: path), isThorough: isThorough, &access)
        (queue, file) = (opened.queue, opened.file)
        self.access = Mutex(access)
        unknown.withLock { $0 = opened.hasUnknown }
        return
      } catch {
        // who ends its writing removes the log before it says in the file that there is none: without locks neither what is
        // read in between nor what is found wrong with it means anything
        guard Self.hasChanged(path, access), clock.now < end else { throw error }
        usleep(20_000)
      }
    }
  }

  deinit {
    _ = try? close()
  }

  /// Tells before anything runs whether results can be written to `path`.
  ///
  /// - Throws: `ResultsDatabaseError` if not, with the reason.
  public static func checkWritable(path: String) throws { try ResultsFile(path: path).checkWritable() }

  /// Runs a question.
  ///
  /// - Throws: `ResultsDatabaseError` if SQLite cannot answer it, or the file changed where it has no locks.
  func read<Value>(_ question: (Database) throws -> Value) throws -> Value {
    do {
      let answer = try queue.read(question)
      guard !Self.hasChanged(path, access.withLock { $0 }) else { throw Self.changed(path) }
      return answer
    } catch let error as DatabaseError {
      throw ResultsDatabaseError(
        path: path, reason: "the results cannot be read: \(DatabaseSentence.of(error, path))")
    }
  }

  func write(_ changes: (Database) throws -> Void) throws {
    do {
      try queue.write(changes)
    } catch let error as DatabaseError {
      throw failure(error)
    }
    try checkPresence()
  }

  /// What SQLite attaches this database by.
  var attachName: String {
    if file != path { return file }
    if case .unlocked = access.withLock({ $0 }) { return ResultsFile(path: path).uri("immutable=1") }
    return ResultsFile(path: path).uri("mode=ro")
  }

  /// Lets go of the instant that is read: a process that wants to write the file need not wait any more.
  func release() {
    guard case .reading = access.withLock({ $0 }) else { return }
    try? queue.unsafeRead { if $0.isInsideTransaction { try $0.execute(sql: "COMMIT") } }
  }

  private func failure(_ error: DatabaseError) -> ResultsDatabaseError {
    ResultsDatabaseError(
      path: path,
      reason: "the results cannot be written: \(DatabaseSentence.of(error, path)); what is finished is kept",
      happenedLater: true)
  }

  /// Notices that the file, or the log beside it, was deleted, replaced or cut while it is written.
  func checkPresence() throws {
    let described = ResultsFile(path: path)
    try access.withLock { access in
      guard case .writing(let identity, let leastSize) = access else { return }
      guard let now = described.status(), now.identity == identity else {
        described.removeOrphans(of: identity)
        throw lost(
          "the file was deleted or replaced while results were written to it, and they are lost with it")
      }
      guard now.size >= leastSize else {
        throw lost("the file was cut from \(leastSize) to \(now.size) bytes while results were written to it")
      }
      guard described.status(of: "-wal") != nil else {
        throw lost("the write-ahead log beside it was deleted while results were written to it")
      }
      access = .writing(identity, leastSize: now.size)
    }
  }

  /// Notices that a file that was written and closed is gone, which is worth a word while the command still runs.
  ///
  /// - Throws: `ResultsDatabaseError` where another file lies there, or none.
  public func checkIsThere() throws {
    guard case .closed(let written?) = access.withLock({ $0 }) else { return }
    guard ResultsFile(path: path).status()?.identity == written else {
      throw lost(
        "the file was deleted or replaced after results were written to it, and they are lost with it")
    }
  }

  private func lost(_ what: String) -> ResultsDatabaseError {
    let file = ResultsFile(path: path)
    // as of a file that was moved
    let isLeft = file.status() == nil && file.status(of: "-wal") != nil
    return ResultsDatabaseError(
      path: path,
      reason: what
        + (isLeft
          ? "; its log \(path)-wal is left, which has what was stored last"
          : "; the same command makes them again"),
      happenedLater: true)
  }

  /// Ends the use of the file. One that was written is left as a single file that needs no right to write to be read.
  ///
  /// - Returns: Whether it was; another process that has it open keeps the write-ahead log beside it alive.
  /// - Throws: `ResultsDatabaseError` where the file was deleted or cut, or its disk is full: then the log has what it lacks.
  @discardableResult
  public func close() throws -> Bool {
    let before = access.withLock { access in
      defer {
        if case .closed = access {} else { access = .closed(nil) }
      }
      return access
    }
    switch before {
    case .closed: return true
    case .reading, .unlocked:
      release()
      try? queue.close()
      return true
    case .copy:
      try? queue.close()
      try? FileManager.default.removeItem(atPath: file)
      return true
    case .writing(let identity, _):
      defer { try? queue.close() }
      access.withLock { $0 = before }
      defer { access.withLock { $0 = .closed(identity) } }
      try checkPresence()
      let size = try unite()
      try checkEnd(identity, size: size)
      return size != nil
    }
  }

  /// Puts the log into the file; waits a little for others that have it open. Between tries it is closed: two writers that end
  /// at the same time would else wait for each other.
  ///
  /// - Returns: The size of the file in bytes as its pages have it; nil where another process keeps the log.
  private func unite() throws -> Int64? {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(3)
    var connection = queue
    while true {
      do {
        defer { try? connection.close() }
        let size = try connection.writeWithoutTransaction { database -> Int64? in
          guard try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE") == "delete" else {
            return nil
          }
          return (try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0)
            * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
        }
        if let size { return size }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      } catch let error as DatabaseError {
        throw failure(error)
      }
      repeat {
        guard clock.now < end else { return nil }
        // of different lengths, so that two who wait do not meet again
        usleep(.random(in: 2_000...20_000))
        do {
          connection = try DatabaseQueue(
            path: ResultsFile(path: path).uri("mode=rw"), configuration: Self.configuration())
          break
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        } catch let error as DatabaseError {
          throw failure(error)
        }
      } while true
    }
  }

  private func checkEnd(_ identity: ResultsFile.Identity, size: Int64?) throws {
    guard let now = ResultsFile(path: path).status(), now.identity == identity else {
      throw lost(
        "the file was deleted or replaced while results were written to it, and they are lost with it")
    }
    guard let size else { return }
    guard now.size == size else {
      throw lost("the file was cut to \(now.size) of \(size) bytes while results were written to it")
    }
  }
}
