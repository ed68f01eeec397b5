import ClusterSimulation
import Foundation
import InputFiles
import SimulationKernel
import Workloads

/// A load as it was read or made, and what there is to say about it.
struct LoadSource: Sendable {
  /// Requests a second over the whole time line.
  var load: LoadProfile
  /// Recorded requests in order of time; nil where the load says how many come.
  var arrivals: [RequestRecord]?
  /// When injected surges begin, in order.
  var onsets: [SurgeOnset] = []
  /// Windows or steps without any measurement that were filled.
  var filled = 0
  /// The share of each step that was made up because nothing was measured; nil where nothing was.
  var madeUp: LoadProfile?
  /// What reading the files met.
  var files: [TraceFileReport] = []
  /// What it was made from, in words.
  var summary: String

  /// Reads or makes the load of `specification`.
  ///
  /// - Parameters:
  ///   - specification: How.
  ///   - files: Paths of the traces or request logs.
  ///   - folder: Where the scenario's other files lie.
  ///   - service: What a request costs.
  ///   - seed: Of everything random.
  ///   - cache: What was read already.
  /// - Throws: `WorkloadError` or `RunError`, one sentence.
  init(
    _ specification: WorkloadSpecification, files: [String], folder: String, service: ServiceParameters,
    seed: UInt64, cache: WorkloadCache
  ) throws {
    let resolution = SimulationDuration.seconds(rounding: specification.resolution)
    if !specification.requests.isEmpty {
      self = try Self.replay(files, resolution: resolution, service: service)
      return
    }
    if let generator = specification.generator {
      guard files.isEmpty else {
        throw RunError("the scenario's load is generated, so that no traces can replace it (--trace)")
      }
      let made = try generator.load(
        span: .seconds(rounding: specification.span), resolution: resolution, seed: seed)
      self.init(
        load: made.load, onsets: made.onsets,
        summary: "a generated load of \(SettingUnit.duration.format(specification.span))")
      if let mean = specification.meanRequestsPerSecond {
        load = try load.applying([.scaleToMean(rate: mean)], seed: seed)
      }
    } else {
      self = try Self.traces(specification, files, resolution, service, seed: seed, cache)
    }
    for (index, transform) in specification.transforms.enumerated() {
      try apply(transform, at: index, specification, folder, service, seed, cache)
    }
    if !specification.surges.isEmpty {
      let surged = try load.adding(specification.surges, seed: seed)
      load = surged.load
      onsets = surged.onsets
    }
  }

  private init(
    load: LoadProfile, arrivals: [RequestRecord]? = nil, onsets: [SurgeOnset] = [], filled: Int = 0,
    madeUp: LoadProfile? = nil, files: [TraceFileReport] = [], summary: String
  ) {
    self.load = load
    self.arrivals = arrivals
    self.onsets = onsets
    self.filled = filled
    self.madeUp = madeUp
    self.files = files
    self.summary = summary
  }

  private mutating func apply(
    _ transform: TransformSpecification, at index: Int, _ specification: WorkloadSpecification,
    _ folder: String, _ service: ServiceParameters, _ seed: UInt64, _ cache: WorkloadCache
  ) throws {
    switch transform {
    case .own(let own):
      // each of several noises has numbers of its own
      load = try load.applying([own], seed: seed &+ UInt64(index))
      if own.movesTime { madeUp = try madeUp?.applying([own]) }
    case .superpose(let traces, let mean):
      var other = specification
      other.traces = traces
      other.generator = nil
      other.transforms = []
      other.surges = []
      other.meanRequestsPerSecond = mean
      let source = try LoadSource(
        other, files: traces.map { $0.path(in: folder) }, folder: folder,
        service: service, seed: seed &+ UInt64(index) &+ 1, cache: cache)
      load = try load.applying([.superpose(loads: ["other"])], named: ["other": source.load])
      filled += source.filled
      files += source.files
      if let mask = madeUp, let other = source.madeUp {
        // a step that either made up is made up
        madeUp = LoadProfile(
          resolution: mask.resolution, rates: zip(mask.rates, other.rates).map { max($0, $1) })
      } else {
        madeUp = madeUp ?? source.madeUp
      }
    }
  }

  /// Recorded requests; work that is recorded is scaled so that its mean is the service time.
  private static func replay(
    _ files: [String], resolution: SimulationDuration, service: ServiceParameters
  ) throws -> LoadSource {
    let recorded = try RecordedRequests(paths: files)
    let mean = recorded.meanWork
    let records = recorded.arrivals.map { arrival in
      let share = mean.map { $0 > 0 ? (arrival.work ?? $0) / $0 : 1 } ?? 1
      return RequestRecord(
        time: Double(arrival.time - recorded.start) / 1e6, demand: share * service.serviceTime)
    }
    return LoadSource(
      load: recorded.load(resolution: resolution), arrivals: records, files: recorded.files,
      summary: "\(records.count) recorded requests"
        + (mean == nil ? ", which all bring the same work" : ", which bring their recorded work"))
  }

