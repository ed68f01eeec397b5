extension TraceHead {
  /// The fields of a column in the first rows. Where they are dates that do not tell day from month, the whole file is looked
  /// through for one that does, which comes last.
  ///
  /// - Throws: ``WorkloadError`` if the file cannot be read.
  func firstFields(of column: Int, hasHeader: Bool, as dialect: CSVDialect) throws -> [String] {
    let found = ((hasHeader ? 1 : 0)..<max(1, lines.count)).compactMap { line in
      let fields = fields(line, as: dialect)
      return fields.indices.contains(column) ? fields[column] : nil
    }
    let dates = found.filter { !$0.isEmpty }.map { DayMonthDate($0) }
    guard let first = dates.first, first != nil, !dates.contains(where: { $0?.order != nil }) else {
      return found
    }
    let search = DateSearch(column: column)
    do { try readCSV(path, dialect: dialect, into: search) } catch is DateSearch.Found {}
    return found + [search.field].compactMap(\.self)
  }
}

/// Goes through a file to the first date of a column that tells day from month.
private final class DateSearch: CSVSink {
  /// Ends the reading.
  struct Found: Error {}
  private let column: Int
  private(set) var field: String?

  init(column: Int) { self.column = column }

  func field(_ text: UnsafePointer<CChar>, count: Int, column: Int, line: Int) throws {
    guard column == self.column else { return }
    let text = String(cString: text)
    guard DayMonthDate(text)?.order != nil else { return }
    field = text
    throw Found()
  }

  func endRow(columns: Int, line: Int) {}
}

extension String {
  /// Without quotation marks around it.
  var withoutQuotes: String {
    count >= 2 && first == "\"" && last == "\"" ? String(dropFirst().dropLast()) : self
  }
}
