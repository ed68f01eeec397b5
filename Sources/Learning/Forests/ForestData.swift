/// What trees are grown from: features, bins of them where they are used, and targets or classes.
final class ForestData: @unchecked Sendable {
  let rowCount: Int
  let featureCount: Int
  /// C for classification, 0 for regression.
  let classCount: Int
  /// (D × N) features, column-major.
  let values: UnsafeMutablePointer<Float>
  /// Nil for the exact search.
  let bins: FeatureBins?
  /// (N) targets minus `targetOffset`, or classes.
  let targets: [Float]
  /// (C) weight of each class.
  let classWeights: [Double]
  /// The mean of the targets. Without it the sums of squares of a large target would drown its differences.
  let targetOffset: Double

  init(
    _ table: FeatureTable, binned: Bool, targets: [Double], classCount: Int, classWeights: [Double],
    threads: Int
  ) {
    rowCount = table.rowCount
    featureCount = table.featureCount
    self.classCount = classCount
    self.classWeights = classWeights
    let values = UnsafeMutablePointer<Float>.allocate(capacity: table.values.count)
    self.values = values
    table.values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { values.initialize(from: base, count: source.count) }
    }
    bins = binned ? FeatureBins(table, threads: threads) : nil
    let offset = classCount > 0 ? 0 : targets.reduce(0, +) / Double(targets.count)
    targetOffset = offset
    self.targets = targets.map { Float($0 - offset) }
  }

  deinit { values.deallocate() }

  /// (weight · target, weight) or (class, weight · class weight).
  @inline(__always)
  func statistic(_ row: Int, weight: Double) -> SIMD2<Double> {
    let target = Double(targets[row])
    if classCount == 0 { return SIMD2(target * weight, weight) }
    return SIMD2(target, weight * classWeights[Int(targets[row])])
  }
}
