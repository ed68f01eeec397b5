import Glibc

/// What linear and tree models read of the past: recent points, longer means, the same time a period ago, the
/// clock.
///
/// All loads are scaled levels relative to the newest point's level, but for that level itself, so that a
/// model that has learned nothing forecasts the newest point.
public struct LagFeatures: Hashable, Sendable, Codable {
  /// Newest points that are read one by one, in 1…10,000.
  public var lags: Int
  /// Lengths, in points, of the means over the newest points that are read.
  public var averages: [Int]
  /// Seconds after which the load is taken to resemble itself; nil reads nothing a period ago.
  public var period: Double?
  /// Whether sine and cosine of the time of day and of the week are read, two harmonics each.
  public var calendar: Bool

  /// Features of the given kinds.
  public init(lags: Int, averages: [Int] = [], period: Double? = nil, calendar: Bool = false) {
    self.lags = lags
    self.averages = averages
    self.period = period
    self.calendar = calendar
  }

  /// D: number of features.
  public var count: Int { lags + averages.count + (period == nil ? 0 : 3) + (calendar ? 8 : 0) }

  /// T: past points that the features of `task` need.
  public func inputLength(for task: ForecastTask) -> Int {
    max(lags, averages.max() ?? 0, period.map { periodSteps($0, task) + 1 } ?? 0)
  }

  private func periodSteps(_ period: Double, _ task: ForecastTask) -> Int {
    max(task.horizonSteps, Int((period / task.step).rounded()))
  }

  var problem: String? {
    if !(1...10_000).contains(lags) { return "lags must be in 1...10000, is \(lags)." }
    if let wrong = averages.first(where: { !(1...100_000).contains($0) }) {
      return "averages must be in 1...100000, one is \(wrong)."
    }
    if let period, !(period > 0 && period.isFinite) { return "period must be positive, is \(period)." }
    return nil
  }

  /// Writes the features of the window that ends with `history` to `output` and returns the newest point's
  /// level.
  ///
  /// - Parameters:
  ///   - history: At least `inputLength(for: task)` points, oldest first.
  ///   - time: Seconds from the time line's origin to the end of the newest point.
  ///   - task: What is forecast.
  ///   - scaler: Gives the levels.
  ///   - output: Room for `count` numbers.
  func fill(
    history: ArraySlice<Double>, endOfHistory time: Double, task: ForecastTask, scaler: LoadScaler,
    output: UnsafeMutablePointer<Double>
  ) -> Double {
    history.withUnsafeBufferPointer { points in
      let newest = points.count - 1
      let anchor = scaler.level(points[newest])
      output[0] = anchor
      for lag in 1..<max(lags, 1) { output[lag] = scaler.level(points[newest - lag]) - anchor }
      var place = lags
      for length in averages {
        var sum = 0.0
        for index in points.count - length..<points.count { sum += points[index] }
        output[place] = scaler.level(sum / Double(length)) - anchor
        place += 1
      }
      if let period {
        // The origin one period ago and what came true after it; both lie in the past.
        let then = newest - periodSteps(period, task)
        let before = scaler.level(points[then])
        let after = scaler.level(
          task.reduce(UnsafeBufferPointer(rebasing: points[then + 1...then + task.horizonSteps])))
        output[place] = after - before
        output[place + 1] = before - anchor
        output[place + 2] = after - anchor
        place += 3
      }
      if calendar {
        for length in [Calendar.day, 7 * Calendar.day] {
          let angle = 2 * Double.pi * (time / length - (time / length).rounded(.down))
          for harmonic in [1.0, 2] {
            output[place] = sin(harmonic * angle)
            output[place + 1] = cos(harmonic * angle)
            place += 2
          }
        }
      }
      return anchor
    }
  }
}

/// The windows of one series as rows of features with their targets.
struct LagDesign {
  /// (N, D): features, row after row.
  var features: Matrix<Double>
  /// (N): level of what came true, minus the newest point's level.
  var targets: [Double]
  /// (N): levels of the newest points.
  var anchors: [Double]
  /// (N): what came true, in the load's unit.
  var actuals: [Double]

  /// At most `maximum` windows of `series`, evenly thinned out, inputs and targets wholly inside it.
  init(
    of series: LoadSeries, task: ForecastTask, features: LagFeatures, scaler: LoadScaler, maximum: Int
  ) {
    let length = features.inputLength(for: task)
    let windows = max(0, series.values.count - task.horizonSteps - length + 1)
    let thinning = max(1, (windows + maximum - 1) / maximum)
    let origins = Array(stride(from: length - 1, to: length - 1 + windows, by: thinning))
    let width = features.count
    var rows = Matrix<Double>(rows: origins.count, columns: width)
    var anchors = [Double](repeating: 0, count: origins.count)
    rows.elements.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for (row, origin) in origins.enumerated() {
        anchors[row] = features.fill(
          history: series.values[origin + 1 - length...origin], endOfHistory: series.end(of: origin),
          task: task, scaler: scaler, output: base + row * width)
      }
    }
    self.features = rows
    self.anchors = anchors
    actuals = origins.map { task.actual(in: series.values, at: $0) ?? .nan }
    targets = zip(actuals, anchors).map { scaler.level($0) - $1 }
  }
}
