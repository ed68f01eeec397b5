import InputFiles
import SimulationKernel
import Workloads

/// Where the load comes from and how it becomes requests.
public struct WorkloadSpecification: Sendable, Hashable, Codable {
  /// The largest shares of made-up steps and of rows left out that a scenario need not allow.
  static let usualMadeUp = 0.05, usualLeftOut = 0.01

  /// How 5-minute windows become a load of finer steps.
  public enum Reconstruction: String, Sendable, Hashable, Codable, CaseIterable {
    /// A curve through the windows that keeps their means.
    case curve
    /// A path that keeps each window's mean and percentiles; for instance usage of Google 2019.
    case percentiles
  }

  /// Trace files, as the scenario names them, relative to its folder; empty where the load comes from elsewhere.
  public var traces: [String] = []
  /// Request logs whose requests are replayed one by one, likewise.
  public var requests: [String] = []
  /// What makes the load instead of a file.
  public var generator: LoadGenerator?
  /// How much a generator makes, in seconds.
  public var span = 0.0
  /// The name of the traces' format; nil to find it by their content.
  public var format: String?
  /// What the columns of a CSV file are; nil to guess.
  public var columns: ColumnMapping?
  /// Names of the series that count; empty for all of a file's.
  public var series: [String] = []
  /// What fills windows without a measurement.
  public var fill = FillPolicy.linear.rawValue
  /// The largest share of any part's steps that may be made up where nothing was measured; nil for 5 %.
  public var allowedMadeUp: Double?
  /// The largest share of the files' rows that may be left out; nil for 1 %.
  public var allowedLeftOut: Double?
  /// How windows become steps.
  public var reconstruction = Reconstruction.curve
  /// Mean load over the whole time line, in requests a second, that the trace is scaled to; nil to take the trace's own
  /// requests, or its CPU over the CPU time of a request.
  public var meanRequestsPerSecond: Double?
  /// Cores that one unit of the trace's CPU stands for: of the largest machine for NCU, of the whole thing for percent.
  public var coresPerUnit: Double?
  /// Coefficient of variation of the fluctuation within windows; 0 for none.
  public var fluctuation = 0.0
  /// Correlation time of the fluctuation, in seconds.
  public var correlationTime = 60.0
  /// Length of a piece of constant load, in seconds.
  public var resolution = 15.0
  /// What is done to the load, in order.
  public var transforms: [TransformSpecification] = []
  /// What comes on top of it in the end.
  public var surges: [LoadSurge] = []

  /// A load from the given traces.
  public init(traces: [String] = []) { self.traces = traces }

  /// Paths of the files it is made from, in the order in which they are read.
  public func files(in folder: String) -> [String] {
    (traces + requests).map { $0.path(in: folder) }
  }

  /// Paths of further files, which `--trace` does not replace.
  func superposedFiles(in folder: String) -> [String] {
    transforms.flatMap { transform in
      if case .superpose(let traces, _) = transform { return traces.map { $0.path(in: folder) } }
      return []
    }
  }

  /// Makes two specifications equal that differ only in where their files lie.
  mutating func forgetPaths() {
    traces = []
    requests = requests.isEmpty ? [] : [""]
  }
}

/// One change of a load, as a scenario says it.
public enum TransformSpecification: Sendable, Hashable, Codable {
  /// One that concerns this load alone.
  case own(LoadTransform)
  /// The load of other traces, scaled to a mean of so many requests a second, comes on top.
  case superpose(traces: [String], meanRequestsPerSecond: Double)
}
