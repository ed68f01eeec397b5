import Stochastics
import Testing

extension RandomPurpose {
  fileprivate static let one = RandomPurpose("one")
  fileprivate static let other = RandomPurpose("other")
}

@Suite struct RandomStreamTests {
  /// Known answers published with the Random123 library (kat_vectors, philox4x32 with 10 rounds).
  @Test(arguments: [
    (
      SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: 0xffff_ffff), SIMD2<UInt32>(repeating: 0xffff_ffff),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func philoxKnownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
    #expect(Philox4x32.block(counter: counter, key: key) == expected)
  }

  @Test func aStreamIsItsAddress() {
    func draws(_ seed: UInt64, _ purpose: RandomPurpose, _ entity: UInt64, _ ordinal: UInt64) -> [UInt64] {
      var stream = RandomStream(seed: seed, purpose: purpose, entity: entity, ordinal: ordinal)
      return (0..<5).map { _ in stream.next() }
    }
    let reference = draws(1, .one, 2, 3)
    #expect(draws(1, .one, 2, 3) == reference)
    let others = [
      draws(2, .one, 2, 3), draws(1, .other, 2, 3), draws(1, .one, 3, 3), draws(1, .one, 2, 4),
      draws(1, .one, 3, 2),
    ]
    for other in others { #expect(Set(other).isDisjoint(with: reference)) }
  }

  /// 100,000 draws below 7: each count is binomial with mean 14,286 and standard deviation 110.7; 5 of them is 553.
  @Test func indicesAreUniform() {
    var stream = RandomStream(seed: 7, purpose: .one)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<100_000 { counts[stream.nextIndex(below: 7)] += 1 }
    for count in counts { #expect(abs(count - 14_286) < 553) }
  }

  @Test func shuffleKeepsElementsAndObeysTheSeed() {
    func shuffled(_ seed: UInt64) -> [Int] {
      var stream = RandomStream(seed: seed, purpose: .one)
      var values = Array(0..<50)
      stream.shuffle(&values)
      return values
    }
    #expect(shuffled(1).sorted() == Array(0..<50))
    #expect(shuffled(1) == shuffled(1))
    #expect(shuffled(1) != shuffled(2))
  }
}
