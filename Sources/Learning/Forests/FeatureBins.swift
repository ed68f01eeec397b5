/// The columns of a table with each value replaced by the number of its bin, at most 256 bins a feature.
///
/// A feature of at most 256 distinct values has one bin for each, so that splitting by bins is exact. Another is cut
/// where its sorted values pass the next 256th of the rows; equal values always share a bin.
final class FeatureBins: @unchecked Sendable {
  static let maximum = 256

  let rowCount: Int
  let featureCount: Int
  /// (D × N) bin of each value, column-major.
  let codes: UnsafeMutablePointer<UInt8>
  /// (D): bins in use.
  let counts: [Int]
  /// (D × 256) least and greatest value in each bin.
  let least: [Float]
  let greatest: [Float]

  init(_ table: FeatureTable, threads: Int) {
    let (n, d) = (table.rowCount, table.featureCount)
    rowCount = n
    featureCount = d
    codes = .allocate(capacity: max(1, n * d))
    nonisolated(unsafe) let codes = codes
    let columns = parallelMap(count: d, threads: threads) { feature in
      table.values.withUnsafeBufferPointer { values in
        Self.bin(
          UnsafeBufferPointer(rebasing: values[feature * n..<(feature + 1) * n]), into: codes + feature * n)
      }
    }
    counts = columns.map(\.least.count)
    func padded(_ bounds: [Float]) -> [Float] {
      bounds + Array(repeating: 0, count: Self.maximum - bounds.count)
    }
    least = columns.flatMap { padded($0.least) }
    greatest = columns.flatMap { padded($0.greatest) }
  }

  deinit { codes.deallocate() }

  /// The threshold between two bins: halfway between the greatest value of one and the least of the other.
  @inline(__always)
  func threshold(feature: Int, below: Int, above: Int) -> Float {
    midpoint(greatest[feature * Self.maximum + below], least[feature * Self.maximum + above])
  }

  private static func bin(
    _ values: UnsafeBufferPointer<Float>, into codes: UnsafeMutablePointer<UInt8>
  ) -> (least: [Float], greatest: [Float]) {
    let sorted = SortedColumn(values)
    let n = values.count
    var distinct = n > 0 ? 1 : 0
    for k in stride(from: 1, to: n, by: 1) where sorted.keys[k] != sorted.keys[k - 1] { distinct += 1 }
    var least: [Float] = []
    var greatest: [Float] = []
    for k in 0..<n {
      let value = values[Int(sorted.rows[k])]
      let isNew = k > 0 && sorted.keys[k] != sorted.keys[k - 1]
      // The bin is full once its share of the rows has gone by.
      if k == 0 || isNew && (distinct <= maximum || k * maximum >= least.count * n) {
        least.append(value)
        greatest.append(value)
      }
      greatest[greatest.count - 1] = value
      codes[Int(sorted.rows[k])] = UInt8(least.count - 1)
    }
    return (least, greatest)
  }
}

/// A number t with `low` ≤ t < `high`, halfway where single precision has such a number.
@inline(__always)
func midpoint(_ low: Float, _ high: Float) -> Float {
  let middle = low / 2 + high / 2
  return middle < high && middle >= low ? middle : low
}

/// The rows of a column in ascending order of its values, by least-significant-digit radix sort.
struct SortedColumn {
  /// The values' bits, ascending, made so that they order as the values do.
  var keys: [UInt32]
  /// The row of each key; equal values keep the order of their rows.
  var rows: [UInt32]

  init(_ values: UnsafeBufferPointer<Float>) {
    keys = values.map { orderedBits($0) }
    rows = (0..<UInt32(values.count)).map { $0 }
    var otherKeys = keys
    var otherRows = rows
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      var starts = [Int](repeating: 0, count: 257)
      for key in keys { starts[Int(key >> shift & 0xFF) + 1] += 1 }
      for digit in 0..<256 { starts[digit + 1] += starts[digit] }
      for k in keys.indices {
        let digit = Int(keys[k] >> shift & 0xFF)
        otherKeys[starts[digit]] = keys[k]
        otherRows[starts[digit]] = rows[k]
        starts[digit] += 1
      }
      swap(&keys, &otherKeys)
      swap(&rows, &otherRows)
    }
  }
}

/// Bits that order as unsigned numbers as the values do; the value is not −0 and not NaN.
@inline(__always)
func orderedBits(_ value: Float) -> UInt32 {
  let bits = value.bitPattern
  return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
}
