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
