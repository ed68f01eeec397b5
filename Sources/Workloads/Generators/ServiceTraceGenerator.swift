import Stochastics

import Glibc

/// Writes a synthetic month of one service in the official JSON form of `instance_usage`.
///
/// Every task follows the service's demand with a noise of its own, and is measured in most windows only.
/// Same parameters, same content. What the numbers are calibrated to stands in `traces/README.md`.
///
/// ```swift
/// try ServiceTraceGenerator().write(to: "service-month.json.gz")
/// ```
public struct ServiceTraceGenerator: Sendable {
  /// What is generated.
  public let parameters: ServiceTraceParameters

  /// A generator of the given parameters.
  ///
  /// - Precondition: the parameters are in their ranges.
  public init(_ parameters: ServiceTraceParameters = ServiceTraceParameters()) {
    precondition(
      parameters.tasks >= 2 && parameters.windows >= 288, "at least 2 tasks and 288 windows are needed")
    precondition(
      parameters.hourlyProfile.count == 24 && parameters.weeklyProfile.count == 7, "24 hours and 7 days")
    precondition(parameters.meanCPU > 0, "the mean CPU must be positive")
    self.parameters = parameters
  }

  /// Writes the rows to `path`, gzipped, in order of time.
  ///
  /// - Throws: ``WorkloadError`` if the file cannot be written.
  public func write(to path: String) throws {
    let writer = try GzipWriter(path: path)
    try forEachLine(writer.write)
    try writer.close()
  }

  /// Hands the rows to `body` as lines of JSON, each with its line break.
  ///
  /// - Throws: whatever `body` throws.
  public func forEachLine(_ body: (String) throws -> Void) throws {
    let level = serviceLevel()
    let gaps = MeasurementGaps(parameters)
    var rows = (0..<parameters.tasks).map { UsageRowWriter(parameters, task: $0) }
    for window in 0..<parameters.windows {
      for task in rows.indices where !gaps.isMissing(task: task, window: window) {
        try rows[task].write(window: window, cpu: level[window] * parameters.meanCPU, body)
      }
    }
  }

  /// Demand of each window over its mean.
  func serviceLevel() -> [Double] {
    let day = MeanPreservingCurve.sample(means: parameters.hourlyProfile, cells: 12, isPeriodic: true)
    var stream = RandomStream(seed: parameters.seed, purpose: .serviceTrace, entity: 0)
    let memory = exp(-300 / parameters.noiseCorrelationTime)
    let innovation = (1 - memory * memory).squareRoot()
    var state = Normal().sample(from: &stream)
    let surges = surgeFactors()
    var level = (0..<parameters.windows).map { window in
      let week = parameters.weeklyProfile[window / 288 % 7]
      // The first window starts at 300 s, one cell into hour 0.
      let value = day[(window + 1) % 288] * week * exp(parameters.noise * state) * surges[window]
      state = memory * state + innovation * Normal().sample(from: &stream)
      return value
    }
    MeanPreservingCurve.scale(&level, 0..<level.count, toMean: 1)
    return level
  }

  /// What the surges multiply the demand of each window by, at least 1.
  func surgeFactors() -> [Double] {
    var factors = [Double](repeating: 1, count: parameters.windows)
    for surge in 0..<parameters.surges {
      var stream = RandomStream(
        seed: parameters.seed, purpose: .serviceTrace, entity: 1, ordinal: UInt64(surge))
      let height = stream.next(in: parameters.surgeFactor) - 1
      let length = Int((stream.next(in: parameters.surgeDuration) / 300).rounded())
      let start = stream.nextIndex(below: parameters.windows)
      for window in start..<min(start + length + 3, parameters.windows) {
        let fall = max(0, window - start - length + 1)
        factors[window] = max(factors[window], 1 + height * (1 - Double(fall) / 4))
      }
    }
    return factors
  }
}

extension RandomPurpose {
  /// Everything random in a synthetic service trace.
  static let serviceTrace = RandomPurpose("synthetic service trace")
}

extension RandomStream {
  /// A double evenly spread over `range`.
  mutating func next(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + nextUnit() * (range.upperBound - range.lowerBound)
  }
}
