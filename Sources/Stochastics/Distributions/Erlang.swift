/// The Erlang distribution: the sum of several independent exponential phases of one mean.
public struct Erlang: Distribution {
  /// The number of phases, at least 1.
  public let phases: Int
  @usableFromInline let sum: Gamma

  /// The expected value of the sum of all phases.
  public var mean: Double { sum.mean }

  /// The squared mean over the number of phases.
  public var variance: Double { sum.variance }

  /// The sum of `phases` phases, with `mean` the mean of the sum, not of one phase.
  ///
  /// - Precondition: `phases` and `mean` are positive.
  public init(phases: Int, mean: Double) {
    precondition(phases > 0, "phases must be positive, are \(phases)")
    precondition(mean > 0, "mean must be positive, is \(mean)")
    self.phases = phases
    sum = Gamma(shape: Double(phases), scale: mean / Double(phases))
  }

  /// One draw, by `Gamma`.
  @inlinable public func sample(from stream: inout RandomStream) -> Double { sum.sample(from: &stream) }
}
