import Foundation
import Testing

@testable import Workloads

@Suite("Instance usage as BigQuery and those who query it write it")
struct BigQueryFormsTests {
  /// Two tasks' windows as JSON objects of one line, numbers in quotation marks or not.
  private static func objects(quoted: Bool, nested: Bool = true) -> [String] {
    func number(_ value: String) -> String { quoted ? "\"\(value)\"" : value }
    return [(600, 1, "0.25"), (600, 2, "0.5"), (900, 1, "0.75")].map { start, task, cpu in
      let usage =
        nested
        ? "\"average_usage\": {\"cpus\": \(number(cpu)), \"memory\": null}"
        : "\"average_usage.cpus\": \(number(cpu))"
      return
        "{\"start_time\": \"\(start)000000\", \"end_time\": \"\(start + 300)000000\", \"collection_id\": \"7\", "
        + "\"instance_index\": \"\(task)\", \(usage), \"cpu_usage_distribution\": []}"
    }
  }

  static let documents: [(String, String)] = [
    ("lines", objects(quoted: false).joined(separator: "\n")),
    ("numbers as text", objects(quoted: true).joined(separator: "\n")),
    ("an array", "[" + objects(quoted: false).joined(separator: ", ") + "]"),
    ("an array of numbers as text", "[\n" + objects(quoted: true).joined(separator: ",\n") + "\n]\n"),
    (
      "an array over many lines",
      "[\n" + objects(quoted: true).joined(separator: ",\n").replacingOccurrences(of: ", ", with: ",\n    ")
        + "\n]\n"
    ),
    ("dotted members", objects(quoted: false, nested: false).joined(separator: "\n")),
    ("flattened by hand", csv("time,end_time,collection_id,instance_index,avg_cpu_usage")),
    ("flattened by SQL", csv("start_time,end_time,collection_id,instance_index,average_usage_cpus")),
    ("flattened by pandas", csv("start_time,end_time,collection_id,instance_index,average_usage.cpus")),
    (
      "with semicolons and decimal commas",
      csv("start_time,end_time,collection_id,instance_index,average_usage_cpus").replacingOccurrences(
        of: ",", with: ";"
      )
      .replacingOccurrences(of: "0.", with: "0,")
    ),
  ]

  private static func csv(_ header: String) -> String {
    header + "\n600000000,900000000,7,1,0.25\n600000000,900000000,7,2,0.5\n900000000,1200000000,7,1,0.75\n"
  }

  @Test("every form gives the same rows", arguments: documents)
  func forms(name: String, content: String) throws {
    let file = try TemporaryFile("usage", content: content)
    #expect(try TraceFormatsTests.recognizing(at: file.path) == [GoogleUsageFormat.name])
    let (found, report) = try rows(file.path)
    #expect(found.map(\.startTime) == [600_000_000, 600_000_000, 900_000_000])
    #expect(found.map(\.instanceIndex) == [1, 2, 1] && found.map(\.cpuAverage) == [0.25, 0.5, 0.75])
    #expect(found.allSatisfy { $0.endTime == $0.startTime + 300_000_000 } && report.rows == 3)
    // the means of both tasks, times two; then the one task's for both
    let demand = try TraceDemand(paths: [file.path])
    #expect(demand.series.values == [0.75, 1.5] && demand.files.map(\.rows) == [3])
  }

  @Test("events come in arrays too")
  func events() throws {
    let file = try TemporaryFile(
      content: """
        [
          {"time": "0", "machine_id": "7", "type": "1", "capacity": {"cpus": "0.5", "memory": 0.25}},
          {"time": "900000000", "machine_id": "7", "type": "2"}
        ]
        """)
    let (report, series) = try readSeries(MachineEventsFormat(path: file.path))
    #expect(report.rows == 2 && series[1].map(\.1) == [0.5, 0])
  }

  @Test("an array that is cut off is refused")
  func cut() throws {
    let file = try TemporaryFile("usage", content: "[" + Self.objects(quoted: false).joined(separator: ","))
    #expect(throws: WorkloadError("\(file.path): the JSON array is not closed; a whole file is needed.")) {
      try UsageFile(file.path).read { _ in }
    }
  }
}
