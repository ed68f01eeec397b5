import TestSupport
import Testing

@testable import Workloads

@Suite("Arrivals of requests")
struct RequestTraceTests {
  /// First and last row: 2023-11-16 18:17:03.97996, 4,808 + 10 tokens; 19:14:19.928016, 549 + 173 (`date -ud`: 1700158623).
  @Test("the LLM trace begins and ends as its file does, in order of time")
  func languageModel() throws {
    let path = try SharedData.path("azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz")
    var requests: [RequestArrival] = []
    let report = try RequestTraceFile(path).read { requests.append($0) }
    #expect(requests.count == 8_819 && report.rows == 8_819 && report.clock == .unix)
    #expect(requests.first == RequestArrival(time: 1_700_158_623_979_960, work: 4_818))
    #expect(requests.last == RequestArrival(time: 1_700_162_059_928_016, work: 722))
    #expect(report.oddities.isEmpty)
    #expect(try RecordedRequests(paths: [path]).arrivals == requests)
  }

  @Test("requests out of order are counted, and can be had in order")
  func order() throws {
    let file = try TemporaryFile(content: "timestamp,size,host\n5,1,a\n3,2,b\n3,,c\n4,4,d\n")
    let requests = try RecordedRequests(paths: [file.path]).arrivals
    let report = try RequestTraceFile(file.path).read { _ in }
    #expect(requests.map(\.time) == [3_000_000, 3_000_000, 4_000_000, 5_000_000])
    // those of one instant stay as they were
    #expect(requests.map(\.work) == [2, nil, 4, 1])
    #expect(report.oddities.map { "\($0.count) \($0.what)" } == ["1 requests earlier than the one before"])
    #expect(report.clock == .relative)
  }

  @Test(
    "the clock is that of 1970 for dates and for seconds from 10⁸ up, which are 1973",
    arguments: [
      ("timestamp\n99999999\n", TraceReport.Clock.relative, 99_999_999_000_000),
      ("timestamp\n1700000000.25\n", .unix, 1_700_000_000_250_000),
      ("timestamp\n2023-11-14T22:13:20.25Z\n", .unix, 1_700_000_000_250_000),
      ("work,timestamp\n1,2023-11-14 22:13:20.250000999\n", .unix, 1_700_000_000_250_000),
    ] as [(String, TraceReport.Clock, Int64)])
  func clock(content: String, clock: TraceReport.Clock, time: Int64) throws {
    let file = try TemporaryFile(content: content)
    var times: [Int64] = []
    let report = try RequestTraceFile(file.path).read { times.append($0.time) }
    #expect(report.clock == clock && times == [time])
  }

  @Test("numbers and dates do not mix")
  func mixed() throws {
    let file = try TemporaryFile(content: "timestamp\n5\n2023-11-14 22:13:20\n")
    let error = #expect(throws: WorkloadError.self) { try RequestTraceFile(file.path).read { _ in } }
    #expect(
      error?.description
        == "\(file.path), line 3: timestamp is \"2023-11-14 22:13:20\"; allowed are finite numbers of a time before the year 10000."
    )
  }

  @Test("every log of requests is also a trace format")
  func registered() {
    let names = TraceFormats.all.map { $0.name }
    #expect(RequestLogs.all.allSatisfy { names.contains($0.name) })
  }
}
