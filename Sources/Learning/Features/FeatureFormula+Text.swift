extension FeatureTerm {
  var name: String {
    switch self {
    case .metric(let metric): metric.rawValue
    case .ratio(let above, let below): "\(above.rawValue)_per_\(below.rawValue)"
    }
  }

  var text: String {
    switch self {
    case .metric(let metric): metric.rawValue
    case .ratio(let above, let below): "\(above.rawValue) / \(below.rawValue)"
    }
  }

  var unit: String {
    switch self {
    case .metric(let metric): metric.unit
    case .ratio(let above, let below):
      above.unit == below.unit ? "1" : below.unit == "1" ? above.unit : "\(above.unit)/(\(below.unit))"
    }
  }

  var metrics: [FeatureMetric] {
    switch self {
    case .metric(let metric): [metric]
    case .ratio(let above, let below): [above, below]
    }
  }
}

extension FeatureFormula {
  /// The name that follows from the formula.
  var name: String {
    switch self {
    case .value(let term): term.name
    case .difference(let a, let b): "\(a.rawValue)_minus_\(b.rawValue)"
    case .product(let a, let b): "\(a.name)_times_\(b.name)"
    case .power(let term, let power): "\(term.name)_power_\(power)"
    case .squareRoot(let term): "\(term.name)_square_root"
    case .logarithm(let term): "\(term.name)_logarithm"
    case .larger(let a, let b): "larger_of_\(a.name)_and_\(b.name)"
    case .above(let term, let limit): "\(term.name)_above_\(Self.digits(limit))"
    case .missing(let metric): "\(metric.rawValue)_is_missing"
    case .lag(let metric, let k): "\(metric.rawValue)_lag_\(k)"
    case .change(let metric, let k): "\(metric.rawValue)_change_\(k)"
    case .relativeChange(let metric, let k): "\(metric.rawValue)_relative_change_\(k)"
    case .acceleration(let metric, let k): "\(metric.rawValue)_acceleration_\(k)"
    case .increased(let metric, let k): "\(metric.rawValue)_increased_\(k)"
    case .rolling(let statistic, let metric, let window):
      "\(metric.rawValue)_\(statistic.rawValue)_\(window)"
    case .percentile(let metric, let percent, let window): "\(metric.rawValue)_p\(percent)_\(window)"
    case .rank(let metric, let window): "\(metric.rawValue)_rank_\(window)"
    case .score(let metric, let window): "\(metric.rawValue)_score_\(window)"
    case .scoreAbove(let metric, let window, let limit):
      "\(metric.rawValue)_score_\(window)_above_\(Self.digits(limit))"
    case .smoothed(let metric, let percent): "\(metric.rawValue)_ewm_\(percent)"
    case .smoothedGap(let metric, let percent): "\(metric.rawValue)_ewm_gap_\(percent)"
    case .spectrum(let figure, let metric): "\(metric.rawValue)_\(figure.name)"
    case .correlation(let a, let b, let window, let lag):
      "\(a.rawValue)_with_\(b.rawValue)_\(window)" + (lag > 0 ? "_lag_\(lag)" : "")
    case .calendar(let figure): figure.rawValue
    }
  }

