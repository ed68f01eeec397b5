import Foundation
import Testing

@testable import Workloads

@Suite("Formats of series, on small files")
struct SeriesFormatsTests {
  typealias Sample = SeriesSample

  static func read(_ format: String, _ content: String) throws -> (samples: [Sample], report: TraceReport) {
    let file = try TemporaryFile("load", content: content)
    var samples: [Sample] = []
    let report = try TraceFormats.open(file.path, format: format).read { samples.append($0) }
    return (samples, report)
  }

  @Test("a column a machine, time in steps of 300 s; an empty field is no sample")
  func azureVM() throws {
    let (samples, report) = try Self.read("azure-vm-average", "step,17,4\n0,1.5,2\n1,,3\n3,NaN,4\n")
    #expect(
      samples == [
        Sample(series: 0, time: 0, value: 1.5), Sample(series: 1, time: 0, value: 2),
        Sample(series: 1, time: 300_000_000, value: 3), Sample(series: 1, time: 900_000_000, value: 4),
      ])
    #expect(report.series.map(\.name) == ["17", "4"])
    #expect(report.rows == 3 && report.clock == .relative)
    #expect(report.oddities == [TraceReport.Oddity(what: "fields without a value", count: 2)])
  }

  // 250 percent of a core are 2.5 cores, 2 GB 2³¹ bytes.
  @Test("the fleet is in cores and bytes")
  func fleet() throws {
    let (samples, report) = try Self.read("azure-fleet", "timestamp,cpu_usage,assigned_mem\n300,250,2\n")
    #expect(samples.map(\.value) == [2.5, 2_147_483_648] && samples[0].time == 300_000_000)
    #expect(report.series.map(\.quantity) == [.cpuCores, .memoryBytes])
  }

  @Test("pools in one file are series of their own, filled-in rows are counted, memory may be absent")
  func pools() throws {
    let (samples, report) = try Self.read(
      "cloud-pool",
      "p,1970-01-01 00:00:30,1970-01-01 00:01:00,4\nq,1970-01-01 00:00:30,,5\np,1970-01-01 00:01:00,,4\n")
    #expect(
      samples.map(\.series) == [0, 1, 0] && samples.map(\.time) == [30_000_000, 30_000_000, 60_000_000])
    #expect(report.series.map(\.name) == ["p", "q"] && report.series[0].step == 30_000_000)
    #expect(report.oddities == [TraceReport.Oddity(what: "rows filled in with the values before", count: 2)])
    #expect(
      report.clock == .unix
        && report.notes == [
          "The times name no zone; they are taken for UTC.",
          "The units, cores and GB, are told by the size of the numbers: the source does not name them.",
        ])
  }

  static let units: [(String, Int64, TraceReport.Clock)] = [
    ("1628640000", 1_628_640_000_000_000, .unix), ("1628640000.25", 1_628_640_000_250_000, .unix),
    ("1628640000250", 1_628_640_000_250_000, .unix), ("1628640000250001", 1_628_640_000_250_001, .unix),
    ("1628640000250001999", 1_628_640_000_250_001, .unix),
    ("2021-08-11 00:00:00", 1_628_640_000_000_000, .unix),
    ("2021-08-11T02:00:00+02:00", 1_628_640_000_000_000, .unix), ("60", 60_000_000, .relative),
    ("-60", -60_000_000, .relative), ("6e1", 60_000_000, .relative),
  ]

  @Test("the size of a number tells its unit", arguments: units)
  func timeUnits(text: String, time: Int64, clock: TraceReport.Clock) throws {
    let (samples, report) = try Self.read("timestamp-value", "ts,value\n\(text),1\n")
    #expect(samples == [Sample(series: 0, time: time, value: 1)] && report.clock == clock)
  }

  @Test("labels, counts and a curve of numbers")
  func timestampValue() throws {
    let (labelled, _) = try Self.read("timestamp-value", "timestamp,value,label\n0,-1,0\n300,2,1\n600,3,\n")
    #expect(labelled.map(\.isAnomalous) == [false, true, false] && labelled.map(\.value) == [-1, 2, 3])
    let (_, counts) = try Self.read("timestamp-value", "period,count\r\n1998-04-30 21:30:00,2\r\n")
    #expect(counts.series[0].quantity == .requests && counts.series[0].step == nil)
    let (curve, about) = try Self.read("timestamp-value", "12\n13\n\n14\n")
    #expect(curve.map(\.value) == [12, 13, 14] && curve.map(\.time) == [0, 1_000_000, 2_000_000])
    #expect(about.rows == 3 && about.series[0].step == 1_000_000 && about.notes.count == 1)
  }

  @Test("windows of the Numenta benchmark are found beside the file, both ends included")
  func anomalyWindows() throws {
    let home = try TemporaryFile("x")
    let root = URL(fileURLWithPath: home.path).deletingLastPathComponent()
    for folder in ["labels", "real"] {
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: root.appendingPathComponent(name))
    }
    try write("ts,value\n0,1\n60,1\n120,1\n180,1\n", "real/a.csv")
    try write("ts,value\n0,1\n", "real/b.csv")
    let windows = "labels/combined_windows.json"
    try write(
      #"{"real/a.csv": [["1970-01-01 00:01:00.000000", "1970-01-01 00:02:00"]], "other": []}"#, windows)
    func labels(_ name: String) throws -> [Bool?] {
      var labels: [Bool?] = []
      _ = try TimestampValueFormat(path: root.path + "/real/" + name).read { labels.append($0.isAnomalous) }
      return labels
    }
    #expect(try labels("a.csv") == [false, true, true, false])
    #expect(try labels("b.csv") == [nil])
    // as in a clone of the benchmark: data/real/a.csv beside labels
    let folder = root.appendingPathComponent("data/real")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: root.appendingPathComponent("real/a.csv"), to: folder.appendingPathComponent("a.csv"))
    var cloned: [Bool?] = []
    _ = try TimestampValueFormat(path: folder.path + "/a.csv").read { cloned.append($0.isAnomalous) }
    #expect(cloned == [false, true, true, false])
    try write(#"{"real/a.csv": [["soon", "later"]]}"#, windows)
    #expect(
      throws: WorkloadError(
        "\(root.path)/\(windows): the windows of real/a.csv are not pairs of times; "
          + "allowed are [start, end] as \"2014-04-11 09:02:22\".")
    ) { try labels("a.csv") }
    try write(#"{"real/a.csv": [["1970-01-01 00:01:00"]]}"#, windows)
    #expect(
      throws: WorkloadError(
        "\(root.path)/\(windows): is not an object of lists of windows; needed is file -> [[start, end], ...]."
      )
    ) { try labels("a.csv") }
  }

  @Test("tasks of Google's trace, with what was left out")
  func googleUsage() throws {
    let (samples, report) = try Self.read(
      "google-2019-usage",
      "time,collection_id,instance_index,avg_cpu_usage\n0,7,0,1\n300000000,7,0,0.5\n300000000,7,1,0.25\n"
        + "300000000,7,0,0.5\n")
    #expect(samples.map(\.series) == [0, 1] && samples.map(\.value) == [0.5, 0.25])
    #expect(report.series.map(\.name) == ["7-0", "7-1"] && report.series[0].quantity == .cpuNCU)
    #expect(report.rows == 4 && report.clock == .google)
    #expect(
      report.oddities.map(\.what) == [
        "rows at a special time, before or after the trace", "rows that repeat the time of the row before",
      ])
  }

  @Test("Helios in percent, with holes where its metrics did not meet")
  func helios() throws {
    let (samples, report) = try Self.read(
      "helios",
      "timestamp,memory_bytes,cpu_utilization,db_connections,hour_sin\n2025-12-31 00:00:00,1024,0.25,,0.5\n"
        + "2025-12-31 00:05:00,,0.5,7,0.5\n")
    #expect(samples.map(\.value) == [1024, 25, 50, 7] && samples.map(\.series) == [0, 1, 1, 2])
    #expect(report.series.map(\.quantity) == [.memoryBytes, .cpuPercent, .value])
    #expect(report.notes.contains("Columns not read: hour_sin."))
  }

  @Test("AURA a series a pod and metric; of its training set only whether a row is healthy")
  func aura() throws {
    let (samples, report) = try Self.read(
      "aura",
      "pod_name,namespace,timestamp,cpu_usage_millicores,memory_usage_bytes,phase\n"
        + "a,web,2025-01-01 00:00:00+00,250,10,Running\nb,web,2025-01-01 00:00:00+00,500,20,Running\n"
        + "a,web,2025-01-01 00:00:15+00,750,30,Running\n")
    #expect(
      samples.map(\.value) == [0.25, 10, 0.5, 20, 0.75, 30] && samples.map(\.series) == [0, 1, 2, 3, 0, 1])
    #expect(report.series[2].name == "b/web cpu_usage_millicores" && report.series[2].quantity == .cpuCores)
    #expect(report.notes == ["Columns not read: phase."])
    let training = try Self.read(
      "aura",
      "cpu_usage,anomaly_type,memory_usage,timestamp\n1,healthy,2,2025-01-01\n3,oom_kill,4,2025-01-02\n")
    #expect(training.samples.map(\.isAnomalous) == [false, false, true, true])
  }
}
