import Foundation
import Stochastics

/// The numbers recorded from SciPy, statsmodels, lifelines and rliable by Reference/comparison.py.
struct ComparisonReference: Decodable {
  struct SignedRank: Decodable {
    let differences: [Double]
    let zeros: String
    let statistic: Double
    /// Two-sided, greater, less.
    let pValues: [Double]
  }
  struct HodgesLehmann: Decodable {
    let values: [Double]
    /// Confidence, estimate, lower and upper bound.
    let rows: [[Double]]
  }
  struct Effects: Decodable {
    let baseline, treatment: [Double]
    let effect: Double
    let pValues, interval: [Double]
    let equivalence, nonInferiority: Double
  }
  struct Bootstrap: Decodable {
    let values, percentile, BCa: [Double]
  }
  struct Scores: Decodable {
    let ours: [[Double]]
    let interquartileMean, mean, median, optimalityGap: Double
    let thresholds, profile: [Double]
  }
  struct Survival: Decodable {
    let drug: [Double]
    let seen: [Int]
    let placebo, horizons, means, variances, survival: [Double]
    let statistic, pValue: Double
  }

  let signedRank: [SignedRank]
  let hodgesLehmann: HodgesLehmann
  let pValues, holm, benjaminiHochberg: [Double]
  let effects: Effects
  let bootstrap: Bootstrap
  let scores: Scores
  let survival: Survival
  let power, studentT, noncentralT, normal: [[Double]]

  static func load() throws -> ComparisonReference {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Reference/comparison.json")
    return try JSONDecoder().decode(ComparisonReference.self, from: Data(contentsOf: file))
  }
}

/// Effects with the given means, one seed a workload.
func pairedEffects(_ means: [Double]) -> PairedEffects { pairedEffects(means.map { [$0] }) }

/// Effects with the given ones of each seed of each workload, as differences.
func pairedEffects(_ groups: [[Double]]) -> PairedEffects {
  PairedEffects(
    groups.enumerated().flatMap { workload, effects in
      effects.enumerated().map { seed, effect in
        PairedObservation(
          workload: String(1000 + workload), seed: UInt64(seed), baseline: 0, treatment: effect)
      }
    }, scale: .difference)
}

/// Two-sided, greater and less: the order of the recorded p-values.
let recordedAlternatives: [Alternative] = [.twoSided, .greater, .less]
