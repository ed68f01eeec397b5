/// The declared features, and the sets that models take of them.
///
/// Windows, lags and spans are counted in steps. Terms are the service's whole use, so that a ratio of use to request
/// is the utilization.
public enum FeatureCatalogue {
  /// Metrics with windows of their own.
  static let rolled: [FeatureMetric] = [
    .cpuUsage, .memoryUsage, .requestsPerSecond, .responseTime, .errorRate, .queueLength,
  ]
  static let windows = [3, 5, 6, 10, 12, 15, 30, 60]
  static let cpuUtilization = FeatureTerm.ratio(.cpuUsage, .cpuRequest)
  static let memoryUtilization = FeatureTerm.ratio(.memoryUsage, .memoryRequest)

  /// All features, for a stream of the given step (seconds).
  public static func all(step: Double, originWeekday: Int = 0) -> FeatureSet {
    FeatureSet(
      basic + ratios + limits + trends + rolling + percentiles + shape + smoothing + changes + lags + calendar
        + spectrum + correlations + interactions + polynomial + indicators, step: step,
      originWeekday: originWeekday)
  }

  private static let basic = FeatureMetric.allCases.map { Feature(.basic, .value(.metric($0))) }

  private static let ratios =
    [
      cpuUtilization, memoryUtilization, .ratio(.cpuUsage, .replicas), .ratio(.memoryUsage, .replicas),
      .ratio(.requestsPerSecond, .replicas), .ratio(.queueLength, .replicas),
      .ratio(.cpuUsage, .requestsPerSecond), .ratio(.memoryUsage, .requestsPerSecond),
      .ratio(.queueLength, .requestsPerSecond), .ratio(.memoryUsage, .cpuUsage),
      .ratio(.restarts, .replicas), .ratio(.responseTime, .requestsPerSecond),
    ].map { Feature(.ratios, .value($0)) }

  private static let limits =
    [
      .value(.ratio(.cpuUsage, .cpuLimit)), .value(.ratio(.memoryUsage, .memoryLimit)),
      .value(.ratio(.cpuRequest, .cpuLimit)), .value(.ratio(.memoryRequest, .memoryLimit)),
      .value(.ratio(.cpuRequest, .replicas)), .value(.ratio(.memoryRequest, .replicas)),
      .difference(.cpuRequest, .cpuUsage), .difference(.cpuLimit, .cpuUsage),
      .difference(.memoryRequest, .memoryUsage), .difference(.memoryLimit, .memoryUsage),
    ].map { Feature(.limits, $0) }

  private static let trends = rolled.flatMap { metric in
    [5, 10, 15, 30, 60].map { Feature(.trends, .rolling(.slope, metric, window: $0)) }
  }

  static let rollingStatistics: [RollingStatistic] = [.mean, .deviation, .minimum, .maximum]

  private static let rolling = rolled.flatMap { metric in
    windows.flatMap { window in
      rollingStatistics.map { Feature(.rolling, .rolling($0, metric, window: window)) }
    }
  }

  private static let percentiles = rolled.flatMap { metric in
    [25, 50, 75, 90, 95].map { Feature(.percentiles, .percentile(metric, percent: $0, window: 60)) }
      + [50, 95].map { Feature(.percentiles, .percentile(metric, percent: $0, window: 15)) }
      + [.rank(metric, window: 60), .score(metric, window: 60), .score(metric, window: 15)].map {
        Feature(.percentiles, $0)
      }
  }

  private static let shape = rolled.flatMap { metric in
    [30, 60].flatMap { window in
      [RollingStatistic.skewness, .kurtosis].map { Feature(.shape, .rolling($0, metric, window: window)) }
    }
  }

  private static let smoothing = rolled.flatMap { metric in
    [10, 30, 50].map { Feature(.smoothing, .smoothed(metric, percent: $0)) }
      + [10, 30].map { Feature(.smoothing, .smoothedGap(metric, percent: $0)) }
  }

