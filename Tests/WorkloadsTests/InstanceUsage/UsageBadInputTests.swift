import Foundation
import Testing

@testable import Workloads

/// A content that must not be read, and the sentence that says why, in which F stands for the path.
struct BadInput: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let sentence: String
  var testDescription: String { name }

  init(_ name: String, _ content: String, _ sentence: String) {
    self.init(name, bytes: Array(content.utf8), sentence)
  }
  init(_ name: String, bytes: [UInt8], _ sentence: String) {
    self.name = name
    self.bytes = bytes
    self.sentence = sentence
  }
}

@Suite("What is refused, and in which words")
struct UsageBadInputTests {
  static let header = "time,collection_id,instance_index,avg_cpu_usage\n"
  static let times = #""start_time":"300000000","end_time":"600000000","#
  static let ids = #""collection_id":"7","instance_index":"0""#
  static let usage = #","average_usage":{"cpus":0.5}"#

  static let inputs: [BadInput] = [
    BadInput("empty", "", "F: is empty; a trace of at least one row is needed."),
    BadInput("space", " \n\n", "F: holds nothing but space; a trace of at least one row is needed."),
    BadInput("header only", header, "F: has a header but no rows; a trace of at least one row is needed."),
    BadInput(
      "wrong columns", "time,collection_id,instance_index,avg_cpu_use\n1,2,3,4\n",
      "F, line 1: has no column avg_cpu_usage, the nearest name is \"avg_cpu_use\"; "
        + "needed are time, collection_id, instance_index and avg_cpu_usage."),
    BadInput("column twice", "time,time,x\n", "F, line 1: has 2 columns time; allowed is one."),
    BadInput(
      "NaN", header + "300000000,7,0,nan\n",
      "F, line 2: avg_cpu_usage is \"nan\"; allowed are finite numbers from 0 up."),
    BadInput(
      "negative", header + "300000000,7,0,0.5\n600000000,7,0,-0.5\n",
      "F, line 3: avg_cpu_usage is \"-0.5\"; allowed are finite numbers from 0 up."),
    BadInput(
      "no number", header + "300000000,7,0,much\n",
      "F, line 2: avg_cpu_usage is \"much\"; allowed are finite numbers from 0 up."),
    BadInput(
      "empty field", header + "300000000,7,0,\n",
      "F, line 2: avg_cpu_usage is \"\"; allowed are finite numbers from 0 up."),
    BadInput(
      "rounded time", header + "2.748E+11,7,0,0.5\n",
      "F, line 2: time is \"2.748E+11\"; allowed are whole 64-bit numbers."),
    BadInput(
      "time whose window has no end", header + "9223372036854775800,7,0,0.5\n",
      "F, line 2: the start is 9223372036854775800 µs; allowed are times up to 9223372036554775807."),
    BadInput(
      "negative time", header + "-5,7,0,0.5\n", "F, line 2: the start is -5 µs; allowed are times from 0 up."),
    BadInput(
      "short row", header + "300000000,7,0\n", "F, line 2: has 3 fields; allowed are the 4 of the header."),
    BadInput(
      "time backwards", header + "600000000,7,0,0.5\n300000000,7,1,0.5\n300000000,7,0,0.5\n",
      "F, line 4: instance 0 goes back in time from 600000000 to 300000000 µs; "
        + "the rows of an instance must be in order of time."),
    BadInput(
      "open quote", header + "\"300000000,7,0,0.5\n",
      "F, line 2: a quoted field is not closed; quotes must come in pairs."),
    BadInput(
      "stray quote", header + "300000000,7,0,0\"5\n",
      "F, line 2: a quotation mark stands where none may (error parsing data while strict checking enabled); "
        + "quoted fields must be quoted whole."),
    BadInput(
      "end before start",
      #"{"start_time":"600000000","end_time":"300000000",\#(ids)\#(usage)}"#,
      "F, line 1: the end, 300000000 µs, is before the start, 600000000 µs; "
        + "a window must not end before it starts."),
    BadInput(
      "long window", #"{"start_time":"300000000","end_time":"900000000",\#(ids)\#(usage)}"#,
      "F, line 1: the window is 600000000 µs long; allowed are at most 300000000 µs."),
    BadInput(
      "second line no JSON", "{\(times)\(ids)\(usage)}\nhello\n", "F, line 2: is not a JSON object"),
    BadInput("cut off", "{\(times)\(ids)", "F, line 1: is not a JSON object"),
    BadInput(
      "two objects", "{\(times)\(ids)\(usage)} {}",
      "F, line 1: is not a JSON object (something follows the object); one object a line is needed."),
    BadInput(
      "missing field", "{\(times)\"collection_id\":\"7\"\(usage)}",
      "F, line 1: instance_index is absent or null; it is needed in every row."),
    BadInput(
      "no usage", #"{\#(times)\#(ids),"average_usage":null}"#,
      "F, line 1: average_usage.cpus is absent or null; it is needed in every row."),
    BadInput(
      "word for a time", #"{"start_time":"soon"}"#,
      "F, line 1: start_time is \"soon\"; allowed are whole 64-bit numbers, in quotes or not."),
    BadInput(
      "negative in JSON", #"{\#(times)\#(ids),"average_usage":{"cpus":-0.5}}"#,
      "F, line 1: average_usage.cpus is -0.5; allowed are finite numbers from 0 up."),
    BadInput(
      "short distribution", #"{\#(times)\#(ids)\#(usage),"cpu_usage_distribution":[1,2]}"#,
      "F, line 1: cpu_usage_distribution is only 2 values; allowed are 11 numbers or none."),
    BadInput(
      "binary", bytes: [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff, 0xfe, 0x0a, 0, 0],
      "F, line 1: has no column time, the nearest name is"),
  ]

