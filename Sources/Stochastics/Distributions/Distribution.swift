/// Something that real numbers can be drawn from.
///
/// The samplers are ours because those of a standard library may change between versions, and with them every result.
public protocol Distribution: Sendable {
  /// One draw, which uses up some numbers of `stream`.
  func sample(from stream: inout RandomStream) -> Double

  /// The expected value; `.infinity` where it is infinite, `.nan` where it has no closed form.
  var mean: Double { get }

  /// The variance; `.infinity` where only the second moment is infinite, `.nan` where the mean is not finite or no
  /// closed form exists.
  var variance: Double { get }
}

/// Something that whole numbers can be drawn from.
///
/// A protocol of its own, not a `Distribution` that rounds: a count indexes an array or repeats a loop, and a `Double`
/// would have to be converted at every use.
public protocol DiscreteDistribution: Sendable {
  /// One draw, which uses up some numbers of `stream`.
  func sample(from stream: inout RandomStream) -> Int

  /// The expected value.
  var mean: Double { get }

  /// The variance.
  var variance: Double { get }
}
