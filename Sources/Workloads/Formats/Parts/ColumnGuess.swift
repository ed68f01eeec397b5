#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the columns of a CSV file are, guessed from its beginning.
struct ColumnGuess {
  /// The columns found.
  let layout: SeriesLayout

  /// Guesses; nil where no column rises as a time would with a column of numbers beside it.
  init?(_ head: TraceHead) {
    let first = head.header
    guard first.count >= 2, head.lines.count >= 2 else { return nil }
    let hasHeader = !first.contains { NumberText.number($0) != nil || CivilTime.parse($0) != nil }
    let rows = (hasHeader ? 1 : 0)..<head.lines.count
    let table = rows.map { head.fields($0) }
    guard table.count >= 2, table.allSatisfy({ $0.count == first.count }) else { return nil }

    guard let time = first.indices.first(where: { column in Self.rises(table.map { $0[column] }) }) else {
      return nil
    }
    var layout = SeriesLayout(names: hasHeader ? first : first.indices.map { "column \($0)" })
    layout.hasHeader = hasHeader
    layout.roles[time] = .time
    for column in first.indices where column != time {
      let fields = table.map { $0[column] }
      guard fields.contains(where: { NumberText.number($0) != nil }),
        fields.allSatisfy({ $0.withCString { NumberText($0, count: strlen($0)) } != .wrong })
      else { continue }
      layout.addValue(column, name: layout.names[column], quantity: .value)
    }
    guard !layout.values.isEmpty else { return nil }
    layout.notes = ["The column \(layout.names[time]) is taken for the time, going by the first rows."]
    layout.noteIgnored()
    self.layout = layout
  }

  /// Whether the fields all parse as times of one kind, each later than the one before.
  private static func rises(_ fields: [String]) -> Bool {
    var clock = SeriesTime(.automatic)
    var last: Int64?
    for field in fields {
      guard let time = field.withCString({ clock.microseconds($0, count: strlen($0)) }) else { return false }
      if let last, time <= last { return false }
      last = time
    }
    return true
  }
}
