import Foundation
import Stochastics

/// Whether studies run at full size, which takes minutes.
let isLongTest = ProcessInfo.processInfo.environment["FORESCALE_LONG_TESTS"] == "1"

/// Workload effects of mean 0 and variance 1, by the shape of their distribution.
enum SimulatedEffects: String, CaseIterable {
  case normal
  /// Student's t with 3 degrees of freedom, whose fourth moment is infinite.
  case heavyTailed
  /// Normal, one in ten with five times the deviation.
  case contaminated
  /// Log-normal with a skewness of 1.75.
  case skewed
  /// Exponential, with a skewness of 2.
  case exponential

  static let symmetric = [SimulatedEffects.normal, .heavyTailed, .contaminated]

  /// One draw.
  func sample(from stream: inout RandomStream) -> Double {
    let normal = Normal()
    switch self {
    case .normal: return normal.sample(from: &stream)
    case .heavyTailed:
      // A normal over the root of χ²/3, over the deviation √3.
      let squares = (0..<3).reduce(0.0) { sum, _ in
        let z = normal.sample(from: &stream)
        return sum + z * z
      }
      return normal.sample(from: &stream) / squares.squareRoot()
    case .contaminated:
      let factor: Double = stream.nextUnit() < 0.1 ? 5 : 1
      return factor * normal.sample(from: &stream) / 3.4.squareRoot()
    case .skewed:
      let variance = 0.25
      let deviation = ((exp(variance) - 1) * exp(variance)).squareRoot()
      return (exp(0.5 * normal.sample(from: &stream)) - exp(variance / 2)) / deviation
    case .exponential: return Exponential(mean: 1).sample(from: &stream) - 1
    }
  }

  /// As many draws, those of one trial.
  func values(_ count: Int, trial: Int, entity: UInt64 = 0) -> [Double] {
    var stream = RandomStream(
      seed: 12, purpose: RandomPurpose("simulated effects"), entity: entity, ordinal: UInt64(trial))
    return (0..<count).map { _ in sample(from: &stream) }
  }

  /// Workloads around `effect` whose seeds vary normally with the deviation `seedNoise`.
  func draw(
    workloads: Int, seeds: Int = 1, seedNoise: Double = 0, effect: Double, trial: Int
  ) -> PairedEffects {
    var stream = RandomStream(
      seed: 13, purpose: RandomPurpose("simulated workloads"), ordinal: UInt64(trial))
    let noise = Normal(standardDeviation: seedNoise)
    return pairedEffects(
      (0..<workloads).map { _ in
        let mean = effect + sample(from: &stream)
        return (0..<seeds).map { _ in mean + noise.sample(from: &stream) }
      })
  }
}
