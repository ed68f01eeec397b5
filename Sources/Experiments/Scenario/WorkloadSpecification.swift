/// Where the load comes from and how it becomes requests.
public struct WorkloadSpecification: Sendable, Hashable, Codable {
  /// Trace files: as the scenario names them, relative to its folder.
  public var traces: [String]
  /// What fills windows in which no task reported.
  public var fill: String
  /// Mean load over the whole time line, in requests a second, that the trace is scaled to.
  public var meanRequestsPerSecond: Double
  /// Coefficient of variation of the fluctuation within windows; 0 for none.
  public var fluctuation: Double
  /// Correlation time of the fluctuation, in seconds.
  public var correlationTime: Double
  /// Length of a piece of constant load, in seconds.
  public var resolution: Double
}

extension WorkloadSpecification {
  /// Paths of the files it is made from, in the order in which they are read.
  public func files(in folder: String) -> [String] {
    traces.map { $0.hasPrefix("/") || folder.isEmpty ? $0 : folder + "/" + $0 }
  }

  /// Makes two specifications equal that differ only in where their files lie.
  mutating func forgetPaths() { traces = [] }
}
