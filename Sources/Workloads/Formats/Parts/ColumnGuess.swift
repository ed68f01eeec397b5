/// What the columns of a CSV file are, guessed from its beginning.
///
/// - **Header.** The first row names the columns if none of its fields is a number or a time, or if one is not where all
///   below it are.
/// - **Time.** A column with the name of one (`timestamp`, `time`, `date`, `ts`, `start_time` …) whose fields are times wins;
///   then the first whose fields are times of the calendar; then the first of rising numbers that is no index, those that can
///   be times since 1970 before others.
/// - **Series.** Every other column of numbers, but numbers of rows (`index`, `id`, without a name), identifiers (`…_id`),
///   second times (`end_time`), parts of dates (`month`) and labels.
/// - **Time of day.** Where the column of times holds dates alone, a column of times of day, or of hours, goes on where they end.
/// - **Keys.** Columns of statuses, quantiles and buckets, and those whose text tells one series from another (`host`, `pod`, `series` …) or rows of one time apart.
struct ColumnGuess {
  /// The columns found.
  private(set) var layout = SeriesLayout(names: [])
  /// Why the file cannot be read although it is a table; nil if it can.
  private(set) var refusal: WorkloadError?

  private enum Kind: Equatable {
    case empty, time, number, text
    /// Numbers with a unit behind them, such as the field.
    case united(row: Int, field: String)
  }

  private let head: TraceHead
  private let first: [String]
  private let table: [[String]]
  private let hasHeader: Bool
  private let kinds: [Kind]
  private let columns: [ColumnName]

  /// Guesses; nil where the beginning is no table, or has no column of times with one of numbers beside it.
  init?(_ head: TraceHead) {
    let first = head.header
    guard first.count >= 2, head.lines.count >= 2 else { return nil }
    let all = head.lines.indices.map { head.fields($0) }
    guard all.allSatisfy({ $0.count == first.count }) else { return nil }
    self.head = head
    self.first = first
    hasHeader = Self.hasHeader(all)
    table = Array(all.dropFirst(hasHeader ? 1 : 0))
    guard table.count >= 2 else { return nil }
    let table = table
    kinds = first.indices.map { column in Self.kind(table.map { $0[column] }) }
    columns = hasHeader ? first.map { ColumnName($0) } : []
    guard let time = timeColumn() else {
      // a column that only counts the rows is no time, and that is worth a word
      guard kinds.contains(.number) else { return nil }
      if let part = first.indices.first(where: { isCalendarPart($0) && rises($0) }) {
        refusal = WorkloadError(
          "\(head.path): no column holds times; \(shown(part)) tells a part of a date alone. Needed is a column of times in steps of "
            + "a day or less, such as 2024-07-31 or 2024-07-31 23:09.")
        return
      }
      guard let index = first.indices.first(where: { isIndex($0) && rises($0) }) else { return nil }
      refusal = WorkloadError(
        "\(head.path): no column holds times; \(shown(index)) only counts the rows. "
          + Self.advice(for: head, time: index))
      return
    }
    lay(out: time)
    if refusal != nil { return }
    guard layout.values.isEmpty else { return }
    guard let united = first.indices.first(where: { if case .united = kinds[$0] { true } else { false } }),
      case .united(let row, let field) = kinds[united]
    else { return nil }
    refusal = WorkloadError(
      head.path, line: row + (hasHeader ? 2 : 1) + (head.dialect.preamble > 0 ? 1 : 0),
      "\(shown(united)) is \(WorkloadError.quoted(field)), a number with a unit; allowed are plain numbers: export the values "
        + "without format.")
  }

  private func shown(_ column: Int) -> String {
    hasHeader ? (first[column].isEmpty ? "the column without a name" : first[column]) : "column \(column)"
  }

  private static func hasHeader(_ all: [[String]]) -> Bool {
    func isData(_ field: String) -> Bool {
      NumberText.number(field) != nil || isTime(field) || ClockColumn.areTimesOfDay([field])
    }
    func isWord(_ field: String) -> Bool {
      !field.isEmpty && !isData(field)
        && field.withCString { NumberText($0, count: field.utf8.count) } == .wrong
    }
    let first = all[0]
    if !first.contains(where: isData) { return true }
    return first.indices.contains { column in
      isWord(first[column]) && all.dropFirst().allSatisfy { isData($0[column]) }
    }
  }

