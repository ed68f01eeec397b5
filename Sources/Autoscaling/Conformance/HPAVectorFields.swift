import SimulationKernel

extension ManifestValue {
  /// A field that has to be there.
  func needed(_ name: String) throws(HPAConformanceError) -> ManifestValue {
    guard let value = self[name] else { throw HPAConformanceError(description: "has no field \(name)") }
    return value
  }

  /// A whole number that has to be there.
  func whole(_ name: String) throws(HPAConformanceError) -> Int64 {
    guard let value = try needed(name).integer else {
      throw HPAConformanceError(description: "\(name) is no whole number")
    }
    return value
  }

  /// A number of replicas that has to be there.
  func replicas(_ name: String) throws(HPAConformanceError) -> Int32 { Int32(clamping: try whole(name)) }

  /// An instant given in milliseconds.
  func time(_ name: String) throws(HPAConformanceError) -> SimulationTime {
    .zero + (try duration(name))
  }

  /// A time given in milliseconds; differences of any two are within the range of nanoseconds.
  func duration(_ name: String) throws(HPAConformanceError) -> SimulationDuration {
    let value = try whole(name)
    guard value.magnitude <= Self.mostMilliseconds.magnitude else {
      throw HPAConformanceError(
        description: "\(name) is out of range; allowed are \(Self.mostMilliseconds) ms either way")
    }
    return .milliseconds(value)
  }

  /// About 127 years.
  private static var mostMilliseconds: Int64 { 4_000_000_000_000 }

  /// A quantity as milli-units.
  var quantity: Int64? {
    switch self {
    case .string(let text): (try? ResourceQuantity(text))?.milli
    case .integer(let value): (try? ResourceQuantity(String(value)))?.milli
    default: nil
    }
  }

  /// A whole number as a value.
  static func whole(_ value: Int64?) -> ManifestValue { value.map { .integer($0) } ?? .null }

  /// The controller's settings, with its defaults for what is not given.
  func settings() -> HPASettings {
    let defaults = HPASettings()
    let nanoseconds = { (field: ManifestValue?) in
      field?.integer.map { max(-Self.mostMilliseconds, min(Self.mostMilliseconds, $0)) * 1_000_000 }
    }
    return HPASettings(
      tolerance: HPATolerance(
        down: self["tolerance_down"]?.number ?? self["tolerance"]?.number ?? 0.1,
        up: self["tolerance_up"]?.number ?? self["tolerance"]?.number ?? 0.1),
      downscaleStabilization: nanoseconds(self["downscale_stabilization_ms"])
        ?? defaults.downscaleStabilization,
      cpuInitializationPeriod: nanoseconds(self["cpu_init_period_ms"])
        ?? defaults.cpuInitializationPeriod,
      initialReadinessDelay: nanoseconds(self["initial_readiness_delay_ms"])
        ?? defaults.initialReadinessDelay)
  }

  /// The state of a pod: phase, readiness, times.
  func podState() throws(HPAConformanceError) -> PodObservation {
    let phases: [String: PodPhase] = [
      "Pending": .pending, "Running": .running, "Succeeded": .succeeded, "Failed": .failed,
      "Unknown": .unknown,
    ]
    let states: [String: PodReadiness] = ["True": .ready, "False": .notReady, "Unknown": .unknown]
    let phaseName = self["phase"]?.string ?? "Running"
    guard let phase = phases[phaseName] else {
      throw HPAConformanceError(description: "the phase '\(phaseName)' is not known")
    }
    return PodObservation(
      phase: phase, isTerminating: self["deleting"]?.bool ?? false,
      readiness: self["ready"]?.string.flatMap { states[$0] } ?? .absent,
      startTime: try self["start_ms"].map { _ throws(HPAConformanceError) in try time("start_ms") },
      readySince: self["ready_since_ms"] == nil ? .zero : try time("ready_since_ms"), usage: nil)
  }
}
