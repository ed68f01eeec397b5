/// Invocations of a service of large language models in Azure, 2023 or 2024: one row a request.
///
/// The work of a request is the number of its tokens, read and generated. Source: AzureLLMInferenceDataset2023.md and
/// AzureLLMInferenceDataset2024.md in the repository Azure/AzurePublicDataset (Patel et al., Splitwise, ISCA 2024;
/// Stojkovic et al., DynamoLLM, 2024).
struct AzureLLMTrace: RequestLog {
  static let name = "azure-llm"
  static let summary = "Azure LLM inference 2023 or 2024: requests and their tokens, every 60 s."
  static let unread = "Which of a request's tokens were read and which generated."
  static let workName: String? = "tokens"
  private static let columns = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"]
  /// Where the file is.
  let path: String

  static func recognizes(_ head: TraceHead) -> Bool { head.header == columns }

  func readRequests(_ body: (RequestArrival) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .unix)
    report.rows = try readTable(path, columns: Self.columns, header: .exact) { row in
      let tokens = try row.whole(1, in: 0...1_000_000_000) + row.whole(2, in: 0...1_000_000_000)
      try body(RequestArrival(time: try row.date(0), work: Double(tokens)))
    }
    report.notes = ["Times without a zone are taken for UTC."]
    return report
  }
}

/// Invocations of Azure Functions in two weeks of 2021: one row a request.
///
/// A request arrived when it ended less its duration, which is its work, in seconds; rows come by and large in order
/// of their end, hence not of arrival. Source: AzureFunctionsInvocationTrace2021.md in the repository
/// Azure/AzurePublicDataset (Zhang et al., SOSP 2021).
struct AzureFunctions2021Trace: RequestLog {
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