  private static func kind(_ fields: [String]) -> Kind {
    func number(_ field: String) -> NumberText {
      field.withCString { NumberText($0, count: field.utf8.count) }
    }
    let present = fields.filter { number($0) != .missing }
    if present.isEmpty { return .empty }
    if present.count == fields.count, TimeUnitGuess.areCompact(fields) { return .time }
    if present.allSatisfy({ number($0) != .wrong }) { return .number }
    if present.count == fields.count, fields.allSatisfy(isTime) { return .time }
    if present.allSatisfy({ number($0) != .wrong || isUnited($0) }),
      let row = fields.firstIndex(where: { number($0) == .wrong })
    {
      return .united(row: row, field: fields[row])
    }
    return .text
  }

  private static func isTime(_ field: String) -> Bool {
    CivilTime.parse(field) != nil || DayMonthDate(field) != nil
  }

  /// Whether a field is a number and a unit behind it: `900 req/s`, `1.02K`, `12.50 °C`, `50%`.
  private static func isUnited(_ field: String) -> Bool {
    let digits = field.drop { $0 == "-" || $0 == "+" }.prefix { $0.isNumber || $0 == "." || $0 == "," }
    let rest = field.drop { $0 == "-" || $0 == "+" }.dropFirst(digits.count).drop { $0 == " " }
    guard digits.contains(where: \.isNumber), let letter = rest.first, rest.count <= 12 else { return false }
    return (letter.isLetter || "%°µ€$".contains(letter)) && !rest.contains(where: \.isNumber)
  }

  private func fields(_ column: Int) -> [String] { table.map { $0[column] } }

  private func isIndex(_ column: Int) -> Bool {
    hasHeader && kinds[column] == .number && columns[column].isIndex
  }

  private func largest(_ column: Int) -> Double {
    fields(column).compactMap { NumberText.number($0)?.magnitude }.max() ?? 0
  }

  /// Whether the fields all are numbers, each larger than the one before.
  private func rises(_ column: Int) -> Bool {
    let numbers = fields(column).map { NumberText.number($0) }
    return zip(numbers, numbers.dropFirst()).allSatisfy { a, b in
      if let a, let b { a < b } else { false }
    }
  }

  /// Numbers from here on can be seconds, or a smaller unit, since 1970 or a trace's beginning.
  private static let manySeconds = 1e8

  private func timeColumn() -> Int? {
    func isComplete(_ column: Int) -> Bool {
      kinds[column] == .time
        || kinds[column] == .number && fields(column).allSatisfy { NumberText.number($0) != nil }
    }
    if hasHeader {
      let named = first.indices.filter {
        columns[$0].timeRank != nil && isComplete($0) && weakness($0) != nil
      }
      func order(_ column: Int) -> (Int, Int) { (weakness(column) ?? .max, columns[column].timeRank ?? .max) }
      if let best = named.min(by: { order($0) < order($1) }) { return best }
    }
    if let text = first.indices.first(where: { kinds[$0] == .time }) { return text }
    let rising = first.indices.filter {
      kinds[$0] == .number && !isIndex($0) && !isCalendarPart($0) && rises($0)
    }
    return rising.first { largest($0) >= Self.manySeconds && isEven($0) } ?? rising.first
  }

  /// How far what a column named as a time holds is from times: 0 for texts and numbers that can be times since 1970, 1 for
  /// numbers that rise, 2 for others under a sure name; nil for what is none.
  private func weakness(_ column: Int) -> Int? {
    if kinds[column] == .time { return 0 }
    if largest(column) >= Self.manySeconds { return columns[column].isSurelyTime || rises(column) ? 0 : nil }
    guard columns[column].isSurelyTime else { return nil }
    // an hour of the day or a response time is no time line
    return rises(column) ? 1 : columns[column].isCounterOfTime ? nil : 2
  }

