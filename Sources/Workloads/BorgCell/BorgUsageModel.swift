import Stochastics

import Glibc

/// What an instance uses of what it asks for.
///
/// The quantile of used over requested at the normal score a·job + b·instance + c·window, where the three are
/// standard normal, a² + b² + c² = 1, and the last one follows a first-order autoregression from window to
/// window.
///
/// In jobs of less than an hour every instance stays near the job's expected ratio: the published spread is
/// one of random rows, which are about long-running instances, and the published closeness of CPU and memory
/// hours of jobs leaves no room for it.
struct BorgUsageModel: Sendable {
  let jobWeight: Double
  let instanceWeight: Double
  let windowWeight: Double
  private let ratios: [QuantileCurve]
  private let memoryRatios: [QuantileCurve]
  /// For each tier the expected ratio given the job's score alone, on the grid.
  private let givenJob: [[Double]]

  init(_ parameters: BorgCellParameters) {
    jobWeight = parameters.jobVariance.squareRoot()
    instanceWeight = parameters.instanceVariance.squareRoot()
    let rest = max(0, 1 - parameters.jobVariance - parameters.instanceVariance)
    windowWeight = rest.squareRoot()
    let curves = parameters.tiers.map { QuantileCurve($0.cpuUsedOverRequested) }
    ratios = curves
    memoryRatios = parameters.tiers.map { QuantileCurve($0.memoryUsedOverRequested) }
    let others = (1 - parameters.jobVariance).squareRoot()
    givenJob = curves.map { Self.expectations($0, spread: others) }
  }

  private static let gridEnd = 5.0
  private static let gridStep = 0.125

  /// The expected ratio at a score of each point of the grid plus a normal variable of the given spread.
  private static func expectations(_ curve: QuantileCurve, spread: Double) -> [Double] {
    let nodes = (0..<64).map { normalQuantile((Double($0) + 0.5) / 64) }
    return stride(from: -gridEnd, through: gridEnd, by: gridStep).map { score in
      nodes.reduce(0) { $0 + curve.value(score: score + spread * $1) } / 64
    }
  }

  private static func interpolate(_ grid: [Double], at score: Double) -> Double {
    let place = (min(max(score, -gridEnd), gridEnd) + gridEnd) / gridStep
    let below = min(Int(place), grid.count - 2)
    return grid[below] + (place - Double(below)) * (grid[below + 1] - grid[below])
  }

  /// Used over requested CPU at a score.
  func ratio(_ tier: BorgTier, score: Double) -> Double { ratios[tier.index].value(score: score) }

  /// Used over requested memory at a score, at most 1.
  func memoryRatio(_ tier: BorgTier, score: Double) -> Double { memoryRatios[tier.index].value(score: score) }

  /// The expected CPU ratio of an instance of a job of the score `job`.
  func expectedRatio(_ tier: BorgTier, job: Double) -> Double {
    Self.interpolate(givenJob[tier.index], at: jobWeight * job)
  }
}

extension RandomStream {
  /// Two independent standard normal numbers by Box and Muller's transform, from one block of the stream.
  mutating func nextNormalPair() -> (Double, Double) {
    let radius = (-2 * log(nextOpenUnit())).squareRoot()
    let angle = 2 * Double.pi * nextUnit()
    return (radius * cos(angle), radius * sin(angle))
  }
}

extension RandomPurpose {
  static let borgJob = RandomPurpose("borg cell: job")
  static let borgInstance = RandomPurpose("borg cell: instance")
  static let borgArrivals = RandomPurpose("borg cell: arrivals")
  static let borgArrivalNoise = RandomPurpose("borg cell: noise of the hours")
  static let borgMachine = RandomPurpose("borg cell: machine")
  static let borgUsage = RandomPurpose("borg cell: usage")
}
