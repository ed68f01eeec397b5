extension ForecastTask {
  /// The target's figure of a path of `horizonSteps` steps: its last value, or its largest.
  func reduce(_ path: some Collection<Double>) -> Double {
    switch target {
    case .stepMean: path.reduce(.nan) { $1 }
    case .maximumOverHorizon: path.max() ?? .nan
    }
  }

  /// One sentence on what in the task will not do; nil where all will.
  var problem: String? {
    // beyond these no whole number holds the steps of a load
    guard (1e-3...1e7).contains(step) else { return "task.step must be 0.001 to 10000000 s, is \(step)." }
    let steps = horizon / step
    guard steps >= 0.5, steps <= 100_000, abs(steps - steps.rounded()) < 1e-9 else {
      return "task.horizon must be 1...100000 whole steps of \(step) s, is \(horizon) s."
    }
    return nil
  }
}

/// One sentence on probabilities that are not ascending or not within 0 and 1; nil where they will do.
func quantileProblem(_ quantiles: [Double]) -> String? {
  guard quantiles.count <= 100, quantiles.allSatisfy({ $0 > 0 && $0 < 1 }),
    zip(quantiles, quantiles.dropFirst()).allSatisfy({ $0 < $1 })
  else { return "quantiles must be ascending probabilities between 0 and 1, are \(quantiles)." }
  return nil
}

/// Throws the sentence of the first problem, if there is one.
func refuse(_ forecaster: String, _ problems: String?...) throws {
  for case let problem? in problems {
    throw LearningError("The \(forecaster) cannot be fitted: \(problem)")
  }
}
