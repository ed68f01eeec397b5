import Stochastics

extension RandomPurpose {
  static let forecastPaths = RandomPurpose("forecast error paths")
}

/// Simulated ways in which the future may leave a linear model's mean path, the same for every forecast.
///
/// Innovations come from the quantile function of the residuals; a model's impulse response spreads them over
/// the horizon. One set for all forecasts makes them deterministic and keeps neighbouring forecasts
/// comparable.
struct ErrorPaths: Sendable {
  /// (`count`, `steps`): deviations from the mean path, row after row, in the load's unit.
  private let deviations: [Double]
  private let steps: Int
  private let count: Int
  /// Deviations of the last step, ascending.
  private let lastSorted: [Double]

  /// The paths of a model.
  ///
  /// - Parameters:
  ///   - innovations: The quantile function of the one-step residuals at evenly spaced probabilities from 0
  ///     to 1, centred here.
  ///   - response: ψ₀ = 1, ψ₁, …: effect of an innovation that many steps later.
  ///   - count: Number of paths, even; every second one mirrors the probabilities of the one before.
  ///   - seed: Decides the paths.
  init(innovations: [Double], response: [Double], count: Int, seed: UInt64) {
    steps = response.count
    self.count = count
    var deviations = [Double](repeating: 0, count: count * response.count)
    var draws = [Double](repeating: 0, count: response.count)
    let centre = SampleMean(innovations).mean
    for path in 0..<count {
      var stream = RandomStream(seed: seed, purpose: .forecastPaths, ordinal: UInt64(path / 2))
      for step in response.indices {
        let unit = stream.nextUnit()
        draws[step] = quantile(ofSorted: innovations, path % 2 == 0 ? unit : 1 - unit) - centre
      }
      for step in response.indices {
        var sum = 0.0
        for lag in 0...step { sum += response[lag] * draws[step - lag] }
        deviations[path * response.count + step] = sum
      }
    }
    self.deviations = deviations
    let last = response.count - 1
    lastSorted = (0..<count).map { deviations[$0 * response.count + last] }.sorted()
  }

  /// The forecast around `mean`, a path of one value a step.
  func forecast(around mean: [Double], task: ForecastTask, quantiles: [Double]) -> Forecast {
    switch task.target {
    case .stepMean:
      let centre = mean[steps - 1]
      return Forecast(
        value: max(0, centre),
        quantiles: quantiles.map {
          Forecast.Quantile(probability: $0, value: max(0, centre + quantile(ofSorted: lastSorted, $0)))
        })
    case .maximumOverHorizon:
      var maxima = [Double](repeating: 0, count: count)
      for path in 0..<count {
        var largest = -Double.infinity
        for step in 0..<steps { largest = max(largest, mean[step] + deviations[path * steps + step]) }
        maxima[path] = max(0, largest)
      }
      return Forecast(samples: &maxima, quantiles: quantiles)
    }
  }

  /// The quantile function of `residuals` at 201 evenly spaced probabilities, compact enough for a file.
  static func quantileFunction(of residuals: [Double]) -> [Double] {
    let sorted = residuals.sorted()
    return (0...200).map { quantile(ofSorted: sorted, Double($0) / 200) }
  }
}

extension Forecast {
  /// The mean of simulated outcomes and their quantiles; sorts `samples` where quantiles are asked for.
  init(samples: inout [Double], quantiles: [Double]) {
    let mean = samples.reduce(0, +) / Double(samples.count)
    guard !quantiles.isEmpty else {
      self.init(value: mean)
      return
    }
    samples.sort()
    let sorted = samples
    self.init(
      value: mean,
      quantiles: quantiles.map { Quantile(probability: $0, value: quantile(ofSorted: sorted, $0)) })
  }
}
