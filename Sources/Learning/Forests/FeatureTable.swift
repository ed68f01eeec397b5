/// N rows of D features, stored column after column.
///
/// Single precision, as in scikit-learn's forests: a feature given in double precision is rounded once, here, so
/// that training and inference see the same number. Every value is finite; missing values are refused.
public struct FeatureTable: Hashable, Sendable {
  /// N: number of rows.
  public let rowCount: Int
  /// D: number of features.
  public let featureCount: Int
  /// N × D values; feature f of row i is at `f * rowCount + i`. Never −0.
  public let values: [Float]

  /// The table with the given columns, one after the other.
  ///
  /// - Parameters:
  ///   - columnMajor: N × D values; feature f of row i is at `f * rowCount + i`.
  ///   - rowCount: N.
  ///   - featureCount: D.
  /// - Throws: `LearningError` where a value is not finite, or the count is not N × D.
  public init(columnMajor: [Float], rowCount: Int, featureCount: Int) throws {
    guard rowCount >= 0, featureCount >= 0, columnMajor.count == rowCount * featureCount else {
      throw LearningError(
        "A feature table of \(rowCount) rows and \(featureCount) features needs rows × features values, not "
          + "\(columnMajor.count).")
    }
    if let index = Self.firstNotFinite(columnMajor) {
      throw LearningError(
        "Feature \(index / rowCount) of row \(index % rowCount) is \(columnMajor[index]); every feature must be a "
          + "finite number, so fill in or drop what is missing.")
    }
    self.rowCount = rowCount
    self.featureCount = featureCount
    // −0 + 0 = 0: one zero, whose bits order as its value does.
    values = columnMajor.map { $0 + 0 }
  }

  /// The table with the given columns, each of N values.
  ///
  /// - Throws: `LearningError` where two columns differ in length or a value is not finite in single precision.
  public init(columns: [[Double]]) throws {
    let count = columns.first?.count ?? 0
    for (feature, column) in columns.enumerated() where column.count != count {
      throw LearningError(
        "Feature \(feature) has \(column.count) rows, but feature 0 has \(count); all columns must be of one length."
      )
    }
    try self.init(
      columnMajor: columns.flatMap { $0.map { Float($0) } }, rowCount: count, featureCount: columns.count)
  }

  /// The table with the given rows, each of D values.
  ///
  /// - Throws: `LearningError` where two rows differ in length or a value is not finite in single precision.
  public init(rows: [[Double]]) throws {
    let features = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != features {
      throw LearningError(
        "Row \(index) has \(row.count) features, but row 0 has \(features); all rows must be of one length.")
    }
    var values = [Float](repeating: 0, count: rows.count * features)
    for (index, row) in rows.enumerated() {
      for feature in 0..<features { values[feature * rows.count + index] = Float(row[feature]) }
    }
    try self.init(columnMajor: values, rowCount: rows.count, featureCount: features)
  }

  /// The D features of one row.
  public func row(_ index: Int) -> [Float] {
    precondition(index >= 0 && index < rowCount, "row \(index) of \(rowCount)")
    return (0..<featureCount).map { values[$0 * rowCount + index] }
  }

  /// The rows of the given indices, in that order; an index may come more than once.
  public func selecting(rows: [Int]) -> FeatureTable {
    var picked: [Float] = []
    picked.reserveCapacity(rows.count * featureCount)
    for feature in 0..<featureCount {
      for row in rows {
        precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
        picked.append(values[feature * rowCount + row])
      }
    }
    return FeatureTable(checked: picked, rowCount: rows.count, featureCount: featureCount)
  }

  /// The table with feature `feature` in the order that `order` says.
  func permuting(feature: Int, by order: [Int]) -> FeatureTable {
    var changed = values
    for (row, source) in order.enumerated() {
      changed[feature * rowCount + row] = values[feature * rowCount + source]
    }
    return FeatureTable(checked: changed, rowCount: rowCount, featureCount: featureCount)
  }

  private init(checked: [Float], rowCount: Int, featureCount: Int) {
    values = checked
    self.rowCount = rowCount
    self.featureCount = featureCount
  }

  private static func firstNotFinite(_ values: [Float]) -> Int? {
    // 0 · x is 0 for every finite x and not a number else: one sum tells whether a search is needed.
    let sum = values.withUnsafeBufferPointer { buffer in
      var sum: Float = 0
      for value in buffer { sum += value * 0 }
      return sum
    }
    return sum == 0 ? nil : values.firstIndex { !$0.isFinite }
  }
}
