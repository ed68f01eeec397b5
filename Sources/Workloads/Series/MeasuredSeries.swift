/// One series of a trace on an even grid of steps: what was measured, and where nothing was.
public struct MeasuredSeries: Sendable, Hashable {
  /// What was met in putting the samples on the grid.
  public struct Counts: Sendable, Hashable, Codable {
    /// Samples that are in the series.
    public var samples = 0
    /// Samples off the grid; they count for the step they lie in or nearest to.
    public var offGrid = 0
    /// Samples whose step already had one.
    public var sharedSteps = 0
    /// Samples before their predecessor in time, which were put in order.
    public var backwards = 0
    /// Samples at the time of another, which were added up or averaged with it.
    public var duplicates = 0
    /// Falls of a counter, which is read as a start from 0.
    public var resets = 0

    /// None.
    public init() {}
  }

  /// The series' name in its file.
  public var name: String
  /// What it measures.
  public var quantity: Quantity
  /// When the first step begins, in microseconds on the file's clock.
  public var start: Int64
  /// Microseconds from step to step, at least 1.
  public var step: Int64
  /// The value of each step; nil where there is none. The first and the last are there.
  public var values: [Double?]
  /// Whether the file says that a step is anomalous; nil if it says nothing of any.
  public var labels: [Bool?]?
  /// Whether the values only grow but for resets.
  public var isCounter: Bool
  /// What was met.
  public var counts: Counts

  /// A series of the given steps.
  ///
  /// - Precondition: `step` is at least 1 µs and there are as many labels as values.
  public init(
    name: String, quantity: Quantity, start: Int64, step: Int64, values: [Double?], labels: [Bool?]? = nil,
    isCounter: Bool = false, counts: Counts = Counts()
  ) {
    precondition(step >= 1, "a step is at least 1 µs, is \(step)")
    precondition(labels.map { $0.count == values.count } ?? true, "there must be as many labels as values")
    self.name = name
    self.quantity = quantity
    self.start = start
    self.step = step
    self.values = values
    self.labels = labels
    self.isCounter = isCounter
    self.counts = counts
  }

  /// Steps without a value.
  public var missing: Int { values.count { $0 == nil } }

  /// When the last step ends, in microseconds on the file's clock.
  public var end: Int64 { start + Int64(values.count) * step }

  /// What a counter grew by in each step, a second: nil in the first step and where either end is missing.
  ///
  /// A value below the one before is a reset: the counter is taken to have grown from 0, as Prometheus' `rate` does.
  /// The step after a gap has no rate, since nothing tells when in the gap the growth was.
  public func rate() -> MeasuredSeries {
    var rates = [Double?](repeating: nil, count: values.count)
    let seconds = Double(step) / 1e6
    for index in values.indices.dropFirst() {
      guard let before = values[index - 1], let now = values[index] else { continue }
      rates[index] = (now >= before ? now - before : now) / seconds
    }
    var result = self
    result.values = rates
    result.isCounter = false
    return result
  }
}