  private static func traces(
    _ specification: WorkloadSpecification, _ files: [String], _ resolution: SimulationDuration,
    _ service: ServiceParameters, seed: UInt64, _ cache: WorkloadCache
  ) throws -> LoadSource {
    guard let policy = FillPolicy(rawValue: specification.fill) else {
      throw RunError("the fill policy '\(specification.fill)' is not known")
    }
    if specification.reconstruction == .percentiles {
      return try reconstructed(specification, files, resolution, service, policy, seed: seed)
    }
    let read = try cache.demand(files, specification)
    let (demand, filled) = try read.series.fill(policy)
    let fluctuation =
      specification.fluctuation > 0
      ? LoadFluctuation(
        coefficientOfVariation: specification.fluctuation,
        correlationTime: .seconds(rounding: specification.correlationTime)) : nil
    let mean = try specification.meanRate(of: demand, quantity: read.quantity, service: service)
    let load: LoadProfile
    do {
      load = try LoadProfile(
        demand: try demand.resampled(toAtLeast: resolution), meanRate: mean, resolution: resolution,
        fluctuation: fluctuation, seed: seed)
    } catch let error as WorkloadError {
      let names = read.files.count == 1 ? read.files[0].name : "the \(read.files.count) trace files"
      throw WorkloadError("\(names): \(error)\(Self.advice(window: demand.window, resolution))")
    }
    return LoadSource(
      load: load, filled: filled,
      madeUp: filled > 0 ? Self.madeUp(read.series.values.map { $0 == nil }, like: load) : nil,
      files: read.files, summary: read.summary)
  }

  /// What to do where steps of a trace, in microseconds, do not fit those of the load; nothing where they do.
  private static func advice(window: Int64, _ resolution: SimulationDuration) -> String {
    let wanted = resolution.nanoseconds / 1000
    // steps of centuries are told by themselves
    guard window < 86_400_000_000, window % wanted != 0, wanted % window != 0 else { return "" }
    let fitting = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 75, 100, 150, 300].map {
      Int64($0) * 1_000_000
    }
    .last { window % $0 == 0 || $0 % window == 0 }
    return fitting.map { " workload.resolution: \($0 / 1_000_000)s fits." }
      ?? " No workload.resolution fits; the trace has to be exported in whole seconds."
  }

  /// The share of every step of `load` that lies in windows that were made up; the windows span the load evenly.
  private static func madeUp(_ windows: [Bool], like load: LoadProfile) -> LoadProfile {
    let flags = LoadProfile(resolution: .seconds(1), rates: windows.map { $0 ? 1 : 0 })
    return LoadProfile(
      resolution: load.resolution,
      rates: flags.averages(count: load.rates.count, width: Double(windows.count) / Double(load.rates.count)))
  }

  /// The path through the windows of Google's instance usage that keeps their percentiles.
  private static func reconstructed(
    _ specification: WorkloadSpecification, _ files: [String], _ resolution: SimulationDuration,
    _ service: ServiceParameters, _ policy: FillPolicy, seed: UInt64
  ) throws -> LoadSource {
    let windows = try CollectionWindows.read(files)
    let reconstruction = try WindowReconstruction(
      ReconstructionParameters(
        resolution: resolution, correlationTime: .seconds(rounding: specification.correlationTime)))
    let (path, report) = try reconstruction.series(collection: windows, fill: policy, seed: seed)
    let demand = DemandSeries(
      start: windows.start, window: resolution.nanoseconds / 1000, values: path.values)
    let mean = try specification.meanRate(of: demand, quantity: .cpuNCU, service: service)
    let load = try LoadProfile(resolution: resolution, rates: path.values).applying([.scaleToMean(rate: mean)]
    )
    let isAbsent = (windows.tasks.first ?? []).indices.map { index in
      windows.tasks.allSatisfy { $0[index] == nil }
    }
    let filled = isAbsent.count { $0 }
    return LoadSource(
      load: load, filled: filled, madeUp: filled > 0 ? Self.madeUp(isAbsent, like: load) : nil,
      files: windows.files,
      summary: "\(windows.tasks.count) tasks, \(report.windows) task-windows rebuilt from their percentiles, "
        + "\(report.neighbourShapes + report.defaultShapes) of them with a shape that is not their own")
  }
}

extension WorkloadSpecification {
  /// Mean requests a second: what the scenario says, or what the trace measures.
  func meanRate(of demand: DemandSeries, quantity: Quantity, service: ServiceParameters) throws -> Double {
    if let meanRequestsPerSecond { return meanRequestsPerSecond }
    let values = demand.values.compactMap(\.self)
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    switch quantity {
    case .requests: return mean / (Double(demand.window) / 1e6)
    case .requestsPerSecond: return mean
    case .cpuCores: return mean / service.cpuTime
    case .cpuNCU, .cpuPercent:
      guard let coresPerUnit else {
        throw RunError(
          "the trace measures CPU in \(quantity.unit), which says nothing about cores; "
            + "workload.cores_per_unit or workload.mean_requests_per_second is needed")
      }
      return mean * coresPerUnit / (quantity == .cpuPercent ? 100 : 1) / service.cpuTime
    case .memoryBytes, .memoryNormalized, .memoryPercent, .value:
      throw RunError(
        "the trace does not measure requests or CPU but \(quantity.rawValue); workload.mean_requests_per_second is needed"
      )
    }
  }
}
