/// Solves log F(v) = log `target` for an increasing F whose logarithm is concave in v, by Newton's method.
///
/// The tangent of a concave function lies above it, so from the second step on the steps approach the root from one
/// side without overshoot, whatever the start. The distribution functions and tails of gamma, beta and Student's t all
/// are of this kind in a suitable v, since their densities in it are log-concave (Prékopa, 1973).
///
/// - Parameters:
///   - start: where to begin.
///   - logRatio: log(F(v)/target) and its derivative.
/// - Precondition: F does not underflow at the start.
func logConcaveRoot(start: Double, _ logRatio: (Double) -> (value: Double, slope: Double)) -> Double {
  var v = start
  var step = Double.infinity
  for _ in 0..<200 {
    let (value, slope) = logRatio(v)
    if value.isFinite && slope.isFinite && slope != 0 {
      let last = abs(step)
      step = value / slope
      v -= step
      // Near the root each step is far smaller than the last, until only rounding is left of them.
      if abs(value) < 1e-9 && abs(step) >= last / 2 || step == 0 { return v }
    } else {
      // The first step may overshoot to where F underflows; half of it is taken back.
      step /= 2
      v += step
    }
  }
  preconditionFailure("no root found from \(start), is at \(v)")
}
