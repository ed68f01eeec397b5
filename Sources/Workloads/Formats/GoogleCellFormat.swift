/// Mean use of one whole cell of Google's 2019 trace, every 300 s, without a column of times.
///
/// Row i, from 0, is the window i of the week or day that the file holds; which one only its name tells. The columns are
/// fractions of the cell's capacity and are handed on in percent of it.
///
/// Source: ClusterData 2019, as aggregated by DataCenter-Traces-Datasets (Zenodo 10.5281/zenodo.14564847).
public struct GoogleCellFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "google-2019-cell"
  /// What it holds and where it comes from, in a sentence.
  public static let summary = "Mean CPU and memory of a whole cell of Google's 2019 trace, every 300 s."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread =
    "avg_cycles_per_instruction is not read: its values of about 150 are no cycles an instruction."

  private static let columns: [(name: String, series: String, quantity: Quantity)] = [
    ("avg_cpu", "cpu", .cpuPercent), ("avg_mem", "memory", .memoryPercent),
    ("avg_assigned_mem", "assigned memory", .memoryPercent),
  ]
  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    return columns.allSatisfy { header.contains($0.name) } && !header.contains { $0.contains("time") }
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private func plan(_ header: [String]) throws -> SeriesLayout {
    var layout = SeriesLayout(names: header)
    for (name, series, quantity) in Self.columns {
      let place = try SeriesLayout.place(
        of: name, in: header, file: path, needed: Self.columns.map(\.name).joined(separator: ", "))
      layout.addValue(place, name: series, quantity: quantity, scale: 100)
    }
    layout.time = .row
    layout.step = 300_000_000
    layout.clock = .relative
    layout.notes = ["Rows have no time; row after row is taken for window after window, without gaps."]
    return layout
  }
}
