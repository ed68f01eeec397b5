import Glibc

/// The files that are one SQLite database: the file itself and, beside it, the log, the log's index and the journal. What was
/// stored last may lie in the log alone.
public enum DatabaseFiles {
  /// What SQLite adds to the name of a database: write-ahead log, its index, rollback journal.
  public static let endings = ["-wal", "-shm", "-journal"]

  /// The database at `path` and all that may lie beside it, whether it is there or not. Beside the file that links lead to, as
  /// SQLite has it.
  public static func all(of path: String) -> [String] {
    [path] + endings.map { resolved(path) + $0 }
  }

  /// The database that the file at `path` belongs to by its name; nil where there is none.
  ///
  /// A database is a regular file that begins as SQLite's do, or an empty one, whose pages are all in its log yet.
  static func owner(of path: String) -> String? {
    let path = resolved(path)
    guard let ending = endings.first(where: { path.utf8.count > $0.utf8.count && path.hasSuffix($0) }) else {
      return nil
    }
    let owner = String(path.utf8.dropLast(ending.utf8.count)) ?? path
    guard FileStatus(owner)?.kind == .regular else { return nil }
    let descriptor = open(owner, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    // what cannot be looked into may be one
    guard descriptor >= 0 else { return owner }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: mark.count)
    let count = read(descriptor, &bytes, bytes.count)
    return count <= 0 || bytes == mark ? owner : nil
  }

  private static let mark = Array("SQLite format 3\0".utf8)

  /// The path of the file that the links of `path` lead to; `path` itself where there is none.
  static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
