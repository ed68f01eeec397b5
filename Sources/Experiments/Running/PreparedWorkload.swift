import ClusterSimulation
import Foundation
import Learning
import SimulationKernel
import Workloads

/// A scenario's load, read, filled, scaled and divided.
public struct PreparedWorkload: Sendable {
  /// Requests a second over the whole time line.
  public let load: LoadProfile
  /// What the traces held.
  public let report: DemandReport
  /// Windows without any row that the fill policy filled.
  public let filledWindows: Int
  /// The trace files and their digests.
  public let inputs: [InputFile]
  /// The cell that is replayed beside the nodes; nil for none.
  public let cell: CellTrace?
  /// Where validation begins, where the test begins, where the time line ends.
  public let validationStart, testStart, end: SimulationTime

  /// Reads the traces of `scenario`.
  ///
  /// - Parameters:
  ///   - scenario: How the load is made of the demand.
  ///   - traces: Paths of the trace files.
  ///   - folder: Where the scenario lies, and the tables of its cell.
  /// - Throws: `WorkloadError` or `RunError`.
  public init(_ scenario: Scenario, traces: [String], folder: String) throws {
    try self.init(scenario, traces: traces, folder: folder, cache: WorkloadCache())
  }

  /// The same; what `cache` knows is not read again.
  init(_ scenario: Scenario, traces: [String], folder: String, cache: WorkloadCache) throws {
    let specification = scenario.workload
    let (demand, report) = try cache.demand(traces)
    guard let policy = FillPolicy(rawValue: specification.fill) else {
      throw RunError("the fill policy '\(specification.fill)' is not known")
    }
    let (filled, count) = try demand.fill(policy)
    self.report = report
    filledWindows = count
    let fluctuation =
      specification.fluctuation > 0
      ? LoadFluctuation(
        coefficientOfVariation: specification.fluctuation,
        correlationTime: .seconds(rounding: specification.correlationTime)) : nil
    load = try LoadProfile(
      demand: filled, meanRate: specification.meanRequestsPerSecond,
      resolution: .seconds(rounding: specification.resolution), fluctuation: fluctuation, seed: scenario.seed)
    cell = try scenario.cell?.read(in: folder)
    inputs = try (traces + (scenario.cell?.files(in: folder) ?? [])).map { try cache.file($0) }
    let windows = Double(demand.values.count)
    func boundary(_ share: Double) -> SimulationTime {
      .seconds(Int64((windows * share / 2).rounded()) * 600)
    }
    validationStart = boundary(scenario.split.train)
    testStart = boundary(scenario.split.train + scenario.split.validation)
    end = .zero + load.span
    guard (end - testStart).seconds >= 3600, (testStart - validationStart).seconds >= 3600 else {
      throw RunError(
        "the traces span \(load.span.seconds / 3600) h, which leaves less than an hour for validation or test"
      )
    }
  }

  /// The test part in seconds of the time line: what results are measured on.
  public var measuredWindow: ClosedRange<Double> { testStart.seconds...end.seconds }

  /// The load as means over steps of `step` seconds, of the parts `training`, `validation` and `test`.
  func series(step: Double) throws -> (training: LoadSeries, validation: LoadSeries, test: LoadSeries) {
    let seconds = Int(step)
    guard Double(seconds) == step,
      SimulationDuration.seconds(Int64(seconds)).nanoseconds % load.resolution.nanoseconds == 0
    else {
      throw RunError(
        "a forecaster's step of \(step) s is no whole multiple of the load's \(load.resolution.seconds) s")
    }
    let whole = LoadSeries(values: load.means(step: seconds), step: step)
    let first = Int(validationStart.seconds / step)
    let second = Int(testStart.seconds / step)
    return (whole.part(0..<first), whole.part(first..<second), whole.part(second..<whole.values.count))
  }
}
