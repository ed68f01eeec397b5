import SimulationKernel

/// The requests of one or more logs, in order of time.
public struct RecordedRequests: Sendable {
  /// Arrivals in order of time, at least two.
  public let arrivals: [RequestArrival]
  /// What reading the files met, one after the other.
  public let files: [TraceFileReport]
  /// The time that counts as 0, in microseconds on the logs' clock: that of the first arrival.
  public var start: Int64 { arrivals[0].time }

  /// The longest time from the first to the last request: 366 days, in microseconds.
  private static let longestSpan: Int64 = 366 * 86_400_000_000

  /// Reads the files at `paths`, whose formats are found by content.
  ///
  /// - Throws: ``WorkloadError`` if one cannot be read, there are fewer than two requests, or they span more than 366 days.
  public init(paths: [String]) throws {
    var all: [RequestArrival] = []
    files = try paths.map { path in TraceFileReport(path, try RequestTraceFile(path).read { all.append($0) })
    }
    guard all.count >= 2, let first = all.map(\.time).min(), let last = all.map(\.time).max(), last > first
    else {
      throw WorkloadError(
        "the request logs hold \(all.count) requests; at least two at different times are needed.")
    }
    guard last - first <= Self.longestSpan else {
      throw WorkloadError(
        "the request logs span \(Double(last - first) / 1e6) s; allowed are at most \(Self.longestSpan / 1_000_000) s, 366 days."
      )
    }
    guard all.reduce(0, { $0 + ($1.work ?? 0) }).isFinite else {
      throw WorkloadError(
        "the work of the request logs' requests adds up to infinity; a finite sum is needed.")
    }
    // a stable order, so that requests of one instant stay as they were logged
    arrivals = all.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
      \.element)
  }

  /// Mean recorded work; nil where the logs record none.
  public var meanWork: Double? {
    let works = arrivals.compactMap(\.work)
    return works.isEmpty ? nil : works.reduce(0, +) / Double(works.count)
  }

  /// How many came a second, in steps of `resolution` from the first request on; the last step is whole.
  public func load(resolution: SimulationDuration) -> LoadProfile {
    let step = resolution.nanoseconds / 1000
    let count = Int((arrivals[arrivals.count - 1].time - start) / step) + 1
    var rates = [Double](repeating: 0, count: count)
    for arrival in arrivals { rates[Int((arrival.time - start) / step)] += 1 / resolution.seconds }
    return LoadProfile(resolution: resolution, rates: rates)
  }
}
