import Reporting
import Writing

extension ResultsDatabase {
  /// Opens what a command reads; says once where damage could not be noticed.
  static func reading(_ path: String) throws -> ResultsDatabase {
    let database = try ResultsDatabase(existing: path)
    if database.hasUnknownSums { tellUnknownSums(path) }
    return database
  }

  /// Says that damage to what was read could not be noticed.
  static func tellUnknownSums(_ path: String) {
    Console.error(
      "note: \(path) has results without checksums, of an earlier version or another program: damage to them cannot be noticed"
    )
  }

  /// Ends the use of the file that results were written to; says so where it cannot be left as one file.
  func finish(_ path: String) throws {
    guard try !close() else { return }
    Console.error(
      "forescale: other processes have \(path) open, so its write-ahead log \(path)-wal stays beside it until the next command "
        + "that writes it has ended")
  }

  /// Ends the use of the file where the process is about to end.
  ///
  /// - Returns: Where the results are, in words.
  func leave(_ path: String) -> String {
    (try? close()) == true ? path : "\(path) and its write-ahead log \(path)-wal"
  }

  /// Says what a command leaves out of what the file holds.
  func tellLeftOut(of set: String? = nil) throws {
    for sentence in try leftOut(of: set) { Console.error("forescale: " + Escape.line(sentence, limit: .max)) }
  }
}
