import SimulationKernel

/// How windows are turned into a path.
public struct ReconstructionParameters: Hashable, Sendable, Codable {
  /// What the percentiles of a window are percentiles of.
  public enum Sampling: String, Hashable, Sendable, Codable, CaseIterable {
    /// Of the steps, however long they are: few steps cannot have 20 different percentiles.
    case steps
    /// Of seconds, as in the trace; a step is the mean of its seconds. The path is the same at every
    /// resolution, only seen more coarsely.
    case seconds
  }

  /// Length of a step: a whole number of seconds that divides 300 s.
  public var resolution: SimulationDuration
  /// Time after which the autocorrelation of the normal process that orders the values has fallen to 1/e, at
  /// least 0. The trace does not tell it; the default is an assumption.
  public var correlationTime: SimulationDuration
  /// What the percentiles are percentiles of.
  public var sampling: Sampling
  /// How many windows away a window without percentiles may borrow the shape of another; at least 0.
  public var neighbourReach: Int

  /// Parameters of the given values.
  public init(
    resolution: SimulationDuration = .seconds(1), correlationTime: SimulationDuration = .seconds(30),
    sampling: Sampling = .steps, neighbourReach: Int = 12
  ) {
    self.resolution = resolution
    self.correlationTime = correlationTime
    self.sampling = sampling
    self.neighbourReach = neighbourReach
  }

  /// What is wrong, a sentence each; empty if nothing is.
  public func problems() -> [String] {
    var checks = Checks()
    let window = SimulationDuration(nanoseconds: windowLength * 1000)
    let isDivisor =
      resolution >= .seconds(1) && resolution.nanoseconds % 1_000_000_000 == 0
      && window.nanoseconds % resolution.nanoseconds == 0
    checks.require(
      isDivisor,
      "the resolution is \(resolution.seconds) s; allowed are whole seconds that divide \(window.seconds) s.")
    checks.require(
      correlationTime >= .zero,
      "the correlation time is \(correlationTime.seconds) s; allowed are 0 s and more.")
    checks.require(
      neighbourReach >= 0, "the neighbour reach is \(neighbourReach) windows; allowed are 0 and more.")
    return checks.sentences
  }
}

/// Turns means and percentiles of consecutive windows of 300 s into a path of steps.
///
/// In each window the mean of the steps is the window's (10⁻⁹ relative), and their percentiles are about the window's.
/// The values are those quantiles; a normal autoregressive process that runs on through the borders says in
/// which order they come (the ranks of the process within the window: a Gaussian copula).
///
/// The percentiles' own mean is not quite the window's, as the trace rounds and counts them apart. The window's counts:
/// between the percentiles the quantiles are bent to reach it, which leaves the percentiles as they are; where that is
/// not enough all values are shifted alike, none beyond the lowest or highest percentile. Only where the mean is not
/// between these are the percentiles scaled. A window without percentiles borrows the shape of the nearest that has
/// some, scaled by the means, or has ``UsageWindow/defaultShape``. The report counts all of these.
///
/// ```swift
/// let (path, report) = try WindowReconstruction().series(windows: windows, seed: 1)
/// ```
public struct WindowReconstruction: Sendable {
  /// How.
  public let parameters: ReconstructionParameters
  let cells: WindowCells
  private let cellsPerStep: Int

  /// - Throws: ``WorkloadError`` if a parameter is out of range.
  public init(_ parameters: ReconstructionParameters = ReconstructionParameters()) throws {
    try Checks.refuse(parameters.problems())
    self.parameters = parameters
    let seconds = parameters.resolution / .seconds(1)
    cellsPerStep = parameters.sampling == .seconds ? Int(seconds) : 1
    cells = WindowCells(count: 300 / Int(seconds) * cellsPerStep)
  }

  /// Steps in a window.
  public var stepsPerWindow: Int { cells.count / cellsPerStep }

  /// The path through `windows`, and what was done. Same arguments, same path.
  ///
  /// - Parameters:
  ///   - windows: consecutive, of 300 s each.
  ///   - seed: of the order of the values; the stream is `windowReconstruction`.
  ///   - entity: which of several paths under one seed.
  /// - Throws: ``WorkloadError`` if there are no windows.
  public func series(
    windows: [UsageWindow], seed: UInt64, entity: UInt64 = 0
  ) throws -> (series: CPUSeries, report: ReconstructionReport) {
    guard !windows.isEmpty else {
      throw WorkloadError("there are no windows to reconstruct; at least one is needed.")
    }
    var report = ReconstructionReport()
    var values: [Double] = []
    values.reserveCapacity(windows.count * stepsPerWindow)
    forEachWindow(windows, seed: seed, entity: entity, report: &report) { _, steps in values += steps }
    return (CPUSeries(resolution: parameters.resolution, values: values), report)
  }

  /// Hands the steps of every window that is there to `body`, in order.
  func forEachWindow(
    _ windows: [UsageWindow?], seed: UInt64, entity: UInt64, report: inout ReconstructionReport,
    _ body: (Int, [Double]) -> Void
  ) {
    let shapes = WindowShapes(windows, reach: parameters.neighbourReach)
    var process = RankProcess(
      step: 300 / Double(cells.count), correlationTime: parameters.correlationTime.seconds, seed: seed,
      entity: entity)
    for (index, window) in windows.enumerated() {
      // The process runs on through windows that are not there.
      let ranks = process.ranks(count: cells.count)
      guard let window else { continue }
      let (shape, origin) = shapes.shape(of: index, mean: window.mean)
      let (sorted, outcome) = cells.values(mean: window.mean, percentiles: shape)
      report.add(origin, outcome)
      body(index, steps(ranks.map { sorted[$0] }))
    }
  }

  /// Means of consecutive cells.
  private func steps(_ cells: [Double]) -> [Double] {
    if cellsPerStep == 1 { return cells }
    return stride(from: 0, to: cells.count, by: cellsPerStep).map { start in
      cells[start..<start + cellsPerStep].reduce(0, +) / Double(cellsPerStep)
    }
  }
}
