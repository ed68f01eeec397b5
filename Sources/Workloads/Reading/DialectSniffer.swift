/// Finds the dialect of a file of separated values by its beginning.
struct DialectSniffer {
  private(set) var dialect = CSVDialect()
  private let text: UnsafeRawBufferPointer
  private let isWhole: Bool
  /// Where the lines that are looked at begin and end, and the number of the first, from 1.
  private var lines: [Range<Int>] = []
  private var firstLine = 1

  /// Separators, the likeliest first.
  private static let separators: [UInt8] = [0x2c, 0x3b, 0x09, 0x7c]
  /// The most lines that are cut at each separator.
  private static let linesCut = 100

  /// - Parameter separator: What stands between fields; nil to find it.
  init(_ text: UnsafeRawBufferPointer, isWhole: Bool, separator given: UInt8? = nil) {
    self.text = text
    self.isWhole = isWhole
    let named = namedSeparator()
    findLines()
    dialect.separator = given ?? named ?? separator()
    findMarks()
  }

  /// The separator that a first line `sep=;` names, as Excel writes and reads it.
  private mutating func namedSeparator() -> UInt8? {
    guard text.count > 5, text[..<4].elementsEqual("sep=".utf8) || text[..<4].elementsEqual("SEP=".utf8)
    else { return nil }
    var end = 5
    if text[end] == 0x0d { end += 1 }
    guard end < text.count, text[end] == 0x0a, text[4] > 0x1f || text[4] == 0x09, text[4] < 0x7f,
      text[4] != 0x22
    else {
      return nil
    }
    dialect.preamble = end + 1
    firstLine = 2
    return text[4]
  }

  private mutating func findLines() {
    var start = dialect.preamble
    for position in dialect.preamble..<max(dialect.preamble, text.count) where text[position] == 0x0a {
      add(start..<position)
      start = position + 1
    }
    // the last line is cut off unless the file ends here; a single one is better than none
    if start < text.count, isWhole || lines.isEmpty { add(start..<text.count) }
  }

  private mutating func add(_ line: Range<Int>) {
    let end =
      line.upperBound > line.lowerBound && text[line.upperBound - 1] == 0x0d
      ? line.upperBound - 1 : line.upperBound
    lines.append(line.lowerBound..<end)
  }

  private func bytes(_ line: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(rebasing: text[line]).bindMemory(to: UInt8.self)
  }

  /// The separator that cuts all lines alike and into the most fields that are numbers or times.
  private func separator() -> UInt8 {
    var best = (score: 0.0, separator: Self.separators[0])
    let cut = lines.lazy.filter { !$0.isEmpty }.prefix(Self.linesCut)
    for separator in Self.separators where text.contains(separator) {
      var counts: [Int] = []
      var (typed, all) = (0, 0)
      var isBroken = false
      for line in cut {
        var count = 0
        let isHeader = counts.isEmpty
        let isGood = Self.split(bytes(line), at: separator) { field in
          count += 1
          guard !isHeader else { return }
          all += 1
          if Self.isTyped(field) { typed += 1 }
        }
        isBroken = isBroken || !isGood
        counts.append(count)
      }
      guard let first = counts.first, first >= 2, !isBroken else { continue }
      let alike = Double(counts.count { $0 == first }) / Double(counts.count)
      let share = all > 0 ? Double(typed) / Double(all) : 0
      let score = alike * alike * (0.25 + 0.75 * share)
      if score > best.score + 1e-9 { best = (score, separator) }
    }
    return best.separator
  }

  /// Whether a field is nothing, a number in some way of writing, or a time.
  private static func isTyped(_ field: [UInt8]) -> Bool {
    if field.isEmpty || LocaleNumber(field) != nil { return true }
    var text = field.map { CChar(bitPattern: $0) }
    text.append(0)
    return text.withUnsafeBufferPointer {
      CivilTime.parse($0.baseAddress!, count: field.count) != nil
        || NumberText.isWord($0.baseAddress!, count: field.count, among: NumberText.missingWords)
    }
  }

  /// Cuts a line at a separator outside quotation marks; whether all quotation marks stand where they may.
  @discardableResult
  static func split(
    _ line: UnsafeBufferPointer<UInt8>, at separator: UInt8, _ body: (_ field: [UInt8]) -> Void
  ) -> Bool {
    var isGood = true
    var field: [UInt8] = []
    var position = 0
    while true {
      field.removeAll(keepingCapacity: true)
      while position < line.count, line[position] == 0x20 || line[position] == 0x09,
        line[position] != separator
      {
        position += 1
      }
      if position < line.count, line[position] == 0x22 {
        position += 1
        while position < line.count {
          if line[position] == 0x22 {
            guard position + 1 < line.count, line[position + 1] == 0x22 else { break }
            position += 1
          }
          field.append(line[position])
          position += 1
        }
        // a quoted field may go on on the next line; what follows its end is the separator
        if position < line.count { position += 1 }
        while position < line.count, line[position] != separator {
          if line[position] != 0x20 && line[position] != 0x09 { isGood = false }
          position += 1
        }
      } else {
        while position < line.count, line[position] != separator {
          field.append(line[position])
          position += 1
        }
        while let last = field.last, last == 0x20 || last == 0x09 { field.removeLast() }
      }
      body(field)
      guard position < line.count else { return isGood }
      position += 1
    }
  }