  @Test("a file that is wrong, read by the scanner and by libcsv", arguments: inputs, [true, false])
  func wrongContent(_ input: BadInput, plainly: Bool) throws {
    let file = try TemporaryFile(bytes: input.bytes)
    expect(input.sentence, file.path, plainly: plainly)
  }

  @Test("gzip that stops early, or is damaged")
  func damagedGzip() throws {
    let whole = try TemporaryFile()
    var parameters = ServiceTraceParameters()
    parameters.windows = 288
    try ServiceTraceGenerator(parameters).write(to: whole.path)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: whole.path)))
    let cut = try TemporaryFile(bytes: bytes.prefix(bytes.count / 2))
    let reason = message(cut.path)
    #expect(reason.hasSuffix(" of the content: the gzip data stop before their end; a whole file is needed."))
    bytes[bytes.count - 8] ^= 0x55  // the checksum
    let damaged = try TemporaryFile(bytes: bytes)
    #expect(message(damaged.path).contains("of the content: the gzip data are damaged"))
  }

  @Test("no file, or a folder")
  func noFile() throws {
    let file = try TemporaryFile()
    expect("F: cannot be opened (No such file or directory); a readable file is needed.", file.path)
    expect("F: is a folder; a file is needed.", FileManager.default.temporaryDirectory.path)
    #expect(throws: WorkloadError.self) { try ServiceTraceGenerator().write(to: file.path + "/none/x.gz") }
  }

  @Test("several collections, or not the one asked for")
  func collections() throws {
    let file = try TemporaryFile(content: Self.header + "300000000,7,0,1\n300000000,9,0,1\n")
    #expect(throws: WorkloadError("the files hold 2 collections, 7, 9; one must be chosen.")) {
      try CollectionDemand.read([file.path])
    }
    #expect(
      throws: WorkloadError(
        "the files hold no measured window of collection 8; found are rows of 7, 9.")
    ) { try CollectionDemand.read([file.path], collection: 8) }
  }

  private func message(_ path: String, plainly: Bool = true) -> String {
    var sink = ClosureSink { _ in }
    do {
      _ = try UsageFile(path).read(into: &sink, plainly: plainly)
      return "no error"
    } catch { return "\(error)".replacingOccurrences(of: path, with: "F") }
  }

  private func expect(_ sentence: String, _ path: String, plainly: Bool = true) {
    let found = message(path, plainly: plainly)
    if sentence.hasSuffix(".") { #expect(found == sentence) } else { #expect(found.hasPrefix(sentence)) }
  }
}
