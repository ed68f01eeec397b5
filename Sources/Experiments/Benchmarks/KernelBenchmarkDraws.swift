import Stochastics

import Glibc

/// A source of exponential draws in nanoseconds, by inversion.
protocol ExponentialDraws {
  /// One draw of the given mean in nanoseconds.
  mutating func next(mean: Double) -> Int64
}

/// xorshift64* (Vigna, ACM TOMS 42(4), 2016): what the peers draw from.
struct XorshiftDraws: ExponentialDraws {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func nextBits() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func nextOpenUnit() -> Double { (Double(nextBits() >> 12) + 0.5) * 0x1p-52 }

  mutating func next(mean: Double) -> Int64 { Int64(-mean * log(nextOpenUnit())) }
}

/// The random streams of the simulator.
struct PhiloxDraws: ExponentialDraws {
  private var stream = RandomStream(seed: 1, purpose: RandomPurpose("kernel benchmark"))

  mutating func next(mean: Double) -> Int64 { Int64(-mean * log(stream.nextOpenUnit())) }
}

/// The steps of the hold model.
enum HoldSteps: String, CaseIterable {
  /// Exponential of mean 1 s.
  case exponential
  /// Nine in ten below 0.95 s, one in ten 9.5 s later: after Rönngren & Ayani, ACM TOMACS 7(2), 1997.
  case bimodal

  /// Steps in a table; a power of two.
  static let count = 65_536

  /// Steps drawn beforehand, in nanoseconds, so that drawing costs nobody anything.
  func table() -> [Int64] {
    var draws = XorshiftDraws()
    return (0..<Self.count).map { _ in
      switch self {
      case .exponential: return draws.next(mean: 1e9)
      case .bimodal:
        let base = 0.95238 * draws.nextOpenUnit()
        return Int64((draws.nextOpenUnit() < 0.1 ? base + 9.5238 : base) * 1e9)
      }
    }
  }
}
