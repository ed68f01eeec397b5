import SimulationKernel
import Testing

@testable import Workloads

@Suite("Recorded metrics")
struct RecordedMetricsTests {
  @Test func columnsAreFoundByName() throws {
    let file = try TemporaryFile(
      content: """
        host,cpu_cores,timestamp,replicas,ready_replicas,lag
        a,1.5,1700000000,4,3,-2
        a,,1700000060.5,4,,7
        a,2,1700000120,5,5,

        """)
    let metrics = try RecordedMetrics(path: file.path)
    #expect(metrics.columns == ["cpu_cores", "lag"])
    #expect(metrics.ignoredColumns == ["host"])
    #expect(metrics.series["cpu_cores"]?.values == [1.5, 2])
    #expect(metrics.series["cpu_cores"]?.times == [metrics.times[0], metrics.times[2]])
    #expect(metrics.series["lag"]?.values == [-2, 7])
    #expect(metrics.replicas.values == [4, 4, 5])
    // where nothing is said, all are ready
    #expect(metrics.readyReplicas?.values == [3, 4, 5])
    #expect(metrics.times[1] == SimulationTime(nanoseconds: 1_700_000_060_500_000_000))
    // 60.5 s and 59.5 s: of two steps the longer is the upper median
    #expect(metrics.spacing == .seconds(rounding: 60.5))
  }

  /// Two replicas at 1.5 cores, 15 s apart, as programs export them.
  @Test(
    "As exported",
    arguments: [
      "timestamp,replicas,cpu_cores\n1700000000,2,1.5\n1700000015,2,1.5\n1700000030,2,1.5\n",
      "\u{feff}timestamp,replicas,cpu_cores\r\n1700000000,2,1.5\r\n1700000015,2,1.5\r\n1700000030,2,1.5\r\n",
      "timestamp,replicas,cpu_cores\n1700000000000,2,1.5\n1700000015000,2,1.5\n1700000030000,2,1.5\n",
      "Time,replicas,cpu_cores\n2023-11-14T22:13:20Z,2,1.5\n2023-11-14T22:13:35Z,2,1.5\n2023-11-14T22:13:50Z,2,1.5\n",
      "time;replicas;cpu_cores\n2023-11-14 22:13:20;2;1,5\n2023-11-14 22:13:35;2;1,5\n2023-11-14 22:13:50;2;1,5\n",
      "timestamp,replicas,cpu_cores\n1700000000,2,1.5\n1700000015,2,NaN\n1700000030,2,1.5\n",
    ])
  func asExported(content: String) throws {
    let file = try TemporaryFile(content: content)
    let metrics = try RecordedMetrics(path: file.path)
    #expect(metrics.times.first == SimulationTime(nanoseconds: 1_700_000_000_000_000_000))
    #expect(metrics.spacing == .seconds(15) && metrics.replicas.values == [2, 2, 2])
    #expect(metrics.series["cpu_cores"]?.values.allSatisfy { $0 == 1.5 } == true)
  }

