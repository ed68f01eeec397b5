import Foundation
import Testing

@testable import Workloads

/// The rows of a table as they stand in the file: 64-bit integers in quotes.
struct RawRow {
  let fields: [String: Any]

  func integer(_ name: String) -> Int64 { (fields[name] as? String).flatMap { Int64($0) } ?? .min }
  func number(_ object: String, _ name: String) -> Double {
    ((fields[object] as? [String: Any])?[name] as? NSNumber)?.doubleValue ?? .nan
  }
  func numbers(_ name: String) -> [Double] {
    ((fields[name] as? [Any]) ?? []).map { ($0 as? NSNumber)?.doubleValue ?? .nan }
  }
}

/// All rows of a small cell, crowded enough that tasks wait, are put off and machines go; nothing of it
/// changes.
struct CrowdedCell: @unchecked Sendable {
  static let shared = Result { try CrowdedCell() }

  let parameters: BorgCellParameters
  let rowCounts: [BorgTable: Int]
  private let tables: [BorgTable: [RawRow]]

  init() throws {
    var parameters = BorgCellParameters()
    parameters.machines = 4
    parameters.hours = 3
    parameters.jobsPerHour = 60_000
    parameters.machineRemovalsPerDay = 6
    parameters.cpuOvercommit = 0.9
    parameters.utilization = 0.6
    self.parameters = parameters
    let file = try TemporaryFile("x")
    let folder = String(file.path.dropLast(2))
    rowCounts = try BorgCellGenerator(parameters).write(to: folder)
    var tables: [BorgTable: [RawRow]] = [:]
    for table in BorgTable.allCases {
      tables[table] = try content(of: folder + "/" + table.fileName).split(separator: UInt8(ascii: "\n")).map
      {
        RawRow(fields: try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] ?? [:])
      }
    }
    self.tables = tables
  }

  func rows(_ table: BorgTable) -> [RawRow] { tables[table] ?? [] }
}

@Suite("Every row of a small Borg cell")
struct BorgCellInvariantTests {
  struct Key: Hashable {
    var collection: Int64
    var index: Int64
    init(_ row: RawRow) {
      collection = row.integer("collection_id")
      index = row.integer("instance_index")
    }
  }
  /// From when to when an instance was where.
  struct Stay: Hashable {
    var machine: Int64
    var start: Int64
    var end: Int64
  }

  let cell: CrowdedCell
  init() throws { cell = try CrowdedCell.shared.get() }

