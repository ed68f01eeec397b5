/// What a stream of random numbers is for. Streams of different purposes never share numbers.
///
/// ```swift
/// extension RandomPurpose { static let startUp = RandomPurpose("replica start-up") }
/// ```
public struct RandomPurpose: Hashable, Sendable {
  /// A 64-bit digest of the name (FNV-1a).
  public let digest: UInt64

  /// A purpose known by its name. Two purposes are the same exactly if their names are.
  public init(_ name: StaticString) {
    digest = name.withUTF8Buffer { fnv1a($0) }
  }
}

/// A stream of random numbers that belongs to one (seed, purpose, entity, ordinal) and to nothing else.
///
/// Streams are values and cost nothing to make, so each draw that must not depend on the others gets its own:
/// the third start-up of service 0 is the same number in every arm of an experiment, however many replicas
/// another policy started before (common random numbers).
///
/// ```swift
/// var stream = RandomStream(seed: 1, purpose: .startUp, entity: service, ordinal: 3)
/// let delay = Exponential(mean: 60).sample(from: &stream)
/// ```
///
/// Not for cryptography. Seed and purpose make the Philox key; entity and ordinal the upper half of its counter,
/// through a 64-bit mix: two different pairs share a stream with a chance of 2⁻⁶⁴.
public struct RandomStream: RandomNumberGenerator, Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline let upper: UInt64
  @usableFromInline var index: UInt64 = 0
  @usableFromInline var spare: UInt64 = 0
  @usableFromInline var hasSpare = false

  /// The stream of the given address, at its beginning.
  public init(seed: UInt64, purpose: RandomPurpose, entity: UInt64 = 0, ordinal: UInt64 = 0) {
    key = Self.mix(seed &+ Self.mix(purpose.digest))
    upper = Self.mix(entity) &+ Self.mix(ordinal &+ 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
  }

  /// The finalizer of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): a bijection of 64 bits.
  @inlinable static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 random bits.
  @inlinable public mutating func next() -> UInt64 {
    if hasSpare {
      hasSpare = false
      return spare
    }
    let block = Philox4x32.block(low: index, high: upper, key: key)
    index &+= 1
    spare = block.high
    hasSpare = true
    return block.low
  }

  /// A double in [0, 1), a multiple of 2⁻⁵³.
  @inlinable public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A double in (0, 1): never 0, so that its logarithm is finite.
  @inlinable public mutating func nextOpenUnit() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// A whole number in 0..<`bound`, without bias (Lemire, ACM TOMACS 29(1), 2019).
  ///
  /// - Precondition: `bound` is positive.
  public mutating func nextIndex(below bound: Int) -> Int {
    precondition(bound > 0, "bound must be positive, is \(bound)")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Puts the elements of `array` in random order (Fisher–Yates). The order depends on this stream alone, not on the
  /// standard library's version.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    guard array.count > 1 else { return }
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, nextIndex(below: last + 1))
    }
  }
}
