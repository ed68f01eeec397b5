import Reporting

extension ResultsDatabase {
  /// Ends the use of the file that results were written to; says so where it cannot be left as one file.
  func finish(_ path: String) throws {
    guard try !close() else { return }
    Console.error(
      "forescale: other processes have \(path) open, so its write-ahead log \(path)-wal stays beside it until the next command "
        + "that writes it has ended")
  }

  /// Says what a command leaves out of what the file holds.
  func tellLeftOut(of set: String? = nil) throws {
    for sentence in try leftOut(of: set) { Console.error("forescale: " + sentence) }
  }
}
