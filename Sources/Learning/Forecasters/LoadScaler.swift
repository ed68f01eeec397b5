import Stochastics

import Glibc

/// How a load becomes a number that a model reads, and how its answer becomes a load again.
///
/// Fitted on the training part alone and kept with the model. A value's *level* is a monotone function of it;
/// a model reads levels minus the window's *anchor* and answers with a level minus the same anchor.
public struct LoadScaler: Hashable, Sendable, Codable {
  /// Which function gives the level.
  public enum Form: String, Hashable, Sendable, Codable {
    /// Level (x − minimum) / (maximum − minimum); the anchor is 0. Later values may leave 0…1; nothing is
    /// clipped.
    case minMax = "min-max"
    /// Level log(x + floor) / spread; the anchor is the newest point's level, so that the model sees ratios
    /// to it.
    case logRatio = "log-ratio"
    /// Level x / spread; the anchor is the newest point's level, so that the model sees differences to it.
    case change
  }

  /// Which function gives the level.
  public let form: Form
  /// Smallest training value, in the load's unit.
  public let minimum: Double
  /// Largest training value, in the load's unit.
  public let maximum: Double
  /// Added before the logarithm so that 0 has one: a hundredth of the training mean, in the load's unit.
  public let floor: Double
  /// Root mean square, over the training windows, of the log-ratios of older points to the newest; of their differences
  /// in the load's unit, where these are read.
  public let spread: Double

  /// The scaler of the given form for windows of `inputLength` points of `training`.
  public init(form: Form, training: LoadSeries, inputLength: Int) {
    let values = training.values
    self.form = form
    minimum = values.min() ?? 0
    maximum = values.max() ?? 1
    let mean = SampleMean(values).mean
    let floor = mean > 0 ? 0.01 * mean : 1
    self.floor = floor
    let levels = form == .change ? values : values.map { log($0 + floor) }
    var squares = 0.0
    var count = 0
    for newest in stride(from: inputLength - 1, to: levels.count, by: 1) {
      for older in newest - inputLength + 1..<newest {
        squares += (levels[older] - levels[newest]) * (levels[older] - levels[newest])
        count += 1
      }
    }
    let spread = count > 0 ? (squares / Double(count)).squareRoot() : 0
    self.spread = spread > 1e-9 ? spread : 1
  }

  private var range: Double { maximum > minimum ? maximum - minimum : 1 }

  /// The level of `value` (in the load's unit, at least 0).
  public func level(_ value: Double) -> Double {
    switch form {
    case .minMax: minMaxLevel(value)
    case .logRatio: logLevel(value)
    case .change: value / spread
    }
  }

  private func minMaxLevel(_ value: Double) -> Double { (value - minimum) / range }
  private func logLevel(_ value: Double) -> Double { log(value + floor) / spread }

  /// What levels are read relative to, given the newest point's level.
  func anchor(newestLevel: Double) -> Double { form == .minMax ? 0 : newestLevel }

  /// The load of the given level, at least 0.
  public func value(ofLevel level: Double) -> Double {
    switch form {
    case .minMax: max(0, minimum + level * range)
    // A wild answer must not become infinite.
    case .logRatio: max(0, exp(min(level * spread, 350)) - floor)
    case .change: max(0, level * spread)
    }
  }

  /// Whether every number in it is finite and the divisors are positive.
  var isValid: Bool {
    minimum.isFinite && maximum.isFinite && minimum <= maximum && floor.isFinite && floor > 0
      && spread.isFinite
      && spread > 0
  }
}
