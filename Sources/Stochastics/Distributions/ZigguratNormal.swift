import Glibc

/// The normal distribution by the ziggurat method, for loops in which `Normal` takes too long.
///
/// A draw uses one number of the stream in 98.5 % of cases and more otherwise, so its results differ from those
/// of `Normal`, and the position of the stream after a draw depends on the draw.
///
/// Source: Marsaglia & Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Software 5(8), 2000, with
/// 256 layers; layer, sign and position come from different bits of a number, as Doornik ("An Improved Ziggurat Method
/// to Generate Normal Random Samples", 2005) asks for.
public struct ZigguratNormal: Distribution {
  /// The expected value.
  public let mean: Double
  /// The standard deviation, at least 0.
  public let standardDeviation: Double
  @usableFromInline let layers: [Layer]

  /// A layer reaches from 0 to `width`; all of it up to `inner`, the next layer's width, is under the curve.
  @usableFromInline struct Layer: Sendable {
    @usableFromInline var width: Double
    @usableFromInline var inner: Double
    /// The curve at `width` and at `inner`.
    @usableFromInline var bottom: Double
    @usableFromInline var top: Double
  }

  /// The square of the standard deviation.
  public var variance: Double { standardDeviation * standardDeviation }

  /// - Precondition: `standardDeviation` is at least 0.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(standardDeviation >= 0, "standard deviation must not be negative, is \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
    layers = Self.table
  }

  /// One draw.
  @inlinable public func sample(from stream: inout RandomStream) -> Double {
    while true {
      let bits = stream.next()
      let layer = layers[Int(bits & 0xFF)]
      let x = Double(Int64(bitPattern: bits) >> 10) * 0x1p-53 * layer.width
      if abs(x) < layer.inner { return mean + standardDeviation * x }
      if bits & 0xFF == 0 {
        return mean + standardDeviation * (x < 0 ? -Self.tail(from: &stream) : Self.tail(from: &stream))
      }
      let height = layer.bottom + stream.nextUnit() * (layer.top - layer.bottom)
      if height < exp(-0.5 * x * x) { return mean + standardDeviation * x }
    }
  }

  /// Where the tail begins, for 256 layers of equal area.
  @usableFromInline static var tailStart: Double { 3.654_152_885_361_008_8 }

  /// A draw beyond the start of the tail (Marsaglia, Technometrics 6(1), 1964).
  @usableFromInline static func tail(from stream: inout RandomStream) -> Double {
    while true {
      let beyond = -log(stream.nextOpenUnit()) / tailStart
      if -2 * log(stream.nextOpenUnit()) > beyond * beyond { return tailStart + beyond }
    }
  }

  /// Layer 0 is the widest: a box of the tail's area beside the base; the area of all is that of the base with the tail.
  private static let table: [Layer] = {
    func curve(_ x: Double) -> Double { exp(-0.5 * x * x) }
    let base = curve(tailStart)
    let area = tailStart * base + (Double.pi / 2).squareRoot() * erfc(tailStart / 2.0.squareRoot())
    var layers = [Layer(width: area / base, inner: tailStart, bottom: 0, top: base)]
    var width = tailStart
    for index in 1..<256 {
      let top = index == 255 ? 1 : curve(width) + area / width
      let inner = index == 255 ? 0 : (-2 * log(top)).squareRoot()
      layers.append(Layer(width: width, inner: inner, bottom: curve(width), top: top))
      width = inner
    }
    return layers
  }()
}
