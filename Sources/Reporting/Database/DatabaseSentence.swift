import Foundation
import GRDB

/// What SQLite says, as a part of a sentence to someone who can do something about it.
enum DatabaseSentence {
  /// The longest wait for another process that writes, in seconds.
  static let patience = 30.0

  /// Whether `error` tells of the disk and not of what was asked for: it is full, it failed, or the file was moved meanwhile.
  static func isOfTheDisk(_ error: DatabaseError) -> Bool {
    error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR
      || error.extendedResultCode == .SQLITE_READONLY_DBMOVED
  }

  /// Why `error` came.
  ///
  /// - Parameter path: The database's path.
  static func of(_ error: DatabaseError, _ path: String) -> String {
    let words = error.message ?? "\(error.resultCode)"
    if let broken = brokenColumn(words) { return broken }
    switch error.resultCode {
    case .SQLITE_FULL: return "the disk is full"
    case .SQLITE_IOERR:
      return "the disk or share failed (\(words), code \(error.extendedResultCode.rawValue))"
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      let holder = holder(of: path).map { "process \($0)" } ?? "another process"
      return "\(holder) holds the file and did not let go of it for \(Int(patience)) seconds"
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: return damaged(words)
    case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK:
      return
        "a process that wrote it was stopped, and its journal \(path)-journal has to be rolled back; the next command that "
        + "writes the file does that"
    case .SQLITE_READONLY: return "the file may not be written (\(words))"
    case .SQLITE_CANTOPEN: return "the file or its write-ahead log cannot be opened (\(words))"
    case .SQLITE_PERM, .SQLITE_AUTH: return "access is not allowed (\(words))"
    default: return words.replacing("\n", with: " ")
    }
  }

  /// What is said of a file whose contents are broken.
  static func damaged(_ detail: String) -> String {
    "the file is damaged (\(detail.replacing("\n", with: " "))); make the results again or take a copy that is whole"
  }

  /// A sentence on a value that its column does not allow; nil where `words` of SQLite speak of something else.
  static func brokenColumn(_ words: String) -> String? {
    let found: (kind: Substring, table: Substring, column: Substring)
    if let match = words.firstMatch(of: /cannot store (\w+) value in (\w+) column (?:new_)?(\w+)\.(\w+)/) {
      return
        "the table \(match.3) holds a \(match.1) in its column \(match.4), which is for \(match.2) values alone; "
        + "another program changed the file, or it is damaged"
    } else if let match = words.firstMatch(of: /non-(\w+) value in (\w+)\.(\w+)/) {
      found = (match.1, match.2, match.3)
    } else if let match = words.firstMatch(of: /NULL value in (\w+)\.(\w+)/) {
      return "the table \(match.1) holds a NULL in its column \(match.2), which may hold none; "
        + "another program changed the file, or it is damaged"
    } else {
      return nil
    }
    return
      "the table \(found.table) holds something else in its column \(found.column), which is for \(found.kind) "
      + "values alone; another program changed the file, or it is damaged"
  }

  /// The process that has a lock for writing on the database or on the index of its log, with its command; nil where the
  /// system does not tell.
  static func holder(of path: String) -> String? {
    guard let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else { return nil }
    let file = ResultsFile(path: path)
    let inodes = ["", "-shm"].compactMap { file.status(of: $0).map { ":\($0.identity.inode)" } }
    let own = "\(getpid())"
    for line in locks.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "WRITE"), words.count > place + 2, words[place + 1] != own,
        inodes.contains(where: { words[place + 2].hasSuffix($0) })
      else { continue }
      let command = FileManager.default.contents(atPath: "/proc/\(words[place + 1])/cmdline") ?? Data()
      let text = String(decoding: command.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
        .trimmingCharacters(in: .whitespaces).filter { !$0.isNewline }
      return "\(words[place + 1])" + (text.isEmpty ? "" : " (\(text.prefix(80)))")
    }
    return nil
  }
}
