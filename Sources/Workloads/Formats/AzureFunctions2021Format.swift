/// Invocations of Azure Functions in two weeks of 2021: one row a request.
///
/// A request arrived when it ended less its duration, which is its work, in seconds; rows come by and large in order
/// of their end, hence not of arrival. Source: AzureFunctionsInvocationTrace2021.md in the repository
/// Azure/AzurePublicDataset (Zhang et al., SOSP 2021).
struct AzureFunctions2021Format: RequestLog {
  static let name = "azure-functions-2021"
  static let summary = "Azure Functions 2021: invocations and the seconds they took, every 60 s."
  static let unread = "Which application and function it was."
  static let workName: String? = "seconds"
  private static let columns = ["app", "func", "end_timestamp", "duration"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool { head.header == columns }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    report.rows = try readTable(path, columns: Self.columns, header: .exact) { row in
      let end = try row.seconds(2)
      try body(RequestArrival(time: end - (try row.seconds(3)), work: try row.amount(3)))
    }
    report.notes = [
      "A request arrived when it ended less its duration; one that was running at the start has a time below 0."
    ]
    return report
  }
}
