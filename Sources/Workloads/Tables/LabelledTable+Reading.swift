extension LabelledTable {
  /// Reads the table at `path`, gzipped or not.
  ///
  /// If its first row begins with the first feature's name it is a header, and labels may be without their suffix.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - schema: Its columns.
  ///   - most: The number of rows to read from its beginning; nil for all.
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public init(path: String, schema: Schema, first most: Int? = nil) throws {
    self.init(schema)
    let isWord = schema.features.map(schema.categorical.contains)
    var tables = categorical.map { _ in NameTable() }
    var labelTable = NameTable()
    var table = self
    var hasHeader = false
    do {
      try readTable(path, columns: schema.features + ["label"]) { row in
        if row.count == 1, row.text(0) == schema.features[0] {
          hasHeader = true
          return
        }
        if table.count == most { throw Enough() }
        var (words, numbers) = (0, 0)
        for column in isWord.indices {
          if isWord[column] {
            table.categorical[words].codes.append(Int32(tables[words].index(of: row.bytes(column))))
            words += 1
          } else {
            table.numeric[numbers].values.append(try row.number(column))
            numbers += 1
          }
        }
        let label = labelTable.index(of: row.bytes(isWord.count))
        if label == table.labels.levels.count {
          table.labels.levels.append(try schema.label(row, isSuffixNeeded: !hasHeader))
        }
        table.labels.codes.append(Int32(label))
      }
    } catch is Enough {}
    guard table.count > 0 || most == 0 else {
      throw WorkloadError("\(path): has a header but no rows; a table of at least one row is needed.")
    }
    for index in tables.indices { table.categorical[index].levels = tables[index].names }
    self = table
  }

  private struct Enough: Error {}
}

extension LabelledTable.Schema {
  /// The label of a row without its suffix.
  func label(_ row: TableRow, isSuffixNeeded: Bool) throws -> String {
    let text = row.text(features.count)
    if !isSuffixNeeded, !text.isEmpty, !text.hasSuffix(labelSuffix) { return text }
    guard text.hasSuffix(labelSuffix), text.count > labelSuffix.count else {
      throw row.refusal(
        features.count, allowed: labelSuffix.isEmpty ? "names" : "names that end with \"\(labelSuffix)\"")
    }
    return String(text.dropLast(labelSuffix.count))
  }
}