  /// Whether a line begins with a date such as 31.12.2024, or has one behind a separator.
  private func hasPointedDates() -> Bool {
    lines.prefix(Self.linesCut).contains { line in
      let bytes = bytes(line)
      return bytes.indices.dropLast(5).contains { start in
        bytes[start + 2] == 0x2e && bytes[start + 5] == 0x2e
          && (start == 0 || bytes[start - 1] == dialect.separator || bytes[start - 1] == 0x22)
          && [0, 1, 3, 4].allSatisfy { (0x30...0x39).contains(bytes[start + $0]) }
      }
    }
  }

  /// Finds decimal mark and marks between thousands among the numbers of all lines.
  private mutating func findMarks() {
    let separator = dialect.separator
    // without quotation marks a comma between fields is never inside a number
    let mayHaveCommas = separator != 0x2c || text.contains(0x22)
    let mayHaveOthers =
      text.contains(0x27) || text.contains(0x20) || text.contains(0xc2) || text.contains(0xe2)
    // those who put points between thousands have semicolons between fields, or points in dates
    let mayGroup = separator == 0x3b || hasPointedDates()
    guard mayHaveCommas || mayHaveOthers || mayGroup else { return }
    var points = PointedNumbers()
    var decimals: [CSVDialect.Decimal: Int] = [:]
    var groupings: [CSVDialect.Grouping: Int] = [:]
    var unclear: CSVDialect.Doubt?
    for (index, line) in lines.enumerated() {
      var column = -1
      Self.split(bytes(line), at: separator) { field in
        column += 1
        guard let number = LocaleNumber(field) else { return }
        points.take(number, field, column: column, line: firstLine + index)
        if let evidence = number.evidence {
          if let decimal = evidence.decimal { decimals[decimal, default: 0] += 1 }
          if let grouping = evidence.grouping { groupings[grouping, default: 0] += 1 }
        } else if number.commas == 1, unclear == nil {
          unclear = CSVDialect.Doubt(text: String(decoding: field, as: UTF8.self), line: firstLine + index)
        }
      }
    }
    let grouping = CSVDialect.Grouping.allCases.max { groupings[$0, default: 0] < groupings[$1, default: 0] }
    if let grouping, groupings[grouping, default: 0] > 0 { dialect.grouping = grouping }
    if dialect.grouping == .comma {
      dialect.decimal = .point
    } else if decimals[.comma] != nil || dialect.grouping == .point {
      dialect.decimal = .comma
      dialect.hasDecimalPoints = decimals[.point] != nil
      // where commas are decimal marks, points stand between thousands unless some cannot
      if decimals[.point] == nil, points.doubt != nil { dialect.grouping = .point }
    } else if let unclear {
      // a point that is a decimal mark, or another mark between thousands, leaves the comma one meaning
      if decimals[.point] != nil {
        dialect.grouping = .comma
      } else if dialect.grouping != nil {
        dialect.decimal = .comma
      } else {
        dialect.doubt = unclear
      }
    } else if mayGroup, decimals[.point] == nil, dialect.grouping == nil {
      dialect.doubt = points.doubtfulColumn
      dialect.hasUnclearPoints = points.doubt == nil
    }
  }
}

/// Numbers with one point that may stand between thousands.
private struct PointedNumbers {
  /// The first such number.
  private(set) var doubt: CSVDialect.Doubt?
  /// By column: the first such number, and whether there are numbers beyond 999 without a point.
  private var columns: [Int: (doubt: CSVDialect.Doubt?, hasLarge: Bool)] = [:]

  mutating func take(_ number: LocaleNumber, _ field: [UInt8], column: Int, line: Int) {
    if number.mayHavePointBetweenThousands {
      let found = CSVDialect.Doubt(text: String(decoding: field, as: UTF8.self), line: line)
      if doubt == nil { doubt = found }
      if columns[column]?.doubt == nil { columns[column, default: (nil, false)].doubt = found }
    } else if number.commas == 0, number.points == 0 {
      let digits = field.count { (0x30...0x39).contains($0) }
      if digits > 3 { columns[column, default: (nil, false)].hasLarge = true }
    }
  }

  /// The first such number of a column that has none beyond 999 without a point.
  var doubtfulColumn: CSVDialect.Doubt? {
    columns.values.filter { !$0.hasLarge }.compactMap(\.doubt).min { $0.line < $1.line }
  }
}
