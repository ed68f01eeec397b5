import Stochastics

import Glibc

/// What the tables of a cell say, gathered through the package's own readers.
///
/// Memory grows with the number of instances and of jobs, not of usage rows, of which at most 20,000 are
/// kept, chosen by a hash of their number.
struct BorgCellReading {
  struct Instance {
    var job: Int
    var cpu: Double
    var memory: Double
    var firstSubmit: Int64
    var submissions = 1
  }

  struct Job {
    var tier: BorgTier
    var firstSubmit: Int64
  }

  struct UsageRow {
    var job: Int
    var tier: BorgTier
    /// CPU used, and used over requested.
    var cpu: Double
    var ratio: Double
    /// Highest over mean; nil where the mean is 0 or the highest unknown.
    var peak: Double?
    /// The 0, 10, …, 100 % over the mean; empty where the row has none.
    var deciles: [Double]
  }

  struct Wave {
    var sum = 0.0
    var real = 0.0
    var imaginary = 0.0
  }

  private struct Key: Hashable {
    var collection: Int64
    var index: Int64
  }

  private(set) var machines = 0
  private(set) var capacity = 0.0
  private(set) var jobs: [Job] = []
  private(set) var instances: [Instance] = []
  private(set) var rows: [UsageRow] = []
  private(set) var rowCount = 0
  private(set) var shortRows = 0
  /// Windows from the start of the trace to the last with a row.
  private(set) var windows = 0
  /// CPU of each job, summed over its windows, and its wave of 24 hours.
  private(set) var waves: [Wave] = []
  /// Usage of each resident job in each window.
  private(set) var series: [[Double]] = []
  private var jobPlaces: [Int64: Int] = [:]
  private var instancePlaces: [Key: Int] = [:]
  private var keptBits = 0

  /// Reads the tables in a folder.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  init(folder: String) throws {
    _ = try MachineEventsFile(folder + "/" + BorgTable.machineEvents.fileName).read { event in
      guard event.time == 0, event.kind == .add else { return }
      machines += 1
      capacity += event.cpu ?? 0
    }
    let events = folder + "/" + BorgTable.instanceEvents.fileName
    _ = try InstanceEventsFile(events).read { add($0) }
    series = [[Double]](repeating: [], count: jobs.count)
    waves = [Wave](repeating: Wave(), count: jobs.count)
    let path = folder + "/" + BorgTable.instanceUsage.fileName
    _ = try UsageFile(path, withPercentiles: true).read { row in
      guard let place = instancePlaces[Key(collection: row.collectionID, index: row.instanceIndex)] else {
        throw WorkloadError(
          "\(path): instance \(row.instanceIndex) of collection \(row.collectionID) has no events; "
            + "\(events) must hold those of every instance.")
      }
      add(row, of: instances[place])
    }
  }

  private mutating func add(_ event: InstanceEvent) {
    guard event.kind == .submit else { return }
    let key = Key(collection: event.collectionID, index: event.instanceIndex)
    if let place = instancePlaces[key] {
      instances[place].submissions += 1
      return
    }
    var job = jobPlaces[event.collectionID] ?? jobs.count
    if job == jobs.count {
      jobs.append(Job(tier: BorgTier(priority: event.priority), firstSubmit: event.time))
      jobPlaces[event.collectionID] = job
    } else {
      job = jobPlaces[event.collectionID]!
    }
    instancePlaces[key] = instances.count
    instances.append(
      Instance(job: job, cpu: event.cpu ?? 0, memory: event.memory ?? 0, firstSubmit: event.time))
  }

  private mutating func add(_ row: InstanceUsage, of instance: Instance) {
    rowCount += 1
    let tier = jobs[instance.job].tier
    let length = (row.endTime ?? row.startTime + windowLength) - row.startTime
    if length < windowLength { shortRows += 1 }
    let window = Int((row.startTime - BorgCellParameters.startTime) / windowLength)
    let used = row.cpuAverage * Double(length) / Double(windowLength)
    windows = max(windows, window + 1)
    if jobs[instance.job].firstSubmit == 0 { Self.add(used, to: &series[instance.job], at: window) }
    let angle = 2 * Double.pi * Double(window % 288) / 288
    waves[instance.job].sum += used
    waves[instance.job].real += used * cos(angle)
    waves[instance.job].imaginary += used * sin(angle)
    guard isKept(rowCount) else { return }
    let mean = row.cpuAverage
    rows.append(
      UsageRow(
        job: instance.job, tier: tier, cpu: mean, ratio: mean / max(instance.cpu, 1e-9),
        peak: mean > 1e-4 ? row.cpuMaximum.map { $0 / mean } : nil,
        deciles: mean > 1e-4 && row.cpuPercentiles.count == 20
          ? row.cpuPercentiles[0..<10].map { $0 / mean } + [row.cpuPercentiles[19] / mean] : []))
    if rows.count > 20_000 {
      // Half as many from now on, and of those that are here.
      keptBits += 1
      var stream = RandomStream(seed: 0, purpose: .borgCalibration, entity: UInt64(keptBits))
      rows.removeAll { _ in stream.next() & 1 == 0 }
    }
  }

  private static func add(_ value: Double, to values: inout [Double], at index: Int) {
    while values.count <= index { values.append(0) }
    values[index] += value
  }

  private func isKept(_ number: Int) -> Bool {
    if keptBits == 0 { return true }
    var stream = RandomStream(seed: 1, purpose: .borgCalibration, entity: UInt64(number))
    return stream.next() >> (64 - UInt64(keptBits)) == 0
  }
}

extension RandomPurpose {
  static let borgCalibration = RandomPurpose("borg cell: rows kept for calibration")
}
