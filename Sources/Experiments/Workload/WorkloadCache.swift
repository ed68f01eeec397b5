import Learning
import Synchronization
import Workloads

/// What runs of one sweep have in common: traces that were read, loads made of them, digests of files, forecasters that
/// were trained.
final class WorkloadCache: Sendable {
  private struct DemandKey: Hashable {
    var paths: [String]
    var format: String?
    var columns: ColumnMapping?
    var series: [String]
  }

  /// All that a load is made of; what else a scenario says does not change it.
  struct LoadKey: Hashable {
    var specification: WorkloadSpecification
    var paths: [String]
    var folder: String
    var cell: CellSpecification?
    var split: Scenario.Split
    var seed: UInt64
    /// Seconds of CPU and of service of a request, by which traces and logs become requests.
    var cpuTime, serviceTime: Double

    init(_ scenario: Scenario, traces: [String], folder: String) {
      specification = scenario.workload
      paths = traces
      self.folder = folder
      cell = scenario.cell
      split = scenario.split
      seed = scenario.seed
      cpuTime = scenario.plant.service.cpuTime
      serviceTime = scenario.plant.service.serviceTime
    }
  }

  private struct ForecasterKey: Hashable {
    var specification: ForecasterSpecification
    var load: LoadKey
  }

  /// Loads that were made, the oldest first, up to so many values (8 bytes each).
  private struct Loads {
    static let mostValues = 16_000_000
    var prepared: [LoadKey: PreparedWorkload] = [:]
    var order: [LoadKey] = []
    var values = 0

    mutating func keep(_ workload: PreparedWorkload, _ key: LoadKey) {
      guard prepared[key] == nil, workload.cell == nil else { return }
      prepared[key] = workload
      order.append(key)
      values += workload.size
      while values > Self.mostValues, let oldest = order.first {
        order.removeFirst()
        values -= prepared.removeValue(forKey: oldest)?.size ?? 0
      }
    }
  }

  private let loads = Mutex(Loads())
  private let demands = Memo<DemandKey, TraceDemand>()
  private let files = Memo<String, InputFile>()
  private let forecasters = Memo<ForecasterKey, any Forecaster>()

  /// The demand of the traces at `paths`, read once.
  func demand(_ paths: [String], _ specification: WorkloadSpecification) throws -> TraceDemand {
    let key = DemandKey(
      paths: paths, format: specification.format, columns: specification.columns, series: specification.series
    )
    return try demands.value(key) {
      try TraceDemand(
        paths: paths, format: specification.format, columns: specification.columns,
        series: specification.series)
    }
  }

  /// The file at `path` with its digest, which is taken once.
  func file(_ path: String) throws -> InputFile {
    try files.value(path) { try InputFile(path: path) }
  }

  /// The load of `scenario`, made once for all variations that do not change it.
  func prepared(
    _ scenario: Scenario, traces: [String], folder: String
  ) throws -> (workload: PreparedWorkload, key: LoadKey) {
    let key = LoadKey(scenario, traces: traces, folder: folder)
    if let known = loads.withLock({ $0.prepared[key] }) { return (known, key) }
    let made = try PreparedWorkload(scenario, traces: traces, folder: folder, cache: self)
    loads.withLock { $0.keep(made, key) }
    return (made, key)
  }

  /// The forecaster of the given specification, fitted once to each load.
  func forecaster(
    _ specification: ForecasterSpecification, _ workload: PreparedWorkload, _ load: LoadKey
  ) throws -> any Forecaster {
    try forecasters.value(ForecasterKey(specification: specification, load: load)) {
      try specification.fit(workload, seed: load.seed) { _, _, _ in }
    }
  }
}

extension PreparedWorkload {
  /// How many values it holds.
  fileprivate var size: Int { load.rates.count + 2 * (arrivals?.count ?? 0) }
}
