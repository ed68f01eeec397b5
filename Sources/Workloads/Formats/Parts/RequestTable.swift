import Glibc

extension TableRow {
  /// The place of a column of the header.
  ///
  /// - Throws: ``WorkloadError`` if it is absent or there twice, with `needed`.
  func place(of name: String, needed: String) throws -> Int {
    try SeriesLayout.place(of: name, in: names, file: file, needed: needed)
  }

  /// A time as `clock` reads it, in microseconds.
  func time(_ column: Int, _ clock: inout SeriesTime) throws -> Int64 {
    let text = bytes(column)
    guard let time = clock.microseconds(text, count: strlen(text)) else {
      // a form begins with its verb, "are finite numbers"
      throw refusal(column, allowed: String(clock.allowed.drop { $0 != " " }.dropFirst()))
    }
    return time
  }
}
