import SimulationKernel
import Testing

@testable import Workloads

@Suite("Recorded metrics")
struct RecordedMetricsTests {
  @Test func columnsAreFoundByName() throws {
    let file = try TemporaryFile(
      content: """
        host,cpu_cores,timestamp,replicas,ready_replicas
        a,1.5,1700000000,4,3
        a,,1700000060.5,4,
        a,2,1700000120,5,5

        """)
    let metrics = try RecordedMetrics(path: file.path)
    #expect(metrics.columns == [.cpuCores, .timestamp, .replicas, .readyReplicas])
    #expect(metrics.ignoredColumns == ["host"])
    #expect(metrics.records.map(\.cpuCores) == [1.5, nil, 2])
    #expect(metrics.records.map(\.replicas) == [4, 4, 5])
    #expect(metrics.records.map(\.readyReplicas) == [3, nil, 5])
    #expect(metrics.records[1].time == SimulationTime(nanoseconds: 1_700_000_060_500_000_000))
    // 60.5 s and 59.5 s: of two steps the longer is the upper median
    #expect(metrics.spacing == .seconds(rounding: 60.5))
  }

  static let mistakes: [(String, String)] = [
    (
      "time,replicas,cpu_cores\n",
      "F, line 1: has no column timestamp; needed are timestamp, replicas and one of "
        + "cpu_cores, memory_bytes, requests_per_second, queue_length."
    ),
    (
      "timestamp,replica,cpu_cores\n",
      "F, line 1: has no column replicas (is it \"replica\"?); needed are timestamp, "
        + "replicas and one of cpu_cores, memory_bytes, requests_per_second, queue_length."
    ),
    (
      "timestamp,replicas,cpu\n0,1,1\n",
      "F, line 1: has no column of metrics; needed is one of cpu_cores, "
        + "memory_bytes, requests_per_second, queue_length."
    ),
    ("timestamp,replicas,replicas,cpu_cores\n", "F, line 1: has 2 columns replicas; allowed is one."),
    ("timestamp,replicas,cpu_cores\n", "F: has 0 rows of metrics; at least two are needed."),
    ("timestamp,replicas,cpu_cores\n0,1,1\n", "F: has 1 rows of metrics; at least two are needed."),
    ("timestamp,replicas,cpu_cores\n0,1\n", "F, line 2: has 2 fields; allowed are the 3 of the header."),
    (
      "timestamp,replicas,cpu_cores\n0,1.5,1\n",
      "F, line 2: replicas is \"1.5\"; allowed are whole numbers from 0 to 1000000."
    ),
    (
      "timestamp,replicas,cpu_cores\n0,1,nan\n",
      "F, line 2: cpu_cores is \"nan\"; allowed are finite numbers from 0 up."
    ),
    (
      "timestamp,replicas,cpu_cores\n0,1,-1\n",
      "F, line 2: cpu_cores is \"-1\"; allowed are finite numbers from 0 up."
    ),
    (
      "timestamp,replicas,cpu_cores\n,1,1\n",
      "F, line 2: timestamp is \"\"; allowed are finite numbers from 0 up."
    ),
    (
      "timestamp,replicas,cpu_cores\n1700000000000,1,1\n",
      "F, line 2: timestamp is \"1700000000000\"; allowed are seconds up to 9e9 (are these milliseconds?)."
    ),
    (
      "timestamp,replicas,cpu_cores\n5,1,1\n5,1,1\n",
      "F, line 3: the timestamp 5.0 does not come after 5.0; rows must be in order of time."
    ),
    (
      "timestamp,replicas,ready_replicas,cpu_cores\n5,1,2,1\n",
      "F, line 2: ready_replicas is 2, more than the 1 replicas; at most all can be ready."
    ),
  ]

  @Test(arguments: mistakes)
  func refused(content: String, sentence: String) throws {
    let file = try TemporaryFile(content: content)
    let error = #expect(throws: WorkloadError.self) { try RecordedMetrics(path: file.path) }
    #expect(error?.description == file.path + sentence.dropFirst())
  }
}
