import Foundation
import Testing

@testable import Stochastics

@Suite("The fast Fourier transform")
struct FourierTransformTests {
  @Test("it is the sum it stands for", arguments: [1, 2, 4, 8, 64, 256])
  func direct(count: Int) {
    var stream = RandomStream(seed: 4, purpose: .testFourier, entity: UInt64(count))
    let real = (0..<count).map { _ in stream.nextUnit() - 0.5 }
    let imaginary = (0..<count).map { _ in stream.nextUnit() - 0.5 }
    var (fastReal, fastImaginary) = (real, imaginary)
    FourierTransform(count: count).forward(real: &fastReal, imaginary: &fastImaginary)
    for k in 0..<count {
      var (sumReal, sumImaginary) = (0.0, 0.0)
      for j in 0..<count {
        // The product is reduced first: the angle of the library's sine then has no rounding of its own.
        let angle = -2 * Double.pi * Double(j * k % count) / Double(count)
        sumReal += real[j] * cos(angle) - imaginary[j] * sin(angle)
        sumImaginary += real[j] * sin(angle) + imaginary[j] * cos(angle)
      }
      #expect(abs(sumReal - fastReal[k]) < 1e-13 && abs(sumImaginary - fastImaginary[k]) < 1e-13)
    }
  }

  @Test("known transforms: an impulse is flat, a turning wave is one line")
  func known() {
    let transform = FourierTransform(count: 16)
    var (real, imaginary) = ([Double](repeating: 0, count: 16), [Double](repeating: 0, count: 16))
    real[0] = 3
    transform.forward(real: &real, imaginary: &imaginary)
    #expect(real.allSatisfy { $0 == 3 } && imaginary.allSatisfy { $0 == 0 })
    // exp(2πi 5j/16) has all its weight, 16, at frequency 5, not at −5 = 11.
    real = (0..<16).map { cos(2 * .pi * 5 * Double($0) / 16) }
    imaginary = (0..<16).map { sin(2 * .pi * 5 * Double($0) / 16) }
    transform.forward(real: &real, imaginary: &imaginary)
    for k in 0..<16 {
      #expect(abs(real[k] - (k == 5 ? 16 : 0)) < 1e-13 && abs(imaginary[k]) < 1e-13)
    }
  }
}

extension RandomPurpose {
  static let testFourier = RandomPurpose("test: fourier")
  static let testNoise = RandomPurpose("test: fractional noise")
}