  @Test("rows of every table are in order of time, within the trace")
  func order() throws {
    for table in BorgTable.allCases {
      let name = table == .instanceUsage ? "start_time" : "time"
      let times = cell.rows(table).map { $0.integer(name) }
      #expect(times.count == cell.rowCounts[table])
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }, "\(table)")
      #expect(
        times.allSatisfy { $0 == 0 || (600_000_000...cell.parameters.endTime).contains($0) }, "\(table)")
    }
  }

  /// The codes: 0 SUBMIT, 1 QUEUE, 2 ENABLE, 3 SCHEDULE, 4 EVICT, 5 FAIL, 6 FINISH, 7 KILL.
  static let allowed: [Int64: Set<Int64>] = [
    -1: [0], 0: [1, 3], 1: [2], 2: [3], 3: [4, 5, 6, 7], 4: [0], 5: [0], 6: [], 7: [],
  ]

  @Test(
    "an instance is submitted, scheduled, and ends, in this order; a job is there before and after its instances"
  )
  func lives() throws {
    var last: [Key: Int64] = [:]
    var seen: [Int64: Int] = [:]
    var instanceTimes: [Int64: (first: Int64, last: Int64)] = [:]
    for row in cell.rows(.instanceEvents) {
      let (key, type, time) = (Key(row), row.integer("type"), row.integer("time"))
      #expect(Self.allowed[last[key] ?? -1]?.contains(type) == true, "\(key) at \(time)")
      #expect((row.integer("machine_id") > 0) == (3...7).contains(type))
      last[key] = type
      seen[type, default: 0] += 1
      let before = instanceTimes[key.collection]
      instanceTimes[key.collection] = (before?.first ?? time, time)
    }
    // Every kind of event occurs, so that the order above was put to a test.
    #expect(Set(seen.keys) == Set(0...7), "\(seen)")
    var collections: [Int64: [(type: Int64, time: Int64)]] = [:]
    for row in cell.rows(.collectionEvents) {
      collections[row.integer("collection_id"), default: []].append(
        (row.integer("type"), row.integer("time")))
    }
    #expect(Set(collections.keys) == Set(instanceTimes.keys))
    let done = Dictionary(grouping: last, by: \.key.collection).mapValues { $0.allSatisfy { $0.value >= 6 } }
    for (collection, events) in collections {
      let instances = try #require(instanceTimes[collection])
      #expect(events[0].type == 0 && events[0].time <= instances.first)
      if done[collection] == true {
        #expect(events.last.map { $0.type >= 6 && $0.time == instances.last } == true)
      }
    }
  }

  @Test("tasks are on machines that are there, whose overcommitted capacity holds what they ask for")
  func placement() throws {
    var changes: [(time: Int64, rank: Int, row: RawRow, isMachine: Bool)] = []
    // At one instant a machine comes before and goes after its tasks.
    for row in cell.rows(.machineEvents) {
      changes.append((row.integer("time"), row.integer("type") == 1 ? 0 : 2, row, true))
    }
    for row in cell.rows(.instanceEvents) { changes.append((row.integer("time"), 1, row, false)) }
    let sorted = changes.enumerated().sorted {
      ($0.element.time, $0.element.rank, $0.offset) < ($1.element.time, $1.element.rank, $1.offset)
    }
    var free: [Int64: (cpu: Double, memory: Double)] = [:]
    var removals = 0
    for change in sorted.map(\.element) {
      let (row, machine) = (change.row, change.row.integer("machine_id"))
      if change.isMachine {
        removals += change.rank / 2
        free[machine] =
          change.rank == 2
          ? nil
          : (
            row.number("capacity", "cpus") * cell.parameters.cpuOvercommit,
            row.number("capacity", "memory") * cell.parameters.memoryOvercommit
          )
        continue
      }
      guard row.integer("type") >= 3 else { continue }
      let sign = row.integer("type") == 3 ? -1.0 : 1
      let room = try #require(free[machine], "machine \(machine) at \(change.time)")
      let cpu = room.cpu + sign * row.number("resource_request", "cpus")
      let memory = room.memory + sign * row.number("resource_request", "memory")
      #expect(cpu > -1e-9 && memory > -1e-9)
      free[machine] = (cpu, memory)
    }
    #expect(removals > 0)
  }

  @Test("usage rows cover the time on machines exactly, on the grid of 300 s")
  func coverage() throws {
    var stays: [Key: [Stay]] = [:]
    for row in cell.rows(.instanceEvents) where row.integer("type") >= 3 {
      let (key, time, machine) = (Key(row), max(row.integer("time"), 600_000_000), row.integer("machine_id"))
      if row.integer("type") == 3 {
        stays[key, default: []].append(Stay(machine: machine, start: time, end: cell.parameters.endTime))
      } else {
        stays[key]![stays[key]!.count - 1].end = time
        #expect(stays[key]!.last!.machine == machine)
      }
    }
    var pieces: [Key: [Stay]] = [:]
    for row in cell.rows(.instanceUsage) {
      let (start, end) = (row.integer("start_time"), row.integer("end_time"))
      // In one window of the grid, so at most 300 s long.
      #expect(start < end && start / windowLength == (end - 1) / windowLength)
      let piece = Stay(machine: row.integer("machine_id"), start: start, end: end)
      let key = Key(row)
      // A row that continues another one on the grid is the same stay.
      if let last = pieces[key]?.last,
        last.end == start && last.machine == piece.machine && start % windowLength == 0
      {
        pieces[key]![pieces[key]!.count - 1].end = end
      } else {
        pieces[key, default: []].append(piece)
      }
    }
    let expected = stays.mapValues { $0.filter { $0.end > $0.start } }.filter { !$0.value.isEmpty }
    #expect(pieces == expected)
  }

  @Test("average, percentiles and maximum of a row agree, and machines do not give more than they have")
  func figures() throws {
    var capacity: [Int64: Double] = [:]
    for row in cell.rows(.machineEvents) {
      capacity[row.integer("machine_id")] = row.number("capacity", "cpus")
    }
    var used: [Stay: Double] = [:]
    var full = 0
    for row in cell.rows(.instanceUsage) {
      let mean = row.number("average_usage", "cpus")
      let maximum = row.number("maximum_usage", "cpus")
      let (start, end) = (row.integer("start_time"), row.integer("end_time"))
      let window = start / windowLength
      let machine = row.integer("machine_id")
      used[Stay(machine: machine, start: window, end: 0), default: 0] += mean * Double(end - start) / 3e8
      #expect(mean <= maximum && maximum <= capacity[machine]!)
      #expect(row.number("average_usage", "memory") <= row.number("maximum_usage", "memory") * 1.002)
      let deciles = row.numbers("cpu_usage_distribution")
      let tail = row.numbers("tail_cpu_usage_distribution")
      guard !deciles.isEmpty else { continue }
      let all = deciles.dropLast() + tail + deciles.suffix(1)
      #expect(all.count == 20 && zip(all, all.dropFirst()).allSatisfy { $0 <= $1 } && deciles[10] <= maximum)
      // The area under the percentiles is the mean but for rounding to ten binary digits, unless the
      // machine's capacity cut them or they are too small to be told from 0.
      guard mean > 1e-4 && deciles[10] < capacity[machine]! else { continue }
      full += 1
      let levels = (0..<10).map { Double($0) / 10 } + (91...100).map { Double($0) / 100 }
      var area = 0.0
      for place in 1..<20 { area += (levels[place] - levels[place - 1]) * (all[place] + all[place - 1]) / 2 }
      #expect(abs(area / mean - 1) < 0.004)
    }
    #expect(full > 1000)
    for (key, value) in used { #expect(value <= capacity[key.machine]! * 1.0005) }
  }
}