  private static let changes = rolled.flatMap { metric in
    [1, 3, 6].flatMap {
      [Feature(.changes, .change(metric, $0)), Feature(.changes, .relativeChange(metric, $0))]
    } + [1, 3].map { Feature(.changes, .acceleration(metric, $0)) }
  }

  private static let lags = rolled.flatMap { metric in
    [1, 2, 3, 6, 12, 30].map { Feature(.lags, .lag(metric, $0)) }
  }

  private static let calendar = CalendarFigure.allCases.map { Feature(.calendar, .calendar($0)) }

  private static let spectrum = [FeatureMetric.cpuUsage, .requestsPerSecond, .responseTime].flatMap {
    metric in
    SpectralFigure.allCases.map { Feature(.spectrum, .spectrum($0, metric)) }
  }

  private static let pairs: [(FeatureMetric, FeatureMetric)] = [
    (.cpuUsage, .requestsPerSecond), (.memoryUsage, .requestsPerSecond),
    (.responseTime, .requestsPerSecond), (.errorRate, .requestsPerSecond), (.responseTime, .cpuUsage),
    (.queueLength, .cpuUsage),
  ]

  private static let correlations = pairs.flatMap { a, b in
    [(30, 0), (30, 5), (60, 0)].map { Feature(.correlations, .correlation(a, b, window: $0.0, lag: $0.1)) }
  }

  private static let interactions = [
    Feature(.interactions, .product(cpuUtilization, memoryUtilization)),
    Feature(.interactions, .product(cpuUtilization, .metric(.errorRate))),
    Feature(.interactions, .product(cpuUtilization, .metric(.queueLength))),
    Feature(.interactions, .product(cpuUtilization, .metric(.responseTime))),
    Feature(.interactions, .product(memoryUtilization, .metric(.restarts))),
    Feature(
      .interactions, .product(.metric(.requestsPerSecond), .metric(.responseTime)), name: "requests_inside"),
    Feature(
      .interactions, .product(.metric(.requestsPerSecond), .metric(.errorRate)), name: "failures_per_second"),
    Feature(.interactions, .product(.metric(.queueLength), .metric(.responseTime))),
    Feature(.interactions, .larger(cpuUtilization, memoryUtilization), name: "system_pressure"),
  ]

  private static let polynomial =
    [cpuUtilization, memoryUtilization, .metric(.requestsPerSecond), .metric(.responseTime)].flatMap {
      term in [2, 3].map { Feature(.polynomial, .power(term, $0)) }
    }
    + [FeatureMetric.requestsPerSecond, .queueLength, .responseTime].flatMap { metric in
      [
        Feature(.polynomial, .squareRoot(.metric(metric))), Feature(.polynomial, .logarithm(.metric(metric))),
      ]
    }

  static let isUnstable = Feature(.indicators, .above(.metric(.restarts), 3), name: "is_unstable")
  static let isIncident = Feature(.indicators, .above(.metric(.errorRate), 0.3), name: "is_incident")

  private static let indicators =
    [
      Feature(.indicators, .above(cpuUtilization, 0.8), name: "is_cpu_high"),
      Feature(.indicators, .above(cpuUtilization, 0.95), name: "is_cpu_saturated"),
      Feature(.indicators, .above(memoryUtilization, 0.8), name: "is_memory_high"),
      Feature(.indicators, .above(.ratio(.memoryUsage, .memoryLimit), 0.9), name: "is_memory_near_limit"),
      Feature(.indicators, .above(.ratio(.cpuUsage, .cpuLimit), 0.9), name: "is_cpu_near_limit"),
      Feature(.indicators, .above(.metric(.errorRate), 0.05), name: "is_error_rate_high"),
      Feature(.indicators, .above(.metric(.queueLength), 0), name: "is_queueing"),
      Feature(.indicators, .increased(.restarts, 1), name: "has_restarted"),
      Feature(.indicators, .increased(.restarts, 15), name: "has_restarted_15"),
      isUnstable, isIncident,
    ] + rolled.map { Feature(.indicators, .scoreAbove($0, window: 60, 3)) }
    + rolled.map { Feature(.indicators, .missing($0)) }
}
