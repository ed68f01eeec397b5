/// Counts of durations in buckets whose width grows with the duration: quantiles within 1/128, whatever the range.
///
/// Each octave has 64 buckets of equal width, and values below 128 ns have one each, as in Tene's HdrHistogram. A
/// record costs a few shifts; memory is at most 3,712 counters of 8 bytes and grows only up to the largest value.
/// Count, sum, smallest and largest are exact, so that merging histograms is the same as recording all values in one.
public struct LatencyHistogram: Sendable, Equatable {
  /// The largest relative error of a quantile.
  public static var relativeError: Double { 1 / 128 }

  /// How many values were recorded.
  public private(set) var count = 0
  /// The smallest value recorded, in nanoseconds; nil where there is none.
  public var minimum: Int64? { count > 0 ? smallest : nil }
  /// The largest value recorded, in nanoseconds; nil where there is none.
  public var maximum: Int64? { count > 0 ? largest : nil }
  private var smallest = Int64.max
  private var largest = Int64.min
  private var counts: [Int] = []
  /// The sum in 128 bits: 64 would overflow at 10⁹ waits of 20 s.
  private var sumLow: UInt64 = 0
  private var sumHigh: UInt64 = 0

  /// A histogram of no values.
  public init() {}

  /// The mean of the recorded values in nanoseconds, exact but for one rounding; NaN where there is none.
  public var mean: Double {
    count > 0 ? (Double(sumHigh) * 0x1p64 + Double(sumLow)) / Double(count) : .nan
  }

  /// Counts one duration.
  ///
  /// - Precondition: `nanoseconds` is at least 0.
  public mutating func record(_ nanoseconds: Int64) {
    precondition(nanoseconds >= 0, "a duration must not be negative, is \(nanoseconds) ns")
    let bucket = Self.bucket(of: nanoseconds)
    grow(to: bucket + 1)
    counts[bucket] += 1
    count += 1
    smallest = min(smallest, nanoseconds)
    largest = max(largest, nanoseconds)
    addToSum(low: UInt64(nanoseconds), high: 0)
  }

  /// Adds all that another histogram counted.
  public mutating func merge(_ other: LatencyHistogram) {
    grow(to: other.counts.count)
    for (bucket, number) in other.counts.enumerated() { counts[bucket] += number }
    count += other.count
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
    addToSum(low: other.sumLow, high: other.sumHigh)
  }

  /// The smallest recorded value that at least the part `p` of all does not exceed, within `relativeError`, in
  /// nanoseconds; nil where there is none.
  ///
  /// - Precondition: `p` in 0...1; 0 gives the minimum.
  public func quantile(_ p: Double) -> Int64? {
    precondition(p >= 0 && p <= 1, "p must be in 0...1, is \(p)")
    if count == 0 { return nil }
    let rank = max(1, Int((p * Double(count)).rounded(.up)))
    if rank >= count { return largest }
    var passed = 0
    for (bucket, number) in counts.enumerated() {
      passed += number
      if passed >= rank { return min(max(Self.middle(of: bucket), smallest), largest) }
    }
    return largest
  }

  /// Values below 128 are their own bucket; above, the leading 7 bits and the number of the others name it.
  static func bucket(of value: Int64) -> Int {
    let shift = max(0, 57 - value.leadingZeroBitCount)
    return (shift << 6) + Int(value >> Int64(shift))
  }

  /// The middle of a bucket, from which none of its values is further than half its width.
  static func middle(of bucket: Int) -> Int64 {
    let shift = max(0, (bucket >> 6) - 1)
    let start = Int64(bucket - (shift << 6)) << Int64(shift)
    return start + ((Int64(1) << Int64(shift)) - 1) / 2
  }

  private mutating func grow(to size: Int) {
    if counts.count < size { counts.append(contentsOf: repeatElement(0, count: size - counts.count)) }
  }

  private mutating func addToSum(low: UInt64, high: UInt64) {
    let (sum, overflow) = sumLow.addingReportingOverflow(low)
    sumLow = sum
    sumHigh += high + (overflow ? 1 : 0)
  }
}
