import Stochastics

extension RandomPurpose {
  static let searchPoint = RandomPurpose("point of a search")
}

/// Draws the points of a search, each from a stream of its own.
public enum SearchSampler {
  /// Points drawn evenly from the space: random search (Bergstra & Bengio, JMLR 13, 2012).
  public static func random(_ space: SearchSpace, seed: UInt64, position: Int) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .searchPoint, ordinal: UInt64(position))
    return space.parameters.map { _ in stream.nextUnit() }
  }
}

/// The tree-structured Parzen estimator: draws points that the good trials so far make likelier than the others do.
///
/// Source: Bergstra, Bardenet, Bengio & Kégl, "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011. Trials are
/// divided at the share γ of the best; l is the density of the good ones, g that of the others; expected improvement grows
/// with l/g, so of some candidates drawn from l the one with the largest ratio is taken. Each density is a product over
/// keys of a mixture: the prior (even over the interval) and one normal density a trial, truncated to the interval, as
/// wide as the distance to its farther neighbour; for choices, counts with the prior added. Departures: intervals are those
/// of the range after its logarithm; the prior is even rather than normal.
public struct TreeParzenSampler: Sendable, Hashable {
  /// The space.
  public let space: SearchSpace
  /// Decides all that is drawn.
  public let seed: UInt64
  /// Trials that are drawn evenly before anything is estimated.
  public var startup = 10
  /// γ: the share of the trials that count as good.
  public var goodShare = 0.15
  /// Candidates that each point is the best of.
  public var candidates = 24

  /// A sampler with the defaults.
  public init(_ space: SearchSpace, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  /// The point of trial `position`, given what earlier ones came to, in order of their positions.
  public func point(position: Int, after history: [(point: [Double], score: TrialScore)]) -> [Double] {
    guard history.count >= startup else {
      return SearchSampler.random(space, seed: seed, position: position)
    }
    let order = history.indices.sorted { (history[$0].score, $0) < (history[$1].score, $1) }
    let count = min(order.count - 1, max(2, Int((goodShare * Double(order.count)).rounded(.up))))
    let good = densities(order[..<count].map { history[$0].point })
    let others = densities(order[count...].map { history[$0].point })
    var stream = RandomStream(seed: seed, purpose: .searchPoint, ordinal: UInt64(position))
    var best: (point: [Double], gain: Double)?
    for _ in 0..<candidates {
      let point = good.map { $0.draw(from: &stream) }
      let gain = point.indices.reduce(0) { sum, key in
        sum + good[key].logDensity(point[key]) - others[key].logDensity(point[key])
      }
      if gain > best?.gain ?? -.infinity { best = (point, gain) }
    }
    return best?.point ?? SearchSampler.random(space, seed: seed, position: position)
  }

  private func densities(_ points: [[Double]]) -> [ParzenDensity] {
    space.parameters.enumerated().map { key, parameter in
      ParzenDensity(points.map { $0[key] }, choices: parameter.choices)
    }
  }
}
