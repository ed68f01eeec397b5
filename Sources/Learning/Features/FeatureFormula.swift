/// A number that features are made of: a metric, or one metric over another.
public enum FeatureTerm: Hashable, Sendable {
  /// The metric as it is.
  case metric(FeatureMetric)
  /// The first over the second.
  case ratio(FeatureMetric, FeatureMetric)
}

/// What a feature is, of the newest observation and those before it.
///
/// `x` is the newest value of the metric, `x[k]` the one `k` steps before it. Windows hold the newest `w` values, `x`
/// among them. No formula can name a value after `x`.
public enum FeatureFormula: Hashable, Sendable {
  /// The term.
  case value(FeatureTerm)
  /// First minus second.
  case difference(FeatureMetric, FeatureMetric)
  /// Product of two terms.
  case product(FeatureTerm, FeatureTerm)
  /// The term to a whole power, at least 2.
  case power(FeatureTerm, Int)
  /// √ of the term.
  case squareRoot(FeatureTerm)
  /// log(1 + term).
  case logarithm(FeatureTerm)
  /// The larger of two terms.
  case larger(FeatureTerm, FeatureTerm)
  /// 1 where the term is above the number, else 0.
  case above(FeatureTerm, Double)
  /// 1 where x is missing, else 0.
  case missing(FeatureMetric)
  /// x[k].
  case lag(FeatureMetric, Int)
  /// x − x[k].
  case change(FeatureMetric, Int)
  /// (x − x[k]) / |x[k]|.
  case relativeChange(FeatureMetric, Int)
  /// x − 2 x[k] + x[2k].
  case acceleration(FeatureMetric, Int)
  /// 1 where x > x[k], else 0.
  case increased(FeatureMetric, Int)
  /// A statistic of the window.
  case rolling(RollingStatistic, FeatureMetric, window: Int)
  /// A percentile of the window, by linear interpolation between order statistics (type 7 of Hyndman & Fan, 1996).
  case percentile(FeatureMetric, percent: Int, window: Int)
  /// Share of the window below x, counting half of those equal to it.
  case rank(FeatureMetric, window: Int)
  /// (x − mean) / standard deviation of the window.
  case score(FeatureMetric, window: Int)
  /// 1 where the score is above the number, else 0.
  case scoreAbove(FeatureMetric, window: Int, Double)
  /// Σ (1−α)^k x[k] / Σ (1−α)^k over the newest 60 values, α in percent.
  case smoothed(FeatureMetric, percent: Int)
  /// x minus the smoothed value.
  case smoothedGap(FeatureMetric, percent: Int)
  /// A figure of the spectrum of the newest 64 values.
  case spectrum(SpectralFigure, FeatureMetric)
  /// Pearson's correlation of the window of the first metric with that of the second, `lag` steps earlier.
  case correlation(FeatureMetric, FeatureMetric, window: Int, lag: Int)
  /// A figure of the clock.
  case calendar(CalendarFigure)
}

/// Statistics of a window; with fewer values than a statistic needs it is missing.
public enum RollingStatistic: String, Hashable, Sendable, CaseIterable {
  /// Arithmetic mean.
  case mean
  /// Standard deviation with n − 1.
  case deviation = "std"
  /// Least value.
  case minimum = "min"
  /// Greatest value.
  case maximum = "max"
  /// Slope of the least-squares line, a second.
  case slope
  /// Sample skewness G1 with correction of bias (Joanes & Gill, The Statistician 47(1), 1998).
  case skewness
  /// Sample excess kurtosis G2 with correction of bias (same source).
  case kurtosis
}

/// Figures of the periodogram of 64 values, mean removed, under a Hann window.
public enum SpectralFigure: Hashable, Sendable, CaseIterable {
  /// Share of the power in a band of frequencies; the bands share 1…32 cycles in 64 steps.
  case band1, band2, band3, band4, band5
  /// Steps in a period of the strongest frequency.
  case peakPeriod
  /// Entropy of the shares over that of equal shares, 0…1.
  case entropy

  /// First and last cycles in 64 steps of the five bands.
  public static let bands = [1...2, 3...5, 6...11, 12...20, 21...32]

  var name: String {
    switch self {
    case .band1: "band_1"
    case .band2: "band_2"
    case .band3: "band_3"
    case .band4: "band_4"
    case .band5: "band_5"
    case .peakPeriod: "peak_period"
    case .entropy: "entropy"
    }
  }
}

/// Figures of the clock at the end of the newest step. The time line's origin is a midnight.
public enum CalendarFigure: String, Hashable, Sendable, CaseIterable {
  /// Seconds from the time line's origin.
  case timestamp
  /// Hours since midnight, 0..<24, with fractions.
  case hourOfDay = "hour_of_day"
  /// Day of the week, 0 (Monday) to 6.
  case dayOfWeek = "day_of_week"
  /// 1 on Saturday and Sunday.
  case isWeekend = "is_weekend"
  /// 1 from 9 to 17 h, Monday to Friday.
  case isWorkingHours = "is_working_hours"
  /// 1 from 0 to 6 h.
  case isNight = "is_night"
  /// Sine and cosine of the time of day.
  case daySine = "day_sine"
  case dayCosine = "day_cosine"
  /// The same, two periods a day.
  case halfDaySine = "half_day_sine"
  case halfDayCosine = "half_day_cosine"
  /// Sine and cosine of the time of the week.
  case weekSine = "week_sine"
  case weekCosine = "week_cosine"
}
