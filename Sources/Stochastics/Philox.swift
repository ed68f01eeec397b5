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
    var x = counter
    var k = key
    for _ in 0..<10 {
      let product0 = UInt64(x[0]) &* 0xD251_1F53
      let product1 = UInt64(x[2]) &* 0xCD9E_8D57
      x = SIMD4(
        UInt32(truncatingIfNeeded: product1 >> 32) ^ x[1] ^ k[0], UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ x[3] ^ k[1], UInt32(truncatingIfNeeded: product0))
      k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return x
  }
}
