import TestSupport
import Testing

@testable import Workloads

@Suite("Events of a cell")
struct CellEventsTests {
  /// The README beside the files: 37,780 rows; at time 0, shapes 0.5/0.5 6,672, 0.5/0.25 3,835, 0.5/0.75 992, 1/1 788.
  @Test func machinesOf2011() throws {
    let path = try SharedData.path("google2011-tables/machine_events-part-00000-of-00001.csv.gz")
    var kinds: [MachineEvent.Kind: Int] = [:]
    var shapes: [[Int]: Int] = [:]
    let report = try MachineEventsFile(path).read { event in
      kinds[event.kind, default: 0] += 1
      guard event.time == 0, event.kind == .add, let cpu = event.cpu, let memory = event.memory else {
        return
      }
      // the trace rounds: 0.4995 and 0.2493 stand for a half and a quarter
      shapes[[Int((cpu * 4).rounded()), Int((memory * 4).rounded())], default: 0] += 1
    }
    #expect(report.rows == 37_780 && report.delivered == 37_780)
    #expect(kinds == [.add: 21_443, .remove: 8_957, .update: 7_380])
    #expect(
      shapes[[2, 2]] == 6_672 && shapes[[2, 1]] == 3_835 && shapes[[2, 3]] == 992 && shapes[[4, 4]] == 788)
  }

  /// 450,146 rows: 201,491 submitted, 189,994 scheduled, 4,338 evicted, 581 failed, 43,237 finished, 10,505 killed.
  @Test func tasksOf2011() throws {
    let path = try SharedData.path("google2011-tables/task_events-part-00000-of-00500.csv.gz")
    var kinds: [InstanceEvent.Kind: Int] = [:]
    var placed = 0
    var inOrder = true
    var last: Int64 = 0
    let report = try InstanceEventsFile(path).read { event in
      kinds[event.kind, default: 0] += 1
      if event.kind == .schedule, event.machineID != nil { placed += 1 }
      inOrder = inOrder && event.time >= last && (0...11).contains(event.priority)
      last = event.time
    }
    #expect(report.delivered == 450_146 && inOrder)
    #expect(
      kinds == [
        .submit: 201_491, .schedule: 189_994, .evict: 4_338, .fail: 581, .finish: 43_237, .kill: 10_505,
      ])
    #expect(placed > 180_000)
  }

  @Test func machinesOf2019() throws {
    let file = try TemporaryFile(
      content: """
        {"time":"0","machine_id":"7","type":"1","switch_id":"s","capacity":{"cpus":0.5,"memory":0.25}}
        {"time":600000001,"machine_id":7,"type":3,"capacity":{"cpus":0.4,"memory":null}}
        {"time":"600000002","machine_id":"7","type":"0"}

        {"time":"600000003","machine_id":"7","type":"2","capacity":null}
        {"time":"9223372036854775807","machine_id":"7","type":"2"}
        """)
    var events: [MachineEvent] = []
    let report = try MachineEventsFile(file.path).read { events.append($0) }
    #expect(
      events == [
        MachineEvent(time: 0, machineID: 7, kind: .add, cpu: 0.5, memory: 0.25),
        MachineEvent(time: 600_000_001, machineID: 7, kind: .update, cpu: 0.4, memory: nil),
        MachineEvent(time: 600_000_003, machineID: 7, kind: .remove, cpu: nil, memory: nil),
      ])
    #expect(report.rows == 5 && report.skippedUnknown == 1 && report.skippedAfterTrace == 1)
  }

  @Test func tasksOf2019() throws {
    let row = #""collection_id":"9007199254740993","instance_index":"2","priority":"200""#
    let file = try TemporaryFile(
      content: """
        {"time":"0","type":"0",\(row),"resource_request":{"cpus":0.01,"memory":0.02}}
        {"time":"5","type":"3",\(row),"machine_id":"71","resource_request":{"cpus":0.01,"memory":0.02}}
        {"time":"6","type":"3",\(row),"machine_id":"71","alloc_collection_id":"8"}
        {"time":"7","type":"4",\(row),"machine_id":"-1"}
        """)
    var events: [InstanceEvent] = []
    let report = try InstanceEventsFile(file.path).read { events.append($0) }
    #expect(
      events.map(\.kind) == [.submit, .schedule, .evict] && events.map(\.kind.ends) == [false, false, true])
    #expect(events.map(\.machineID) == [nil, 71, nil])
    // 2⁵³ + 1 does not fit into a double
    #expect(events.allSatisfy { $0.collectionID == 9_007_199_254_740_993 && $0.priority == 200 })
    #expect(report.skippedAllocs == 1)
  }

  static let mistakes: [(content: String, sentence: String)] = [
    ("\n", "F: holds no rows; a table of at least one event is needed."),
    (
      "0,5,0,p,0.5\n",
      "F, line 1: has 5 fields; such a table has the 6 columns time, machine ID, event type, platform ID, CPUs, memory."
    ),
    ("x,5,0,p,0.5,0.5\n", "F, line 1: time is \"x\"; allowed are whole 64-bit numbers."),
    ("0,5,0,p,0.5,0.5\n0,,0,p,0.5,0.5\n", "F, line 2: machine ID is \"\"; allowed are whole 64-bit numbers."),
    ("0,5,0,p,-0.5,0.5\n", "F, line 1: CPUs is \"-0.5\"; allowed are finite numbers from 0 up."),
    ("0,5,0,p,0.5,nan\n", "F, line 1: memory is \"nan\"; allowed are finite numbers from 0 up."),
    ("-1,5,0,p,0.5,0.5\n", "F, line 1: the time is -1 µs; allowed are times from 0 up."),
    (
      "9,5,0,p,1,1\n8,5,1,p,1,1\n",
      "F, line 2: the time goes back from 9 to 8 µs; rows must be in order of time."
    ),
    (#"{"time":"1","machine_id":"7"}"#, "F, line 1: type is absent or null; it is needed in every row."),
    (
      #"{"time":"1.5","machine_id":"7","type":1}"#,
      "F, line 1: time is \"1.5\"; allowed are whole 64-bit numbers, in quotes or not."
    ),
    (
      #"{"time":"1","machine_id":"7","type":1,"capacity":{"cpus":"many"}}"#,
      "F, line 1: capacity.cpus is \"many\"; allowed are finite numbers from 0 up."
    ),
  ]

  @Test(arguments: mistakes)
  func refused(content: String, sentence: String) throws {
    let file = try TemporaryFile(content: content)
    let error = #expect(throws: WorkloadError.self) { try MachineEventsFile(file.path).read { _ in } }
    #expect(error?.description == file.path + sentence.dropFirst())
  }
}