  private func answer(_ series: [(name: String, values: [Double])]) throws -> TemporaryFile {
    let results = series.map { entry in
      let values = entry.values.enumerated().map { "[\(1_700_000_000 + 15 * $0),\"\($1)\"]" }
      return #"{"metric":{\#(entry.name)},"values":[\#(values.joined(separator: ","))]}"#
    }
    return try TemporaryFile(
      content:
        #"{"status":"success","data":{"resultType":"matrix","result":[\#(results.joined(separator: ","))]}}"#)
  }

  /// A series is a column of its name, with labels or without; what is not named by the query is named beside the file.
  @Test func answersOfPrometheus() throws {
    let one = try answer([
      (#""__name__":"kube_deployment_spec_replicas","deployment":"web""#, [2, 2, 3]),
      (#""__name__":"cpu_cores""#, [1, 2, 3]), (#""__name__":"lag","topic":"a""#, [7, 8, 9]),
    ])
    let metrics = try RecordedMetrics(path: one.path)
    #expect(metrics.replicas.values == [2, 2, 3] && metrics.series["cpu_cores"]?.values == [1, 2, 3])
    #expect(metrics.series["lag"]?.values == [7, 8, 9])
    let replicas = try answer([("", [2, 2])])
    let cpu = try answer([("", [1.5, 1])])
    let both = try RecordedMetrics(files: [("replicas", replicas.path), ("cpu_cores", cpu.path)])
    #expect(both.replicas.values == [2, 2] && both.series["cpu_cores"]?.values == [1.5, 1])
    let error = #expect(throws: WorkloadError.self) { try RecordedMetrics(path: replicas.path) }
    #expect(
      error?.description.contains("has no column or series replicas; there are {}") == true, "\(error!)")
  }

  @Test func columnsByOtherNames() throws {
    let file = try TemporaryFile(content: "timestamp,pods,cpu\n0,2,1\n15,2,1\n")
    let metrics = try RecordedMetrics(
      files: [(nil, file.path)], names: ["pods": "replicas", "cpu": "cpu_cores"])
    #expect(metrics.replicas.values == [2, 2] && metrics.columns == ["cpu_cores"])
    let error = #expect(throws: WorkloadError.self) {
      try RecordedMetrics(files: [(nil, file.path)], names: ["podz": "replicas"])
    }
    #expect(error?.description.contains("has no column or series \"podz\" (is it \"pods\"?)") == true)
  }

  static let mistakes: [(String, String)] = [
    (
      "zeit,replicas,cpu_cores\n",
      "F, line 1: has no column timestamp; needed are timestamp, replicas and columns of metrics."
    ),
    (
      "timestamp,replica,cpu_cores\n0,1,1\n1,1,1\n",
      "F: has no column or series replicas (is it \"replica\"?); there are cpu_cores, replica. Say which it is, as in "
        + "--columns replicas=NAME, or add a file, as in replicas=FILE."
    ),
    (
      "timestamp,replicas,host\n0,1,a\n1,1,b\n",
      "F: has no column of metrics; needed is one of cpu_cores, memory_bytes, requests_per_second, queue_length, or one by "
        + "the name of a metric of the manifest."
    ),
    ("timestamp,replicas,replicas,cpu_cores\n", "F, line 1: has 2 columns replicas; allowed is one."),
    (
      "timestamp,replicas,cpu_cores\n0,1,1\n",
      "F: has 1 instants with metrics and replicas; at least two are needed."
    ),
    (
      "timestamp;replicas;cpu_cores\n0;1;999\n60;1;2.400\n",
      "F, line 3: \"2.400\" may have a decimal mark or one between thousands, and no other number tells which; needed are "
        + "numbers without marks between thousands."
    ),
    ("timestamp,replicas,cpu_cores\n0,1\n", "F, line 2: has 2 fields; allowed are the 3 of the header."),
    (
      "timestamp,replicas,cpu_cores\n0,-1.5,1\n",
      "F, line 2: replicas is \"-1.5\"; allowed are whole numbers from 0 to 1000000."
    ),
    (
      "timestamp,replicas,cpu_cores\n0,,1\n",
      "F, line 2: replicas is \"\"; allowed are whole numbers from 0 to 1000000."
    ),
    (
      "timestamp,replicas,cpu_cores\n0,1,x\n",
      "F, line 2: cpu_cores is \"x\"; allowed are numbers from 0 to 9e13, or nothing where it was not measured."
    ),
    (
      "timestamp,replicas,cpu_cores\n0,1,-1\n",
      "F, line 2: cpu_cores is \"-1\"; allowed are numbers from 0 to 9e13, or nothing where it was not measured."
    ),
    (
      "timestamp,replicas,memory_bytes:app\n0,1,1e308\n",
      "F, line 2: memory_bytes:app is \"1e308\"; allowed are numbers from 0 to 9e13, or nothing where it was not measured."
    ),
    (
      "timestamp,replicas,cpu_cores\n5,1,1\n5,1,1\n",
      "F, line 3: has the time 5.0 of line 2, as 1 of 2 rows share one; allowed is a row a time. Of rows of single pods, sum what "
        + "they use in the query, and name other things in columns of their own."
    ),
    (
      "timestamp,replicas,ready_replicas,cpu_cores\n5,1,2,1\n6,1,1,1\n",
      "F: at 5.0 s ready_replicas is 2, more than the 1 replicas; at most all can be ready."
    ),
    ("", "F: is empty; a trace of at least one row is needed."),
  ]

  @Test(arguments: mistakes)
  func refused(content: String, sentence: String) throws {
    let file = try TemporaryFile(content: content)
    let error = #expect(throws: WorkloadError.self) { try RecordedMetrics(path: file.path) }
    #expect(error?.description == file.path + sentence.dropFirst())
  }

  /// 2 and 3 replicas at 0 s and 3600 s, with 1.5 and 2.4 cores.
  @Test(
    "as people export them, with what is told",
    arguments: [
      (
        "timestamp,replicas,cpu_cores\n3600,3,2.4\n0,2,1.5\n",
        "Rows that were out of order are put in order of time."
      ),
      (
        "timestamp,replicas,cpu_cores\n0,1.5,1.5\n3600,3.25,2.4\n",
        "2 numbers of replicas are no whole ones, as averages are, and are rounded."
      ),
      (
        "timestamp,replicas,cpu_cores\n0,2,1500m\n3600,3,2400m\n",
        "2 numbers end with m and are read as thousandths."
      ),
      (
        "date,time,replicas,cpu_cores\n1970-01-01,00:00,2,1.5\n1970-01-01,01:00,3,2.4\n",
        "What time holds is added to the dates of date."
      ),
      (
        "Hour,date,replicas,cpu_cores\n0,1970-01-01,2,1.5\n1,1970-01-01,3,2.4\n",
        "What Hour holds is added to the dates of date."
      ),
    ])
  func asPeopleExport(content: String, note: String) throws {
    let file = try TemporaryFile(content: content)
    let metrics = try RecordedMetrics(path: file.path)
    #expect(metrics.times == [.zero, .seconds(3600)] && metrics.replicas.values == [2, 3])
    #expect(metrics.series["cpu_cores"]?.values == [1.5, 2.4])
    #expect(metrics.notes.contains { $0.hasSuffix(note) }, "\(metrics.notes)")
  }

  @Test(arguments: ["timestamp,replicas,cpu_cores\n,1,1\n", "timestamp,replicas,cpu_cores\n-5,1,1\n0,1,1\n"])
  func aTimeThatIsNone(content: String) throws {
    let file = try TemporaryFile(content: content)
    let error = #expect(throws: WorkloadError.self) { try RecordedMetrics(path: file.path) }
    #expect(error?.description.contains(", line 2: timestamp is \"") == true, "\(error!)")
  }
}
