/// Rows of features, each with its class.
public struct LabelledTable: Hashable, Sendable {
  /// (N × D).
  public let table: FeatureTable
  /// (N) numbers in 0..<C.
  public let classes: [Int]
  /// C, at least 2.
  public let classCount: Int
  /// (C) weight of a row of each class.
  public let classWeights: [Double]

  /// A table whose classes weigh the same in sum, however many rows they have.
  ///
  /// - Parameters:
  ///   - table: (N × D), N at least 1.
  ///   - classes: (N) numbers in 0..<C.
  ///   - classCount: C, in 2…1,024.
  /// - Throws: `LearningError` where they do not fit together.
  public init(_ table: FeatureTable, classes: [Int], classCount: Int) throws {
    guard (2...1024).contains(classCount), table.rowCount > 0, classes.count == table.rowCount,
      classes.allSatisfy({ (0..<classCount).contains($0) })
    else {
      throw LearningError(
        "A labelled table needs at least one row, 2...1024 classes and a class of 0..<\(classCount) for each of its "
          + "\(table.rowCount) rows; there are \(classes.count).")
    }
    self.table = table
    self.classes = classes
    self.classCount = classCount
    classWeights = RandomForestConfiguration.balancedWeights(classes: classes, classCount: classCount)
  }

  func weight(_ row: Int) -> Double { classWeights[classes[row]] }

  func check(against training: LabelledTable) throws {
    guard classCount == training.classCount, table.featureCount == training.table.featureCount else {
      throw LearningError(
        "The validation table has \(table.featureCount) features and \(classCount) classes, the training table "
          + "\(training.table.featureCount) and \(training.classCount).")
    }
  }
}

extension FeatureTable {
  /// (N × D) values, row after row.
  var rowMajor: [Float] {
    var rows = [Float](repeating: 0, count: rowCount * featureCount)
    for feature in 0..<featureCount {
      for row in 0..<rowCount { rows[row * featureCount + feature] = values[feature * rowCount + row] }
    }
    return rows
  }
}
