import SimulationKernel

/// CPU use over time, constant within each step of `resolution`, from time 0 on.
public struct CPUSeries: Hashable, Sendable {
  /// Length of a step, positive.
  public let resolution: SimulationDuration
  /// CPU in each step in the trace's units (NCU), finite and at least 0.
  public let values: [Double]

  /// A series of the given steps.
  ///
  /// - Precondition: `resolution` is positive; the values are finite and at least 0.
  public init(resolution: SimulationDuration, values: [Double]) {
    precondition(resolution > .zero, "resolution must be positive, is \(resolution.seconds) s")
    precondition(values.allSatisfy { $0 >= 0 && $0.isFinite }, "CPU must be finite and at least 0")
    self.resolution = resolution
    self.values = values
  }

  /// How much time the series covers.
  public var span: SimulationDuration { resolution * Int64(values.count) }

  /// Mean CPU over the whole span; NaN for no steps.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The requests that use this CPU: cores over the CPU seconds that a request takes.
  ///
  /// By the utilisation law, U = X S (Denning & Buzen, "The Operational Analysis of Queueing Network
  /// Models", ACM Computing Surveys 10(3), 1978): X = U/S requests per second keep U cores busy.
  ///
  /// - Parameters:
  ///   - cpuSecondsPerRequest: CPU time that a request takes, in core seconds, positive.
  ///   - coresPerUnit: cores of the machine that the trace calls 1, positive.
  /// - Throws: ``WorkloadError`` if a parameter is out of range or there are no steps.
  public func load(cpuSecondsPerRequest: Double, coresPerUnit: Double = 1) throws -> LoadProfile {
    guard cpuSecondsPerRequest > 0, cpuSecondsPerRequest.isFinite else {
      throw WorkloadError(
        "a request takes \(cpuSecondsPerRequest) CPU seconds; allowed are finite numbers above 0.")
    }
    guard coresPerUnit > 0, coresPerUnit.isFinite else {
      throw WorkloadError("a unit of CPU is \(coresPerUnit) cores; allowed are finite numbers above 0.")
    }
    guard !values.isEmpty else {
      throw WorkloadError("the CPU series has no steps; at least one is needed.")
    }
    let factor = coresPerUnit / cpuSecondsPerRequest
    return LoadProfile(resolution: resolution, rates: values.map { $0 * factor })
  }
}

extension LoadProfile {
  /// The CPU that the load keeps busy: requests per second times the CPU seconds that a request takes.
  ///
  /// - Precondition: `cpuSecondsPerRequest` is finite and at least 0.
  public func cores(cpuSecondsPerRequest: Double) -> CPUSeries {
    CPUSeries(resolution: resolution, values: rates.map { $0 * cpuSecondsPerRequest })
  }
}