  private static func digits(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)".replacing(".", with: "_")
  }

  /// The formula, x being the metric.
  public var text: String {
    switch self {
    case .value(let term): term.text
    case .difference(let a, let b): "\(a.rawValue) − \(b.rawValue)"
    case .product(let a, let b): "(\(a.text)) · (\(b.text))"
    case .power(let term, let power): "(\(term.text))^\(power)"
    case .squareRoot(let term): "√(\(term.text))"
    case .logarithm(let term): "log(1 + \(term.text))"
    case .larger(let a, let b): "max(\(a.text), \(b.text))"
    case .above(let term, let limit): "[\(term.text) > \(limit)]"
    case .missing(let metric): "[no \(metric.rawValue)]"
    case .lag(_, let k): "x[\(k)]"
    case .change(_, let k): "x − x[\(k)]"
    case .relativeChange(_, let k): "(x − x[\(k)]) / abs(x[\(k)])"
    case .acceleration(_, let k): "x − 2 x[\(k)] + x[\(2 * k)]"
    case .increased(let metric, let k): "[\(metric.rawValue) > \(metric.rawValue)[\(k)]]"
    case .rolling(let statistic, _, _):
      switch statistic {
      case .mean: "mean"
      case .deviation: "standard deviation, n − 1"
      case .minimum: "least"
      case .maximum: "greatest"
      case .slope: "slope of the least-squares line, a second"
      case .skewness: "skewness G1"
      case .kurtosis: "excess kurtosis G2"
      }
    case .percentile(_, let percent, _): "percentile \(percent)"
    case .rank: "share below x, half of the equal ones"
    case .score: "(x − mean) / standard deviation"
    case .scoreAbove(let metric, _, let limit):
      "[(\(metric.rawValue) − mean) / standard deviation > \(limit)]"
    case .smoothed(_, let percent): "exponentially weighted mean, α = \(Double(percent) / 100)"
    case .smoothedGap(_, let percent): "x − exponentially weighted mean, α = \(Double(percent) / 100)"
    case .spectrum(let figure, _):
      switch figure {
      case .peakPeriod: "64 / strongest frequency"
      case .entropy: "entropy of the power over frequencies / log 32"
      default: "share of power, \(Self.band(figure)) cycles in 64 steps"
      }
    case .correlation(let a, let b, _, let lag):
      "correlation of \(a.rawValue) with \(b.rawValue)" + (lag > 0 ? "[\(lag)]" : "")
    case .calendar(let figure): figure.text
    }
  }

  private static func band(_ figure: SpectralFigure) -> String {
    let place = SpectralFigure.allCases.firstIndex(of: figure) ?? 0
    let band = SpectralFigure.bands[place]
    return "\(band.lowerBound)…\(band.upperBound)"
  }

  /// Its unit.
  public var unit: String {
    switch self {
    case .value(let term), .larger(let term, _): term.unit
    case .difference(let metric, _), .lag(let metric, _), .change(let metric, _),
      .acceleration(let metric, _),
      .percentile(let metric, _, _), .smoothed(let metric, _), .smoothedGap(let metric, _):
      metric.unit
    case .product(let a, let b): a.unit == "1" ? b.unit : b.unit == "1" ? a.unit : "\(a.unit) · \(b.unit)"
    case .power(let term, let power): term.unit == "1" ? "1" : "(\(term.unit))^\(power)"
    case .squareRoot(let term): term.unit == "1" ? "1" : "(\(term.unit))^½"
    case .rolling(let statistic, let metric, _):
      switch statistic {
      case .mean, .deviation, .minimum, .maximum: metric.unit
      case .slope: metric.unit == "1" ? "1/s" : metric.unit.hasSuffix("/s") ? "1/s²" : "\(metric.unit)/s"
      case .skewness, .kurtosis: "1"
      }
    case .spectrum(.peakPeriod, _): "steps"
    case .calendar(.timestamp): "s"
    case .calendar(.hourOfDay): "h"
    case .logarithm, .above, .missing, .relativeChange, .increased, .rank, .score, .scoreAbove, .spectrum,
      .correlation, .calendar:
      "1"
    }
  }

  /// The metrics it reads.
  public var metrics: [FeatureMetric] {
    switch self {
    case .value(let term), .power(let term, _), .squareRoot(let term), .logarithm(let term),
      .above(let term, _):
      term.metrics
    case .product(let a, let b), .larger(let a, let b): a.metrics + b.metrics
    case .difference(let a, let b), .correlation(let a, let b, _, _): [a, b]
    case .missing(let metric), .lag(let metric, _), .change(let metric, _), .relativeChange(let metric, _),
      .acceleration(let metric, _), .increased(let metric, _), .rolling(_, let metric, _),
      .percentile(let metric, _, _), .rank(let metric, _), .score(let metric, _),
      .scoreAbove(let metric, _, _), .smoothed(let metric, _), .smoothedGap(let metric, _),
      .spectrum(_, let metric):
      [metric]
    case .calendar: []
    }
  }

  static let smoothingLength = 60
  static let spectrumLength = 64

  /// Observations that it depends on, the newest included.
  public var reach: Int {
    switch self {
    case .lag(_, let k), .change(_, let k), .relativeChange(_, let k), .increased(_, let k): k + 1
    case .acceleration(_, let k): 2 * k + 1
    case .rolling(_, _, let window), .percentile(_, _, let window), .rank(_, let window),
      .score(_, let window), .scoreAbove(_, let window, _):
      window
    case .correlation(_, _, let window, let lag): window + lag
    case .smoothed, .smoothedGap: Self.smoothingLength
    case .spectrum: Self.spectrumLength
    default: 1
    }
  }

  var isWellFormed: Bool {
    switch self {
    case .lag(_, let k), .change(_, let k), .relativeChange(_, let k), .acceleration(_, let k),
      .increased(_, let k):
      k >= 1
    case .rolling(_, _, let window), .rank(_, let window), .score(_, let window),
      .scoreAbove(_, let window, _):
      window >= 1
    case .percentile(_, let percent, let window): window >= 1 && 0...100 ~= percent
    case .correlation(_, _, let window, let lag): window >= 3 && lag >= 0
    case .smoothed(_, let percent), .smoothedGap(_, let percent): 1...99 ~= percent
    case .power(_, let power): power >= 2
    default: true
    }
  }
}

extension CalendarFigure {
  fileprivate var text: String {
    switch self {
    case .timestamp: "time t since the origin of the time line"
    case .hourOfDay: "hours since midnight"
    case .dayOfWeek: "0 (Monday) to 6"
    case .isWeekend: "[Saturday or Sunday]"
    case .isWorkingHours: "[Monday to Friday, 9 to 17 h]"
    case .isNight: "[0 to 6 h]"
    case .daySine: "sin(2π t / day)"
    case .dayCosine: "cos(2π t / day)"
    case .halfDaySine: "sin(4π t / day)"
    case .halfDayCosine: "cos(4π t / day)"
    case .weekSine: "sin(2π t / week), from Monday"
    case .weekCosine: "cos(2π t / week), from Monday"
    }
  }
}
