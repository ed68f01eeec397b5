import Glibc

/// The natural logarithm, for files that need no other function of the C library.
func logarithm(_ x: Double) -> Double { log(x) }

/// e to the power of `x`.
func exponential(_ x: Double) -> Double { exp(x) }

/// The arithmetic mean, by plain summation in order.
///
/// - Precondition: `values` is not empty.
func arithmeticMean(_ values: some Collection<Double>) -> Double {
  precondition(!values.isEmpty, "no mean of no values")
  return values.reduce(0, +) / Double(values.count)
}

/// Whether all values are the same number.
func areAllEqual(_ values: [Double]) -> Bool { values.allSatisfy { $0 == values[0] } }
