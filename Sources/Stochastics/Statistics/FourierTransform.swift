import Glibc

/// The discrete Fourier transform of a fixed power-of-two length, in place:
/// X[k] = Σ x[j] exp(−2πi jk/n), without a factor in front.
///
/// Time O(n log n). The twiddle factors are computed one by one, not by a recurrence, so that the error stays near
/// the rounding of a double.
///
/// Source: Cooley & Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series", Mathematics of
/// Computation 19(90), 1965.
public struct FourierTransform: Sendable {
  /// The length of what is transformed, a power of two.
  public let count: Int
  /// cos(2πk/n) and −sin(2πk/n) for k in 0..<n/2.
  private let cosines: [Double]
  private let sines: [Double]

  /// A transform of the given length.
  ///
  /// - Precondition: `count` is a power of two, 1 included.
  public init(count: Int) {
    precondition(
      count > 0 && count & (count - 1) == 0, "the length must be a power of two, is \(count)")
    self.count = count
    cosines = (0..<count / 2).map { cos(2 * .pi * Double($0) / Double(count)) }
    sines = (0..<count / 2).map { -sin(2 * .pi * Double($0) / Double(count)) }
  }

  /// Replaces a complex sequence, given as its two parts, by its transform.
  ///
  /// - Precondition: both parts have `count` elements.
  public func forward(real: inout [Double], imaginary: inout [Double]) {
    precondition(
      real.count == count && imaginary.count == count,
      "both parts need \(count) elements, have \(real.count) and \(imaginary.count)")
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in
            Self.reverseBits(real, imaginary)
            Self.combine(real, imaginary, cosines, sines)
          }
        }
      }
    }
  }

  /// Puts each element where the bits of its index, read backwards, point to.
  private static func reverseBits(
    _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>
  ) {
    var target = 0
    for index in 1..<max(real.count, 1) {
      var bit = real.count >> 1
      while target & bit != 0 {
        target ^= bit
        bit >>= 1
      }
      target |= bit
      if index < target {
        real.swapAt(index, target)
        imaginary.swapAt(index, target)
      }
    }
  }

  /// Joins transforms of half the length, from length 1 up.
  private static func combine(
    _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>,
    _ cosines: UnsafeBufferPointer<Double>, _ sines: UnsafeBufferPointer<Double>
  ) {
    let count = real.count
    var half = 1
    while half < count {
      let stride = count / (2 * half)
      var start = 0
      while start < count {
        for offset in 0..<half {
          let (upper, lower) = (start + offset, start + offset + half)
          let (c, s) = (cosines[offset * stride], sines[offset * stride])
          let turnedReal = real[lower] * c - imaginary[lower] * s
          let turnedImaginary = real[lower] * s + imaginary[lower] * c
          real[lower] = real[upper] - turnedReal
          imaginary[lower] = imaginary[upper] - turnedImaginary
          real[upper] += turnedReal
          imaginary[upper] += turnedImaginary
        }
        start += 2 * half
      }
      half *= 2
    }
  }
}
