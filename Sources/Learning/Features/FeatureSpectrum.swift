import Stochastics

import Glibc

/// The spectrum of the newest 64 values of a metric. A window with a missing value has none.
struct FeatureSpectrum: Sendable {
  private let transform = FourierTransform(count: FeatureFormula.spectrumLength)
  /// Hann's window, periodic, as spectra take it.
  private let weights: [Double]
  private var real: [Double]
  private var imaginary: [Double]

  init() {
    let n = FeatureFormula.spectrumLength
    weights = (0..<n).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(n)) }
    real = Array(repeating: 0, count: n)
    imaginary = real
  }

  /// Writes the seven figures, in the order of `SpectralFigure`.
  mutating func fill(newest: UnsafePointer<Double>, figures: UnsafeMutablePointer<Double>) {
    let n = FeatureFormula.spectrumLength
    for place in SpectralFigure.allCases.indices { figures[place] = .nan }
    let oldest = newest - (n - 1)
    let reference = newest[0]
    var sum = 0.0
    for index in 0..<n { sum += oldest[index] - reference }
    guard !sum.isNaN else { return }
    let mean = sum / Double(n)
    for index in 0..<n {
      real[index] = ((oldest[index] - reference) - mean) * weights[index]
      imaginary[index] = 0
    }
    transform.forward(real: &real, imaginary: &imaginary)
    var total = 0.0
    for k in 1...n / 2 {
      real[k] = real[k] * real[k] + imaginary[k] * imaginary[k]
      total += real[k]
    }
    guard total > 0 else { return }
    var strongest = 1
    var entropy = 0.0
    for k in 1...n / 2 {
      if real[k] > real[strongest] { strongest = k }
      let share = real[k] / total
      if share > 0 { entropy -= share * log(share) }
    }
    for (place, band) in SpectralFigure.bands.enumerated() {
      var power = 0.0
      for k in band { power += real[k] }
      figures[place] = power / total
    }
    figures[5] = Double(n) / Double(strongest)
    figures[6] = entropy / log(Double(n / 2))
  }
}

/// Pearson's correlation of two windows over the steps where both are there, at least three; not a number where one of
/// them does not vary.
func windowCorrelation(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, window: Int
) -> Double {
  var (count, sumA, sumB) = (0.0, 0.0, 0.0)
  var (firstA, firstB) = (0.0, 0.0)
  var (variesA, variesB) = (false, false)
  for age in 0..<window {
    let (x, y) = (a[-age], b[-age])
    if x.isNaN || y.isNaN { continue }
    if count == 0 { (firstA, firstB) = (x, y) }
    count += 1
    sumA += x - firstA
    sumB += y - firstB
    if x != firstA { variesA = true }
    if y != firstB { variesB = true }
  }
  guard count > 2, variesA, variesB else { return .nan }
  let (meanA, meanB) = (sumA / count, sumB / count)
  var (squareA, squareB, product) = (0.0, 0.0, 0.0)
  for age in 0..<window {
    let (x, y) = (a[-age], b[-age])
    if x.isNaN || y.isNaN { continue }
    let (u, v) = ((x - firstA) - meanA, (y - firstB) - meanB)
    squareA += u * u
    squareB += v * v
    product += u * v
  }
  let scale = (squareA * squareB).squareRoot()
  return scale > 0 ? max(-1, min(1, product / scale)) : .nan
}
