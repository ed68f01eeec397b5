/// The counter-based generator Philox4x32-10: a keyed bijection from 128-bit counters to 128 random bits.
///
/// Any block can be computed at once from its key and counter, so a draw depends on *which* draw it is and never
/// on how many were made before it.
///
/// Source: Salmon, Moraes, Dror & Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11. The tests check the
/// known-answer vectors published with that paper's Random123 library.
public enum Philox4x32 {
  /// The random block for one counter under one key.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    let (low, high) = block(
      low: UInt64(counter[0]) | UInt64(counter[1]) << 32, high: UInt64(counter[2]) | UInt64(counter[3]) << 32,
      key: UInt64(key[0]) | UInt64(key[1]) << 32)
    return SIMD4(
      UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
      UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32))
  }

  /// The same with the words in pairs, the first of a pair in the lower half.
  ///
  /// The words are scalars: a round multiplies two of the four, and moving them in and out of the lanes of a vector
  /// costs more than the round.
  @inlinable
  static func block(low: UInt64, high: UInt64, key: UInt64) -> (low: UInt64, high: UInt64) {
    var (x0, x1) = (low & 0xFFFF_FFFF, low >> 32)
    var (x2, x3) = (high & 0xFFFF_FFFF, high >> 32)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let product0 = x0 &* 0xD251_1F53
      let product1 = x2 &* 0xCD9E_8D57
      x0 = product1 >> 32 ^ x1 ^ UInt64(k0)
      x1 = product1 & 0xFFFF_FFFF
      x2 = product0 >> 32 ^ x3 ^ UInt64(k1)
      x3 = product0 & 0xFFFF_FFFF
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (x0 | x1 << 32, x2 | x3 << 32)
  }
}
