import Foundation
import Stochastics
import Testing

extension RandomPurpose {
  fileprivate static let left = RandomPurpose("quality left")
  fileprivate static let right = RandomPurpose("quality right")
}

/// Streams whose addresses differ in one place: the first number of each side of pair `i`.
private struct Neighbours: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let pair: @Sendable (UInt64) -> (UInt64, UInt64)

  private static func first(
    _ seed: UInt64, _ purpose: RandomPurpose, _ entity: UInt64, _ ordinal: UInt64
  ) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: purpose, entity: entity, ordinal: ordinal)
    return stream.next()
  }

  static let all: [Neighbours] = [
    Neighbours(testDescription: "seeds") { (first($0, .left, 1, 2), first($0 + 1, .left, 1, 2)) },
    Neighbours(testDescription: "purposes") { (first($0, .left, 1, 2), first($0, .right, 1, 2)) },
    Neighbours(testDescription: "entities") { (first(1, .left, $0, 2), first(1, .left, $0 + 1, 2)) },
    Neighbours(testDescription: "ordinals") { (first(1, .left, 1, $0), first(1, .left, 1, $0 + 1)) },
    Neighbours(testDescription: "entity and ordinal exchanged") {
      (first(1, .left, $0, $0 + 1), first(1, .left, $0 + 1, $0))
    },
    Neighbours(testDescription: "numbers of one stream") { index in
      var stream = RandomStream(seed: 1, purpose: .left, ordinal: index)
      return (stream.next(), stream.next())
    },
  ]

  /// Weyl's sequence: each number is uniform, neighbours differ by a constant.
  static let bad = Neighbours(testDescription: "bad") { index in
    (index &* 0x9E37_79B9_7F4A_7C15, (index + 1) &* 0x9E37_79B9_7F4A_7C15)
  }
}

@Suite struct StreamQualityTests {
  static let count = 20_000

  /// The 99.9 % point of the normal distribution, two-sided.
  static let normalBound = 3.2905

  private func correlation(_ neighbours: Neighbours) -> Double {
    let (mean, deviation) = (0.5, 1 / 12.0)
    let sum = (0..<UInt64(Self.count)).reduce(0.0) { sum, index in
      let (left, right) = neighbours.pair(index)
      return sum + (Double(left) * 0x1p-64 - mean) * (Double(right) * 0x1p-64 - mean)
    }
    return sum / Double(Self.count) / deviation
  }

  /// How many bits differ on average.
  private func bitDistance(_ neighbours: Neighbours) -> Double {
    let sum = (0..<UInt64(Self.count)).reduce(0) { sum, index in
      let (left, right) = neighbours.pair(index)
      return sum + (left ^ right).nonzeroBitCount
    }
    return Double(sum) / Double(Self.count)
  }

  /// The correlation of independent uniform numbers has the standard error 1/√n = 0.0071.
  @Test(arguments: Neighbours.all) private func neighboursAreUncorrelated(_ neighbours: Neighbours) {
    #expect(abs(correlation(neighbours)) < Self.normalBound / Double(Self.count).squareRoot())
  }

  /// Of 64 independent bits 32 differ on average with the standard deviation 4: the error is 4/√n = 0.028.
  @Test(arguments: Neighbours.all) private func halfOfTheBitsDiffer(_ neighbours: Neighbours) {
    #expect(abs(bitDistance(neighbours) - 32) < Self.normalBound * 4 / Double(Self.count).squareRoot())
  }

  /// The numbers of one stream, and the first numbers of many, fill 256 bins by their top and bottom bits evenly.
  @Test(arguments: [0, 56]) func topAndBottomBitsAreUniform(shift: UInt64) {
    var stream = RandomStream(seed: 2, purpose: .left)
    let within = ChiSquare(equal: bins((0..<100_000).map { _ in stream.next() }, shift))
    #expect(within.isPlausible, "χ² \(within.statistic)")
    let across = ChiSquare(equal: bins((0..<UInt64(100_000)).map { Neighbours.all[2].pair($0).0 }, shift))
    #expect(across.isPlausible, "χ² \(across.statistic)")
  }

  /// Each of the 64 bits is set in half of the numbers; Σ z² is χ² with 64 degrees of freedom.
  @Test func everyBitIsBalanced() {
    var stream = RandomStream(seed: 3, purpose: .left)
    let numbers = (0..<Self.count).map { _ in stream.next() }
    #expect(bitStatistic(numbers) < chiSquareQuantile(0.999, degreesOfFreedom: 64))
    // The sister: one bit stuck adds (n/2)²/(n/4) = n.
    #expect(bitStatistic(numbers.map { $0 | 1 << 17 }) > chiSquareQuantile(0.999, degreesOfFreedom: 64))
  }

  /// The sister of the neighbours: Weyl's sequence correlates, with 1 − 6d(1 − d) = −0.416 for its step d = 0.618034.
  @Test func theTestsSeeABadGenerator() {
    #expect(abs(correlation(.bad) + 0.416_408) < 0.01)
    #expect(abs(bitDistance(.bad) - 32) > Self.normalBound * 4 / Double(Self.count).squareRoot())
  }

  /// The sister of the bins: the bottom bits of squares are uneven, and so are top bits of sums of two numbers.
  @Test func theBinsSeeABadGenerator() {
    var stream = RandomStream(seed: 2, purpose: .left)
    let squares = (0..<100_000).map { _ -> UInt64 in
      let number = stream.next()
      return number &* number
    }
    #expect(!ChiSquare(equal: bins(squares, 0)).isPlausible)
    let sums = (0..<100_000).map { _ in stream.next() / 2 + stream.next() / 2 }
    #expect(!ChiSquare(equal: bins(sums, 56)).isPlausible)
  }

  private func bins(_ numbers: [UInt64], _ shift: UInt64) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    for number in numbers { counts[Int(number >> shift & 0xFF)] += 1 }
    return counts
  }

  private func bitStatistic(_ numbers: [UInt64]) -> Double {
    let half = Double(numbers.count) / 2
    return (0..<UInt64(64)).reduce(0.0) { sum, bit in
      let set = Double(numbers.reduce(0) { $0 + Int($1 >> bit & 1) })
      return sum + (set - half) * (set - half) / (half / 2)
    }
  }
}
