/// Invocations of a service of large language models in Azure, 2023 or 2024: one row a request.
///
/// The work of a request is the number of its tokens, read and generated. Source: AzureLLMInferenceDataset2023.md and
/// AzureLLMInferenceDataset2024.md in the repository Azure/AzurePublicDataset (Patel et al., Splitwise, ISCA 2024;
/// Stojkovic et al., DynamoLLM, 2024).
struct AzureLLMFormat: RequestLog {
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
