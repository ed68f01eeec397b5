import Glibc

/// The probability that a standard normal draw is at most `x`, with small relative error in the lower tail.
public func normalDistribution(_ x: Double) -> Double { erfc(-x * 0.5.squareRoot()) / 2 }
