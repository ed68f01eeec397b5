/// A result of a load test that only sums up: it tells no times and can be no load.
enum TestSummary {
  /// A tool, how its summary begins, and what of it is read.
  private static let known: [(tool: String, marks: [String], needed: String)] = [
    ("wrk", ["Running ", " test @ "], "results request by request, such as vegeta's or k6's"),
    ("hey", ["Summary:", "Requests/sec:"], "what hey -o csv writes"),
    ("ApacheBench", ["This is ApacheBench"], "results request by request, such as vegeta's or k6's"),
    ("vegeta", ["Requests", "[total, rate"], "what vegeta encode writes"),
    ("Locust", ["Type,Name,Request Count"], "the file of its history, whose name ends in stats_history.csv"),
    ("k6", ["\"metrics\"", "\"http_req_duration\"", "\"avg\""], "what k6 --out csv= or --out json= writes"),
  ]

  /// The sentence about a file that begins like one; nil if it does not.
  static func refusal(_ head: TraceHead) -> WorkloadError? {
    let text = String(decoding: head.bytes.prefix(16 << 10), as: UTF8.self)
    guard let found = known.first(where: { $0.marks.allSatisfy(text.contains) && begins(text, $0) }) else {
      return nil
    }
    return WorkloadError(
      "\(head.path): is a summary of \(found.tool), which tells no times; needed is \(found.needed).")
  }

  /// Whether the first mark is at the beginning, or the file an object.
  private static func begins(_ text: String, _ known: (tool: String, marks: [String], needed: String)) -> Bool
  {
    let start = text.drop { $0.isWhitespace }
    return start.hasPrefix(known.marks[0]) || known.marks[0].hasPrefix("\"") && start.hasPrefix("{")
  }
}
