/// The load of one service as evenly spaced means.
public struct LoadSeries: Hashable, Sendable {
  /// The mean over each step, oldest first, in the load's unit (requests a second); finite and at least 0.
  public var values: [Double]
  /// Length of one step, in seconds.
  public var step: Double
  /// Where the first step begins, in seconds from the time line's origin.
  public var start: Double

  /// A series that begins at `start` (seconds) with steps of `step` (seconds).
  ///
  /// - Precondition: `step` is positive.
  public init(values: [Double], step: Double, start: Double = 0) {
    precondition(step > 0, "step must be positive, is \(step)")
    self.values = values
    self.step = step
    self.start = start
  }

  /// Where the last step ends, in seconds from the time line's origin.
  public var end: Double { start + Double(values.count) * step }

  /// Where step `index` ends, in seconds from the time line's origin.
  public func end(of index: Int) -> Double { start + Double(index + 1) * step }

  /// The part of the given steps, at its own place on the time line.
  public func part(_ range: Range<Int>) -> LoadSeries {
    LoadSeries(values: Array(values[range]), step: step, start: start + Double(range.lowerBound) * step)
  }
}

extension ForecastTask {
  /// What came true for a forecast whose newest point is `values[origin]`; nil where the series ends too
  /// soon.
  public func actual(in values: [Double], at origin: Int) -> Double? {
    let last = origin + horizonSteps
    guard origin >= -1, last < values.count else { return nil }
    switch target {
    case .stepMean: return values[last]
    case .maximumOverHorizon: return values[(origin + 1)...last].max()
    }
  }
}

/// Why a forecaster could not be fitted or a forecast not judged: one sentence.
public struct LearningError: Error, Hashable, CustomStringConvertible, Sendable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension LoadSeries {
  /// Throws unless the series has `task`'s step, valid values and room for one window of `inputLength`
  /// points.
  func check(as role: String, task: ForecastTask, inputLength: Int) throws {
    guard step == task.step else {
      throw LearningError(
        "The \(role) series has steps of \(step) s, but the task has steps of \(task.step) s.")
    }
    let least = inputLength + task.horizonSteps
    guard values.count >= least else {
      throw LearningError("The \(role) series has \(values.count) points, but one window needs \(least).")
    }
    if let index = values.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw LearningError(
        "Point \(index) of the \(role) series is \(values[index]), but loads are finite and at least 0.")
    }
  }
}
