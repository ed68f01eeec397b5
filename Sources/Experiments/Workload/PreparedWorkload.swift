import ClusterSimulation
import Foundation
import InputFiles
import Learning
import SimulationKernel
import Workloads

/// A scenario's load, read, filled, scaled and divided.
public struct PreparedWorkload: Sendable {
  /// Requests a second over the whole time line.
  public internal(set) var load: LoadProfile
  /// Recorded requests in order of time; nil where the load says how many come.
  public internal(set) var arrivals: [RequestRecord]?
  /// When injected surges begin, in order.
  public let onsets: [SurgeOnset]
  /// What it was made from, in words.
  public let summary: String
  /// Windows without any measurement that the fill policy filled.
  public let filledWindows: Int
  /// What was odd about the files and what was made up, a sentence or a list of counts each; empty if nothing was.
  public let remarks: [String]
  /// Why too much of it is made up or left out, in a sentence; nil if the scenario allows it.
  let refusal: String?
  /// The trace files and their digests.
  public let inputs: [InputFile]
  /// The cell that is replayed beside the nodes; nil for none.
  public let cell: CellTrace?
  /// The folder that the scenario's files are named from.
  let folder: String
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
  ///
  /// - Parameter refuses: Whether a load of which too much is made up or left out is an error.
  init(
    _ scenario: Scenario, traces: [String], folder: String, cache: WorkloadCache, refuses: Bool = true
  ) throws {
    let specification = scenario.workload
    self.folder = folder
    let source = try LoadSource(
      specification, files: traces, folder: folder, service: scenario.plant.service, seed: scenario.seed,
      cache: cache)
    load = source.load
    arrivals = source.arrivals
    onsets = source.onsets
    filledWindows = source.filled
    summary = source.summary
    cell = try scenario.cell?.read(in: folder)
    let files =
      traces + specification.superposedFiles(in: folder) + (scenario.cell?.files(in: folder) ?? [])
    inputs = try files.map { try cache.file($0) }
    // parts begin on a round ten minutes, or minutes where all is shorter than a day
    let grain: Int64 = load.span < .days(1) ? 60 : 600
    let grains = (load.span.seconds / 300).rounded(.down) * 300 / Double(grain)
    func boundary(_ share: Double) -> SimulationTime { .seconds(Int64((grains * share).rounded()) * grain) }
    validationStart = boundary(scenario.split.train)
    testStart = boundary(scenario.split.train + scenario.split.validation)
    end = .zero + load.span
    let quality = LoadQuality(source, specification, parts: [validationStart, testStart, end])
    remarks = quality.remarks
    refusal = quality.refusal
    if refuses, let refusal { throw RunError(refusal) }
    let shortest = load.span < .days(1) ? 600.0 : 3600
    guard (end - testStart).seconds >= shortest, (testStart - validationStart).seconds >= shortest else {
      throw RunError(
        "the load spans \(SettingUnit.duration.format((load.span.seconds / 60).rounded() * 60)), which leaves less than "
          + "\(SettingUnit.duration.format(shortest)) for validation or test")
    }
  }

  /// The test part in seconds of the time line: what results are measured on.
  public var measuredWindow: ClosedRange<Double> { testStart.seconds...end.seconds }

  /// The load as means over steps of `step` seconds, of the parts `training`, `validation` and `test`.
  func series(step: Double) throws -> (training: LoadSeries, validation: LoadSeries, test: LoadSeries) {
    let whole = try wholeSeries(step: step)
    let first = Int(validationStart.seconds / step)
    let second = Int(testStart.seconds / step)
    return (whole.part(0..<first), whole.part(first..<second), whole.part(second..<whole.values.count))
  }

  /// The whole load as means over steps of `step` seconds.
  func wholeSeries(step: Double) throws -> LoadSeries {
    let seconds = Int(step)
    guard Double(seconds) == step,
      SimulationDuration.seconds(Int64(seconds)).nanoseconds % load.resolution.nanoseconds == 0
    else {
      throw RunError(
        "a forecaster's step of \(step) s is no whole multiple of the load's \(load.resolution.seconds) s")
    }
    return LoadSeries(values: load.means(step: seconds), step: step)
  }
}
