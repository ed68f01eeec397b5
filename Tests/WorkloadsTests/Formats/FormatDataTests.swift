import TestSupport
import Testing

@testable import Workloads

/// A real file, and what Python's csv, tarfile and gzip modules count in it.
struct FormatDataCase: Sendable, CustomTestStringConvertible {
  let file: String
  let format: any TraceFormat.Type
  let rows: Int
  var samples = 0
  /// The sum of each series' samples, for files of few series.
  var sums: [Double] = []
  var oddities: [String] = []
  var note = ""
  var testDescription: String { file }

  static func requests(_ cell: String, jobs: Int, late: Int) -> FormatDataCase {
    FormatDataCase(
      file: "google2019-requests/2019_\(cell)_user_requests.csv.gz", format: TaskRequestsFormat.self,
      rows: 10_000,
      oddities: [
        "10000 requests before the trace's start at 600 s", "\(late) requests earlier than the one before",
      ],
      note: "It holds the requests of 10000 tasks of \(jobs) jobs, which are no arrivals over time: "
        + "their times tell an order alone.")
  }

  static func shapes(_ cell: String, _ rows: Int, _ note: String) -> FormatDataCase {
    FormatDataCase(
      file: "google2019-requests/2019_\(cell)_host_resource.csv", format: MachineShapesFormat.self,
      rows: rows,
      note: "It holds \(note), and no series.")
  }

  static let all: [FormatDataCase] = [
    // 45 of the 58 minutes from 18:17 to 19:14 have requests; 2 series
    FormatDataCase(
      file: "azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz", format: AzureLLMFormat.self, rows: 8_819,
      samples: 116, sums: [8_819, 18_059_974 + 245_896], note: "Times without a zone are taken for UTC."),
    // windows 2 to 8,353; the sums of the levels at their ends
    FormatDataCase(
      file: "google2011-tables/machine_events-part-00000-of-00001.csv.gz", format: MachineEventsFormat.self,
      rows: 37_780, samples: 2 * 8_352, sums: [104_197_215, 55_148_893.5],
      oddities: ["32 machines of unknown CPU, taken for 0"]),
    // windows 2 to 18
    FormatDataCase(
      file: "google2011-tables/job_events-part-00000-of-00500.csv.gz", format: JobEventsFormat.self,
      rows: 10_704, samples: 2 * 17, sums: [914, 912], oddities: ["7970 rows at time 0, before the trace"]),
    FormatDataCase(
      file: "google2011-tables/task_events-part-00000-of-00500.csv.gz", format: TaskEventsFormat.self,
      rows: 450_146, samples: 3 * 17, sums: [57_152, 57_012, 58_661],
      oddities: ["277321 rows at time 0, before the trace"]),
    requests("a", jobs: 742, late: 75), requests("b", jobs: 323, late: 51),
    requests("c", jobs: 598, late: 81), requests("d", jobs: 399, late: 65),
    shapes("a", 13, "10002 machines of 13 sizes, 6836.4013671875 NCU in all"),
    shapes("b", 11, "10047 machines of 11 sizes, 7582.01953125 NCU in all"),
    shapes("c", 13, "13245 machines of 13 sizes, 7619.75146484375 NCU in all"),
    shapes("d", 11, "12578 machines of 11 sizes, 6450.10888671875 NCU in all"),
    FormatDataCase(
      file: "google2019-usage-sample/sample_data.csv.gz", format: SampledUsageFormat.self, rows: 1_500,
      oddities: [
        "1404 rows with times rounded to six digits", "63 rows without percentiles",
        "6 rows without a request", "144 rows of alloc instances",
      ], note: "The rows were picked at random from eight cells and a month: they are no series over time."),
    FormatDataCase(
      file: "google2019-usage-sample/google_cluster_10k_minimal.rows-00001-01500.csv",
      format: SampledUsageFormat.self, rows: 1_500),
  ]
}

