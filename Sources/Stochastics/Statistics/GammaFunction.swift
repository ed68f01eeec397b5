import Glibc

/// What Stirling's formula leaves of log Γ(x + 1) − ((x + ½) log x − x + ½ log 2π), for a positive `x`.
///
/// The asymptotic series (DLMF 5.11.1) from 15 on, where its first term left out is below 10⁻¹⁷; below, the recurrence
/// r(x) = r(x + 1) + (x + ½) log(1 + 1/x) − 1 that follows from Γ(x + 2) = (x + 1) Γ(x + 1).
@inlinable func stirlingRemainder(_ x: Double) -> Double {
  var shift = 0.0
  var y = x
  while y < 15 {
    shift += (y + 0.5) * log1p(1 / y) - 1
    y += 1
  }
  let z = 1 / (y * y)
  let tail = 1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z / 156)))
  return shift + (1 / 12 - z * (1 / 360 - z * tail)) / y
}

/// log Γ(x) for a positive `x`.
func logGamma(_ x: Double) -> Double {
  (x - 0.5) * log(x) - x + 0.5 * log(2 * .pi) + stirlingRemainder(x)
}

/// Γ(x) for a positive `x`; `.infinity` above 171.6.
func gammaFunction(_ x: Double) -> Double { exp(logGamma(x)) }

/// x − log(1 + x) without cancellation; `ratio` is 1 + x, which near 0 the caller knows better than by addition.
@inlinable func excessOverLog(_ x: Double, ratio: Double) -> Double {
  if x < -0.5 { return x - log(ratio) }
  if abs(x) > 0.1 { return x - log1p(x) }
  // With t = x/(2 + x), log(1 + x) = 2 artanh t and x − 2t = tx.
  let t = x / (2 + x)
  let square = t * t
  let series =
    1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square * (1 / 11 + square / 13))))
  return t * (x - 2 * square * series)
}

/// The log of the Poisson probability of `count`, accurate for counts in the billions.
///
/// Source: Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000: Stirling's formula divides out, and
/// only the deviance of count and mean remains.
@inlinable func logPoissonProbability(_ count: Double, mean: Double) -> Double {
  if count == 0 { return -mean }
  let deviance = count * excessOverLog((mean - count) / count, ratio: mean / count)
  return -deviance - stirlingRemainder(count) - 0.5 * log(2 * .pi * count)
}
