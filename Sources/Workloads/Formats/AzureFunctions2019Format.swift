/// Invocations of every function of Azure Functions in each minute of a day of July 2019.
///
/// Rows are functions, 1,440 columns are minutes; a function with several rows is one series, of which the rows add up. Memory grows with the number of functions, whose names it keeps.
/// Source: AzureFunctionsDataset2019.md in the repository Azure/AzurePublicDataset (Shahrad et al., ATC 2020).
struct AzureFunctions2019Format: TraceFormat {
  static let name = "azure-functions-2019"
  static let summary =
    "Azure Functions 2019, invocations_per_function: requests of every function, every 60 s."
  static let unread = "The owner."
  private static let columns =
    ["HashOwner", "HashApp", "HashFunction", "Trigger"] + (1...1440).map { String($0) }
  private static let step: Int64 = 60_000_000
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool { head.header == columns }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    var functions: [String: Int] = [:]
    report.rows = try readTable(path, columns: Self.columns, header: .exact) { row in
      let name = "\(row.text(1))/\(row.text(2)) (\(row.text(3)))"
      let series = functions[name] ?? report.series.count
      if series == report.series.count {
        functions[name] = series
        report.series.append(TraceReport.Series(name: name, quantity: .requests, step: Self.step))
      } else {
        report.note("rows of a function that had one")
      }
      for minute in 0..<1440 {
        try body(
          SeriesSample(
            series: series, time: Int64(minute) * Self.step, value: Double(try row.whole(minute + 4))))
      }
    }
    report.notes = [
      "Time 0 is the beginning of the file's day; which of the 14 days it is stands in its name alone.",
      "Invocations are counted when they have ended.",
    ]
    return report
  }
}
