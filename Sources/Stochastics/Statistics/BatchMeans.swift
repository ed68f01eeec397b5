/// The mean of a stationary, correlated series with an honest error, from the means of long batches.
///
/// Means of batches much longer than the correlation are nearly independent and normal; whether they are long enough
/// shows in `lagOneCorrelation`.
///
/// Source: Law & Kelton, "Simulation Modeling and Analysis", 3rd ed. 2000, section 9.5.3.
public struct BatchMeans: Sendable, Equatable {
  /// The mean of each batch, in order.
  public let batchMeans: [Double]
  /// How many values each batch holds.
  public let batchSize: Int
  /// The mean of all batches.
  public let mean: Double
  /// Standard deviation of the mean, from the batches' unbiased variance.
  public let standardError: Double

  /// The means of `batches` batches of equal size; values left over are dropped at the start, where a warm-up lingers.
  ///
  /// - Precondition: at least two batches, and at least as many values as batches.
  public init(_ values: [Double], batches: Int = 20) {
    precondition(batches > 1, "at least 2 batches are needed, are \(batches)")
    precondition(values.count >= batches, "\(values.count) values are too few for \(batches) batches")
    let size = values.count / batches
    let dropped = values.count - size * batches
    batchMeans = (0..<batches).map { batch in
      let start = dropped + batch * size
      return SampleMean(values[start..<start + size]).mean
    }
    let summary = SampleMean(batchMeans)
    batchSize = size
    mean = summary.mean
    standardError = summary.standardError
  }

  /// The confidence interval of the mean, by Student's t with one degree of freedom less than batches.
  ///
  /// - Precondition: `confidence` is between 0 and 1.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    precondition(confidence > 0 && confidence < 1, "confidence must be between 0 and 1, is \(confidence)")
    let freedom = Double(batchMeans.count - 1)
    let halfWidth = studentTQuantile((1 + confidence) / 2, degreesOfFreedom: freedom) * standardError
    return mean - halfWidth...mean + halfWidth
  }

  /// The correlation of neighbouring batch means, near 0 where batches are long enough; NaN where all are equal.
  public var lagOneCorrelation: Double {
    let products = zip(batchMeans, batchMeans.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    let squares = batchMeans.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return products / squares
  }
}