@Suite("Tables, events and request logs that are at hand")
struct FormatDataTests {
  @Test("rows, samples, sums and oddities are those that Python counts", arguments: FormatDataCase.all)
  func counts(_ expected: FormatDataCase) throws {
    let path = try SharedData.path(expected.file)
    var samples = 0
    var sums = [Double](repeating: 0, count: expected.sums.count)
    let report = try expected.format.init(path: path).read { sample in
      samples += 1
      sums[sample.series] += sample.value
    }
    #expect(report.rows == expected.rows)
    #expect(samples == expected.samples)
    #expect(report.series.count == expected.sums.count)
    // whole numbers and binary fractions, but for the rounding of 0.2493 and its like
    #expect(zip(sums, expected.sums).allSatisfy { abs($0 - $1) <= 1e-9 * $1 })
    #expect(report.oddities.map { "\($0.count) \($0.what)" } == expected.oddities)
    if !expected.note.isEmpty { #expect(report.notes.first == expected.note) }
  }

  /// Counts by Python; 24 notes are 23 labels and a word on duplicates.
  @Test("all rows of KDD Cup 1999 by label")
  func connections() throws {
    let path = try SharedData.path("kddcup99/kddcup.data_10_percent.gz")
    #expect(KDDCup1999Format.recognizes(try TraceHead(path: path)))
    let report = try KDDCup1999Format(path: path).read { _ in }
    #expect(report.rows == 494_021 && report.series.isEmpty && report.notes.count == 24)
    let counts = [
      "97278 rows are labelled normal.", "30 rows are labelled buffer_overflow.",
      "280790 rows are labelled smurf.", "107201 rows are labelled neptune.",
      "Many rows are equal: leave the duplicates out before scoring a detector.",
    ]
    #expect(counts.allSatisfy(report.notes.contains))
    #expect(report.notes.prefix(2) == counts.prefix(2))
  }

  /// 805 files of 288 rows; sums by Python's tarfile module and strtod, which add in the same order.
  @Test("the archive of job days holds 805 days of 122 jobs, some of them over 100 % of CPU")
  func jobUsage() throws {
    let path = try SharedData.path("google2011-job-usage-24h/GCD_VMs.part.tar.gz")
    var sums = [0.0, 0.0]
    var highest = 0.0
    var days: Set<Int64> = []
    let report = try JobUsageFormat(path: path).read { sample in
      sums[sample.series % 2] += sample.value
      highest = max(highest, sample.value)
      days.insert(sample.time / 86_400_000_000)
    }
    #expect(report.rows == 231_840 && report.series.count == 1_610 && report.oddities.isEmpty)
    #expect(sums == [5_244_110.673054436, 4_363_753.530403497])
    #expect(highest == 127.63347729999998)
    #expect(days == Set(0...9))
    #expect(report.series[2].name == "1218322450 day 2 cpu" && report.series[3].quantity == .memoryPercent)
    #expect(Set(report.series.map { $0.name.prefix { $0 != " " } }).count == 122)
  }

  /// The README's numbers at time 0, and Python's at the end.
  @Test("the 2011 cell has 12,476 machines after 300 s and 12,486 at the end")
  func machines() throws {
    let path = try SharedData.path("google2011-tables/machine_events-part-00000-of-00001.csv.gz")
    let (_, series) = try readSeries(MachineEventsFormat(path: path))
    #expect(series[0].first! == (600, 12_476) && series[0].last! == (2_505_900, 12_486))
    #expect(abs(series[1].first!.1 - 6_602.75) < 1e-6 && abs(series[1].last!.1 - 6_608.75) < 1e-6)
  }

  /// Sums by Python, which adds in the same order; a cell's job numbers need 40 bits.
  @Test(
    "task requests keep the whole job number",
    arguments: [
      ("a", 3_132_149_196_869_439, 123.9612896098039, 68.96569695616706, 32),
      ("b", 4_495_727_308_474_770, 172.65162940609792, 39.962281927796695, 19),
      ("c", 7_153_551_488_265_688, 167.4590996563826, 83.07861288589964, 4),
      ("d", 7_553_371_636_481_641, 86.19976707661847, 32.43859110068419, 3),
    ] as [(String, Int64, Double, Double, Int)])
  func taskRequests(cell: String, numbers: Int64, cpu: Double, memory: Double, withoutCPU: Int) throws {
    let path = try SharedData.path("google2019-requests/2019_\(cell)_user_requests.csv.gz")
    let requests = try TaskRequestsFile(path).read()
    #expect(requests.reduce(0) { $0 + $1.collectionID } == numbers)
    #expect(requests.reduce(0) { $0 + $1.cpu } == cpu)
    #expect(requests.reduce(0) { $0 + $1.memory } == memory)
    #expect(requests.count { $0.cpu == 0 } == withoutCPU)
  }

  @Test("machine shapes of cell a")
  func machineShapes() throws {
    let path = try SharedData.path("google2019-requests/2019_a_host_resource.csv")
    let shapes = try MachineShapesFile(path).read()
    #expect(shapes[4] == MachineShape(cpu: 0.708984375, memory: 0.33349609375, count: 1_417))
    #expect(shapes.reduce(0) { $0 + $1.memory * Double($1.count) } == 4_104.1953125)
  }

  /// Kinds by Python: 4,900 submitted, 4,892 scheduled, 8 failed, 636 finished, 268 killed.
  @Test("job events of 2011")
  func jobEvents() throws {
    let path = try SharedData.path("google2011-tables/job_events-part-00000-of-00500.csv.gz")
    var kinds: [InstanceEvent.Kind: Int] = [:]
    var classes: [Int: Int] = [:]
    let report = try CollectionEventsFile(path).read { event in
      kinds[event.kind, default: 0] += 1
      classes[event.schedulingClass ?? -1, default: 0] += 1
    }
    #expect(report.delivered == 10_704)
    #expect(kinds == [.submit: 4_900, .schedule: 4_892, .fail: 8, .finish: 636, .kill: 268])
    #expect(classes == [0: 2_179, 1: 3_610, 2: 3_030, 3: 1_885])
  }
}
