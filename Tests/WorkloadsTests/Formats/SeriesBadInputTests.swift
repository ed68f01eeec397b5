import Foundation
import Testing

@testable import Workloads

/// A content that a format must refuse, and the sentence that says why, in which F stands for the path.
struct BadSeries: Sendable, CustomTestStringConvertible {
  let format: String
  let input: BadInput
  var testDescription: String { "\(format): \(input.name)" }

  init(_ format: String, _ name: String, _ content: String, _ sentence: String) {
    self.format = format
    input = BadInput(name, content, sentence)
  }
  init(_ format: String, _ name: String, bytes: [UInt8], _ sentence: String) {
    self.format = format
    input = BadInput(name, bytes: bytes, sentence)
  }
}

@Suite("Files of series that are refused, and in which words")
struct SeriesBadInputTests {
  static let formats = [
    "azure-vm-average", "azure-fleet", "cloud-pool", "timestamp-value", "google-2019-cell",
    "google-2019-usage",
    "google-2011-job-usage", "helios", "aura", "csv", "prometheus-range", "prometheus-text",
  ]
  static let numbers = "allowed are finite numbers, or nothing where it was not measured."
  static let noRows = "F: has a header but no rows; a trace of at least one row is needed."
  static let garbage: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff, 0xfe, 0x0a, 0, 0, 0x0a]
  static let pool = "p,2024-07-31 23:09:30,,4.4,5.8\n"
  static let range = #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"#

  static let tables: [BadSeries] = [
    .init("azure-vm-average", "word", "step,17\n0,much\n", "F, line 2: 17 is \"much\"; \(numbers)"),
    .init("azure-vm-average", "infinite", "step,17\n0,inf\n", "F, line 2: 17 is \"inf\"; \(numbers)"),
    .init("azure-vm-average", "hexadecimal", "step,17\n0,0x1p3\n", "F, line 2: 17 is \"0x1p3\"; \(numbers)"),
    .init(
      "azure-vm-average", "no step", "steps,17\n0,1\n",
      "F, line 1: has no column step (is it \"steps\"?); needed are step and a column a machine."),
    .init(
      "azure-vm-average", "only step", "step\n0\n",
      "F, line 1: has no column but step; needed is at least one of a machine."),
    .init(
      "azure-vm-average", "short row", "step,17,18\n0,1\n",
      "F, line 2: has 2 fields; allowed are the 3 of the header."),
    .init("azure-vm-average", "header only", "step,17\n", noRows),
    .init(
      "azure-fleet", "no memory", "timestamp,cpu_usage,mem\n0,1,2\n",
      "F, line 1: has no column assigned_mem; needed are timestamp, cpu_usage, assigned_mem."),
    .init(
      "azure-fleet", "near name", "timestamp,cpu_usage,assigned_men\n0,1,2\n",
      "F, line 1: has no column assigned_mem (is it \"assigned_men\"?); needed are timestamp, cpu_usage, assigned_mem."
    ),
    .init(
      "azure-fleet", "column twice", "timestamp,timestamp,cpu_usage\n0,1,2\n",
      "F, line 1: has 2 columns timestamp; allowed is one."),
    .init(
      "azure-fleet", "late time", "timestamp,cpu_usage,assigned_mem\n1e15,1,2\n",
      "F, line 2: timestamp is \"1e15\"; allowed are finite numbers of a time before the year 10000."),
    .init(
      "azure-fleet", "word", "timestamp,cpu_usage,assigned_mem\n0,1,x\n",
      "F, line 2: assigned_mem is \"x\"; \(numbers)"),
    .init(
      "cloud-pool", "three fields", "p,2024-07-31 23:09:30,1\n",
      "F, line 1: has 3 fields; allowed are time and CPU, or pool, time, second time, CPU and memory."),
    .init(
      "cloud-pool", "no time", pool + "p,yesterday,,1,2\n",
      "F, line 2: time is \"yesterday\"; allowed are \(CivilTime.form)."),
    .init(
      "cloud-pool", "word", pool + "p,2024-07-31 23:10:00,,much,2\n", "F, line 2: cpu is \"much\"; \(numbers)"
    ),
    .init(
      "cloud-pool", "long row", pool + "p,2024-07-31 23:10:00,,1,2,3\n",
      "F, line 2: has 6 fields; allowed are the 5 of the first row."),
    .init(
      "timestamp-value", "value's name", "ts,valeu\n1,2\n",
      "F, line 1: the second column is \"valeu\" (is it \"value\"?); needed is a value: value, values, count, counts, "
        + "requests, request_count, num_requests, invocations."),
    .init(
      "timestamp-value", "time's name", "when,value\n1,2\n",
      "F, line 1: the first column is \"when\"; needed is a time: ts, timestamp, time, period, date, datetime, minute, second."
    ),
    .init(
      "timestamp-value", "third column", "ts,value,lable\n1,2,0\n",
      "F, line 1: there are 3 columns, the third is \"lable\" (is it \"label\"?); needed is no more, or a label: "
        + "label, is_anomaly, anomaly."),
    .init("timestamp-value", "word", "ts,value\n1,2\n2,x\n", "F, line 3: value is \"x\"; \(numbers)"),
    .init(
      "timestamp-value", "text after numbers", "ts,value\n1,2\n2024-01-01,2\n",
      "F, line 3: ts is \"2024-01-01\"; allowed are finite numbers of a time before the year 10000."),
    .init(
      "timestamp-value", "no time at all", "ts,value\nx,2\n",
      "F, line 2: ts is \"x\"; allowed are finite numbers, or \(CivilTime.form)."),
    .init("timestamp-value", "word among counts", "12\nx\n", "F, line 2: the line is \"x\"; \(numbers)"),
    .init(
      "timestamp-value", "one word", "hello\n",
      "F, line 1: is \"hello\"; allowed is a number a line, or a header of a time and a value."),
    .init("timestamp-value", "header only", "ts,value\n", noRows),
    .init(
      "google-2019-cell", "no CPU", "avg_mem,avg_assigned_mem\n1,2\n",
      "F, line 1: has no column avg_cpu; needed are avg_cpu, avg_mem, avg_assigned_mem."),
    .init(
      "google-2019-cell", "word", "avg_cpu,avg_mem,avg_assigned_mem\n0.1,0.2,x\n",
      "F, line 2: avg_assigned_mem is \"x\"; \(numbers)"),
    .init(
      "google-2019-usage", "wrong number",
      "time,collection_id,instance_index,avg_cpu_usage\n300000000,7,0,nan\n",
      "F, line 2: avg_cpu_usage is \"nan\"; allowed are finite numbers from 0 up."),
    .init(
      "google-2019-usage", "time backwards",
      "time,collection_id,instance_index,avg_cpu_usage\n600000000,7,0,1\n300000000,7,0,1\n",
      "F, line 3: instance 0 goes back in time from 600000000 to 300000000 µs; "
        + "the rows of an instance must be in order of time."),
    .init(
      "helios", "no metric", "timestamp,hour\n2025-12-31,1\n",
      "F, line 1: has no metric of Helios; needed is one of memory_bytes"),
    .init(
      "helios", "no time", "time,memory_bytes\n1,2\n",
      "F, line 1: has no column timestamp; needed are timestamp and a metric of Helios."),
    .init("helios", "word", "timestamp,rps\n2025-12-31,x\n", "F, line 2: rps is \"x\"; \(numbers)"),
    .init(
      "aura", "no metric", "timestamp,pod_name\n2025-12-31,a\n",
      "F, line 1: has no metric of a pod; needed is one of cpu_usage_millicores"),
    .init(
      "aura", "no time", "pod_name,cpu_usage\na,1\n",
      "F, line 1: has no column timestamp; needed are timestamp and a metric of a pod."),
    .init("aura", "word", "timestamp,cpu_usage\n2025-12-31,x\n", "F, line 2: cpu_usage is \"x\"; \(numbers)"),
    .init(
      "csv", "no time", "a,b\n3,1\n2,1\n",
      "F: no column of its beginning holds times, with a column of numbers beside it. It has the columns \"a\", \"b\"; "
        + "a mapping reads it, such as --columns 'time=a,value=b'."),
    .init(
      "csv", "word later", "a,b\n" + (1..<80).map { "\($0),1\n" }.joined() + "80,x\n",
      "F, line 81: b is \"x\"; \(numbers)"),
  ]

  static let prometheus: [BadSeries] = [
    .init(
      "prometheus-range", "an error",
      #"{"status":"error","errorType":"bad_data","error":"parse error: \"x\""}"#,
      "F: Prometheus answered with an error: parse error: \"x\""),
    .init(
      "prometheus-range", "no status", "{}", "F: has no status; needed is an answer of /api/v1/query_range."),
    .init(
      "prometheus-range", "a vector", #"{"status":"success","data":{"resultType":"vector","result":[]}}"#,
      "F: data.resultType is \"vector\"; allowed is matrix, as /api/v1/query_range answers."),
    .init(
      "prometheus-range", "nothing found",
      #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#,
      "F: the answer has no sample; the query or the range of times matches nothing."),
    .init(
      "prometheus-range", "wrong number", range + #""values":[[1,"2"],[2,"much"]]}]}}"#,
      "F, series 1, sample 2: the value is \"much\"; allowed are numbers, NaN, +Inf and -Inf."),
    .init(
      "prometheus-range", "value as a number", range + #""values":[[1,2]]}]}}"#,
      "F, series 1, sample 1: values is \"something else\"; allowed are pairs of seconds and a text."),
    .init(
      "prometheus-range", "no pair", range + #""values":[[1,"2",3]]}]}}"#,
      "F, series 1, sample 1: values is \"3 parts\"; allowed are pairs of seconds and a text."),
    .init(
      "prometheus-range", "no values", range + #""valeus":[]}]}}"#, "F, series 1: has no values; needed is"),
    .init("prometheus-range", "cut off", range + #""values":[[1,"2"#, "F: is not a JSON object ("),
    .init("prometheus-range", "no JSON", "hello", "F: is not a JSON object ("),
    .init(
      "prometheus-text", "no sample", "# TYPE up gauge\n",
      "F: has no sample; a trace of at least one is needed."),
    .init(
      "prometheus-text", "no timestamps", "up 1\ndown 0\n",
      "F: none of its 2 samples has a timestamp; one scrape is no series, export with timestamps "
        + "(promtool tsdb dump-openmetrics)."),
    .init(
      "prometheus-text", "wrong number", "up 1 1000\nup one 2000\n",
      "F, line 2: the value is \"one\"; allowed are numbers, NaN, +Inf and -Inf."),
    .init(
      "prometheus-text", "wrong timestamp", "up 1 soon\n",
      "F, line 1: the timestamp is \"soon\"; allowed are milliseconds or seconds before the year 10000."),
    .init(
      "prometheus-text", "open labels", "up{job=\"a 1 1000\n",
      "F, line 1: is \"up{job=\"a 1 1000\"; allowed are comments and name{label=\"value\",...} value timestamp."
    ),
  ]

  @Test("a file that is wrong", arguments: tables + prometheus)
  func wrongContent(_ bad: BadSeries) throws {
    let file = try TemporaryFile("load", bytes: bad.input.bytes)
    let found = try message(bad.format, file.path)
    let sentence = bad.input.sentence
    if sentence.hasSuffix(".") || sentence.hasSuffix("\"") {
      #expect(found == sentence)
    } else {
      #expect(found.hasPrefix(sentence) && found != "no error")
    }
  }

  @Test(
    "nothing, a missing file and bytes that are no text are refused in a sentence",
    arguments: formats)
  func nothing(format: String) throws {
    let empty = try TemporaryFile("load", content: "")
    #expect(try message(format, empty.path) == "F: is empty; a trace of at least one row is needed.")
    #expect(
      try message(format, empty.path + "x")
        == "F: cannot be opened (No such file or directory); a readable file is needed.")
    let garbage = try TemporaryFile("load", bytes: Self.garbage)
    let found = try message(format, garbage.path)
    #expect(found.hasPrefix("F") && found.hasSuffix("."), "\(format): \(found)")
  }

  static let backwards: [(String, String)] = [
    ("azure-vm-average", "step,17\n2,1\n1,1\n2,1\n3,1\n"),
    ("azure-fleet", "timestamp,cpu_usage,assigned_mem\n600,1,\n300,1,\n600,1,\n900,1,\n"),
    (
      "cloud-pool",
      "1970-01-01 00:01:00,1\n1970-01-01 00:00:30,1\n1970-01-01 00:01:00,1\n1970-01-01 00:01:30,1\n"
    ),
    ("timestamp-value", "ts,value\n60,1\n0,1\n60,1\n120,1\n"),
    ("helios", "timestamp,rps\n600,1\n300,1\n600,1\n900,1\n"),
    ("aura", "timestamp,cpu_usage\n60,1\n0,1\n60,1\n120,1\n"),
    ("prometheus-text", "a 1 60\na 1 0\na 1 60\na 1 120\n"),
    (
      "prometheus-range",
      range + #""values":[[60,"1"],[0,"1"],[60,"1"],[120,"1"]]}]}}"#
    ),
    ("csv", "when,load\n" + (0..<64).map { "\($0),1\n" }.joined() + "60,1\n63,1\n64,1\n"),
  ]

  // Each goes once back before a time that it had, comes once to the time it had, and then goes on.
  @Test("time that does not rise is counted, and no sample is left out", arguments: backwards)
  func notRising(format: String, content: String) throws {
    let file = try TemporaryFile("load", content: content)
    let found = try TraceInspection(path: file.path, format: format)
    #expect(
      found.oddities.first { $0.what.hasPrefix("samples") }
        == TraceReport.Oddity(what: "samples earlier than the one before, put in order", count: 1))
    // of the csv only, both come to a time that was there
    let repeated = found.oddities.first { $0.what == "samples at the time of another, averaged" }
    #expect(repeated?.count == (format == "csv" ? 2 : 1))
    #expect(found.samples == found.rows)
  }

  @Test("an answer that is too long is refused before it is read to its end")
  func tooLong() throws {
    let file = try TemporaryFile("load", bytes: Array(repeating: 0x20, count: (1 << 20) + 1))
    #expect(
      throws: WorkloadError(
        "\(file.path): is longer than 1 MiB of JSON, which is read as a whole; split the range of times.")
    ) { try PrometheusRangeFormat(path: file.path, limit: 1 << 20).read { _ in } }
  }

  private func message(_ format: String, _ path: String) throws -> String {
    let trace = try TraceFormats.open(path, format: format)
    do {
      _ = try trace.read { _ in }
      return "no error"
    } catch let error as WorkloadError {
      return error.description.replacingOccurrences(of: path, with: "F")
    }
  }
}
