/// Order statistics of a sample, with a distribution-free interval of the median.
public struct SampleSummary: Sendable, Equatable {
  /// How many values.
  public let count: Int
  /// The smallest value.
  public let minimum: Double
  /// The quartile below which a quarter lies, type 7 of Hyndman & Fan like the others.
  public let lowerQuartile: Double
  /// The median.
  public let median: Double
  /// The quartile above which a quarter lies.
  public let upperQuartile: Double
  /// The largest value.
  public let maximum: Double
  /// The interval of the median; nil where there are too few values for one.
  public let medianInterval: ClosedRange<Double>?

  /// The distance between the quartiles.
  public var interquartileRange: Double { upperQuartile - lowerQuartile }

  /// Summarizes values in any order.
  ///
  /// - Precondition: there is a value, none is NaN; `confidence` between 0 and 1.
  public init(_ values: some Sequence<Double>, confidence: Double = 0.95) {
    let sorted = values.sorted()
    precondition(!sorted.isEmpty, "no summary of no values")
    precondition(!sorted.contains(where: \.isNaN), "a value is not a number")
    count = sorted.count
    minimum = sorted[0]
    lowerQuartile = quantile(ofSorted: sorted, 0.25)
    median = quantile(ofSorted: sorted, 0.5)
    upperQuartile = quantile(ofSorted: sorted, 0.75)
    maximum = sorted[sorted.count - 1]
    medianInterval = quantileInterval(ofSorted: sorted, 0.5, confidence: confidence)
  }
}