  /// Whether steps are much alike, as those of times are and those of other rising numbers seldom.
  private func isEven(_ column: Int) -> Bool {
    let numbers = fields(column).compactMap { NumberText.number($0) }
    let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }.sorted()
    guard let least = steps.first, let most = steps.last else { return false }
    return most <= 1000 * max(least, 1)
  }

  private mutating func lay(out time: Int) {
    layout = SeriesLayout(names: hasHeader ? first : first.indices.map { "column \($0)" })
    layout.hasHeader = hasHeader
    layout.isGuessed = true
    layout.roles[time] = .time
    let clocks = ClockColumn.columns(
      besides: time, names: hasHeader ? first : first.map { _ in "" }, fields: fields)
    for clock in clocks { layout.roles[clock.column] = .clock }
    for column in first.indices where layout.roles[column] == .ignored {
      let name = hasHeader ? columns[column] : ColumnName("")
      if hasHeader, name.isLabel, areFlags(column) {
        layout.roles[column] = .label
      } else if kinds[column] == .number,
        hasHeader
          ? !name.isIdentifier && !isSecondTime(column) && !isCalendarPart(column) && !isNumberedKey(column)
          : !countsRows(column)
      {
        layout.addValue(
          column, name: layout.names[column], quantity: hasHeader ? name.quantity : .value)
      }
    }
    let keys = keys(besides: time)
    for column in keys { layout.roles[column] = .key }
    layout.namesLoneKeyByValue = true
    let why =
      hasHeader && columns[time].timeRank != nil
      ? "going by its name" : "going by the first rows"
    layout.notes = ["The column \(layout.names[time]) is taken for the time, \(why)."]
    if !clocks.isEmpty {
      let names = clocks.map { layout.names[$0.column] }.joined(separator: ", ")
      layout.notes.append("It holds dates; the time of day that is added to them is that of \(names).")
    }
    layout.sumObjection = sumObjection(keys)
    refuseUnreadClock(beside: time, clocks: clocks.map(\.column))
    let united = first.indices.filter { if case .united = kinds[$0] { true } else { false } }
    if !united.isEmpty {
      layout.notes.append(
        "Numbers with a unit behind them are not read: \(united.map { layout.names[$0] }.joined(separator: ", "))."
      )
    }
    layout.noteIgnored()
  }

  /// Whether each number is one more than the one above, as those of rows are.
  private func countsRows(_ column: Int) -> Bool {
    let numbers = fields(column).compactMap { NumberText.number($0) }
    return numbers.count == table.count && zip(numbers.dropFirst(), numbers).allSatisfy { $0 - $1 == 1 }
  }

  /// Whether the column holds parts of dates: their year, month, day, hour or minute.
  private func isCalendarPart(_ column: Int) -> Bool {
    hasHeader && columns[column].isCalendarPart && kinds[column] == .number
      && fields(column).compactMap { NumberText.number($0) }.allSatisfy {
        $0 == $0.rounded() && ($0 >= 0 && $0 <= 59 || $0 >= 1900 && $0 <= 2100)
      }
  }

  /// Whether the column holds numbers that tell series apart: statuses of HTTP, quantiles, bounds of buckets.
  private func isNumberedKey(_ column: Int) -> Bool {
    guard hasHeader, kinds[column] == .number else { return false }
    if columns[column].isStatistic { return true }
    return columns[column].isStatus
      && fields(column).compactMap { NumberText.number($0) }.allSatisfy {
        $0 == $0.rounded() && (100...599).contains($0)
      }
  }

  /// Why the series of these keys, or the columns of values, must not be added up.
  private func sumObjection(_ keys: [Int]) -> String? {
    if let key = keys.first(where: { columns[$0].isStatistic }) {
      return
        "the rows of one time tell \(shown(key)) of one thing, which do not add up; choose with workload.series"
    }
    let statistics = layout.values.map(\.name).filter { ColumnName($0).namesStatistic }
    guard hasHeader, statistics.count > 1 else { return nil }
    return
      "the columns \(statistics.prefix(8).joined(separator: ", ")) look like statistics of one thing, which do not add up; choose "
      + "with workload.series"
  }

  /// Refuses a table whose dates come again and again, beside a column called a time that cannot be read as one of the day.
  private mutating func refuseUnreadClock(beside time: Int, clocks: [Int]) {
    let dates = fields(time)
    guard hasHeader, clocks.isEmpty, ClockColumn.areDates(dates), Set(dates).count * 2 <= dates.count,
      let column = first.indices.first(where: { column in
        // a response time is called so as well, and has fractions
        column != time && kinds[column] != .time && columns[column].namesTimeOfDay
          && fields(column).allSatisfy { $0.isWhole || NumberText.number($0) == nil }
      })
    else { return }
    refusal = WorkloadError(
      "\(head.path): the column \(shown(time)) holds dates alone, which rows share, and \(shown(column)) holds "
        + "\(WorkloadError.quoted(fields(column)[0])), no time of day that is read. Write date and time of day as one column, or "
        + "the time of day as 14:05.")
  }

  private func areFlags(_ column: Int) -> Bool {
    fields(column).allSatisfy {
      ["", "0", "1", "0.0", "1.0", "true", "false", "yes", "no"].contains($0.lowercased())
    }
  }

  private func isSecondTime(_ column: Int) -> Bool {
    columns[column].timeRank != nil && largest(column) >= Self.manySeconds
      && (columns[column].isSurelyTime || rises(column))
  }

  /// The columns that tell series apart: those named like it, and, where rows share a time, others of words as well, as far
  /// as they tell such rows apart.
  private func keys(besides time: Int) -> [Int] {
    guard hasHeader else { return [] }
    let candidates = first.indices.filter { column in
      column != time && layout.roles[column] == .ignored && !isIndex(column) && !isCalendarPart(column)
        && !ClockColumn.areTimesOfDay(fields(column)) && (kinds[column] == .text || kinds[column] == .number)
    }
    guard !candidates.isEmpty else { return [] }
    let rows = head.rows(atMost: 2000).dropFirst().filter { $0.count == first.count }
    let free = candidates.filter { column in
      isNumberedKey(column) || rows.count < 4 || Set(rows.map { $0[column] }).count * 2 <= rows.count
    }
    func different(_ keys: [Int]) -> Int { Set(rows.map { row in ([time] + keys).map { row[$0] } }).count }
    var keys = free.filter { columns[$0].isKey || isNumberedKey($0) }
    var found = different(keys)
    for column in free where found < rows.count && kinds[column] == .text && !keys.contains(column) {
      let more = different(keys + [column])
      if more > found {
        keys.append(column)
        found = more
      }
    }
    return keys.sorted()
  }

  /// `text` as one word of a shell, between single quotation marks.
  private static func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// The mapping that would read the table whose beginning this is, as a sentence; nil if it is none.
  ///
  /// - Parameter time: The column of times, if it is known.
  static func advice(for head: TraceHead, time: Int? = nil) -> String {
    let names = head.header
    func isNumber(_ column: Int) -> Bool {
      (1..<max(1, head.lines.count)).contains { line in
        let fields = head.fields(line)
        return fields.indices.contains(column) && NumberText.number(fields[column]) != nil
      }
    }
    let areNames = !names.contains { NumberText.number($0) != nil }
    func shown(_ column: Int) -> String {
      areNames && !names[column].isEmpty ? ColumnMapping.quoted(names[column]) : String(column)
    }
    let time =
      time ?? names.indices.min {
        ColumnName(names[$0]).timeRank ?? .max < ColumnName(names[$1]).timeRank ?? .max
      } ?? 0
    let value =
      names.indices.first { $0 != time && isNumber($0) && !ColumnName(names[$0]).isIdentifier }
      ?? names.indices.first { $0 != time } ?? 0
    let quantity = ColumnName(names[value]).quantity
    return
      "It has the columns \(WorkloadError.listed(names.map { WorkloadError.quoted($0) })); a mapping reads it, such as "
      + "--columns "
      + shellQuoted("\(areNames ? "" : "header=no,")time=\(shown(time)),\(quantity.rawValue)=\(shown(value))")
      + "."
  }
}
