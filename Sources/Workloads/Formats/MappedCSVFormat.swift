/// Any CSV file with a column of times and columns of numbers, by a mapping or by what its beginning looks like.
///
/// Without a mapping, ``ColumnGuess`` finds the columns by their names and by the beginning of the file. Say more with
/// ``ColumnMapping``.
///
/// ```swift
/// let mapping = ColumnMapping(time: "when", values: [.init("rps", quantity: .requestsPerSecond)])
/// let report = try MappedCSVFormat(path: "load.csv", mapping: mapping).read { total += $0.value }
/// ```
public struct MappedCSVFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "csv"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "Any CSV with a column of times and columns of numbers; a mapping says more."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = "Without a mapping, columns that are not numbers are not read."

  private let path: String
  private let mapping: ColumnMapping?

  /// The file at `path`, which is not opened yet.
  public init(path: String) {
    self.path = path
    mapping = nil
  }

  /// The file at `path`, read as `mapping` says.
  public init(path: String, mapping: ColumnMapping) {
    self.path = path
    self.mapping = mapping
  }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    guard !head.isJSON, ColumnGuess(head) != nil else { return false }
    return !TraceFormats.all.contains { $0.name != name && $0.recognizes(head) }
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    let head = try TraceHead(path: path)
    if let mapping {
      return try readSeries(
        path, dialect: mapping.dialect(of: head), plan: { try plan(mapping, first: $0) }, body)
    }
    if let refusal = head.dialect.refusal(path) { throw refusal }
    guard let guess = ColumnGuess(head) else {
      throw WorkloadError(
        "\(path): no column of its beginning holds times, with a column of numbers beside it. "
          + ColumnGuess.advice(for: head))
    }
    if let refusal = guess.refusal { throw refusal }
    return try readSeries(path, plan: { _ in guess.layout }, body)
  }

  private func plan(_ mapping: ColumnMapping, first: [String]) throws -> SeriesLayout {
    guard !mapping.values.isEmpty else {
      throw WorkloadError("\(path): the mapping names no column of values; at least one is needed.")
    }
    let hasHeader = mapping.hasHeader ?? true
    var layout = SeriesLayout(names: hasHeader ? first : first.indices.map { "column \($0)" })
    layout.hasHeader = hasHeader
    layout.time = SeriesLayout.Time(mapping.timeUnit ?? .automatic)
    func take(_ column: ColumnMapping.Column, for use: String) throws -> Int {
      let place = try place(column, layout: layout, use: use)
      guard layout.roles[place] == .ignored else {
        throw WorkloadError(
          "\(path): the mapping uses the column \(layout.names[place]) twice; each has one use.")
      }
      return place
    }
    layout.roles[try take(mapping.time, for: "time")] = .time
    if let clock = mapping.clock { layout.roles[try take(clock, for: "clock")] = .clock }
    if let label = mapping.label { layout.roles[try take(label, for: "label")] = .label }
    if let key = mapping.key { layout.roles[try take(key, for: "key")] = .key }
    for value in mapping.values {
      let place = try take(value.column, for: "values")
      layout.addValue(
        place, name: layout.names[place], quantity: value.quantity, scale: value.scale ?? 1,
        isCounter: value.isCounter ?? false)
    }
    return layout
  }

  private func place(_ column: ColumnMapping.Column, layout: SeriesLayout, use: String) throws -> Int {
    switch column {
    case .at(let place):
      guard layout.names.indices.contains(place) else {
        throw WorkloadError(
          path, line: 1,
          "the mapping's column \(place) for \(use) is not there; allowed are 0 to \(layout.names.count - 1)."
        )
      }
      return place
    case .named(let name):
      guard layout.hasHeader else {
        throw WorkloadError(
          "\(path): the mapping's column \(WorkloadError.quoted(name)) for \(use) has a name, but the file has no header; "
            + "give its place, from 0.")
      }
      let shown = layout.names.prefix(20).joined(separator: ", ")
      return try SeriesLayout.place(
        of: name, in: layout.names, file: path, needed: "the columns of the mapping, there are \(shown)")
    }
  }
}
