extension FeatureTable {
  /// Rows of a group, for instructions that compare so many at once.
  static let lanes = 16

  /// Calls `body` with the rows of `range` in groups of `lanes` = L: feature f of row r of a group is at L f + r. The
  /// last group is filled up with zeros.
  func withGroups<Result>(_ range: Range<Int>, _ body: (UnsafePointer<Float>) -> Result) -> Result {
    let lanes = Self.lanes
    let groups = (range.count + lanes - 1) / lanes
    let stride = featureCount * lanes
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, groups * stride)) { rows in
      rows.initialize(repeating: 0)
      values.withUnsafeBufferPointer { values in
        for group in 0..<groups {
          let width = min(lanes, range.count - group * lanes)
          for feature in 0..<featureCount {
            let source = feature * rowCount + range.lowerBound + group * lanes
            let target = group * stride + feature * lanes
            for lane in 0..<width { rows[target + lane] = values[source + lane] }
          }
        }
      }
      return body(UnsafePointer(rows.baseAddress.unsafelyUnwrapped))
    }
  }
}
