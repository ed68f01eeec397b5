extension FeatureCatalogue {
  /// 108 features of 7 inputs, one of them the time: the inputs, 9 of the clock, and for each of 4 metrics 5 lags, mean,
  /// deviation, least and greatest value over 3, 6 and 12 steps, and relative and absolute changes over 1, 3 and 6.
  ///
  /// The composition is that of the Helios project's feature_engineering.py.
  public static func sevenMetrics(step: Double, originWeekday: Int = 0) -> FeatureSet {
    let targets: [FeatureMetric] = [.cpuUsage, .memoryUsage, .requestsPerSecond, .responseTime]
    let inputs =
      [Feature(.basic, .calendar(.timestamp))]
      + (targets + [.errorRate, .queueLength]).map { Feature(.basic, .value(.metric($0))) }
    let clock: [CalendarFigure] = [
      .hourOfDay, .dayOfWeek, .isWeekend, .isWorkingHours, .isNight, .daySine, .dayCosine, .weekSine,
      .weekCosine,
    ]
    let derived = targets.flatMap { metric in
      [1, 2, 3, 6, 12].map { Feature(.lags, .lag(metric, $0)) }
        + [3, 6, 12].flatMap { window in
          rollingStatistics.map { Feature(.rolling, .rolling($0, metric, window: window)) }
        }
        + [1, 3, 6].map { Feature(.changes, .relativeChange(metric, $0)) }
        + [1, 3, 6].map { Feature(.changes, .change(metric, $0)) }
    }
    return FeatureSet(
      inputs + clock.map { Feature(.calendar, .calendar($0)) } + derived, step: step,
      originWeekday: originWeekday)
  }

  /// The 18 infrastructure and application metrics and the 15 derived features of the replica predictor.
  ///
  /// Means, slopes and the derived statistics are over five minutes, changes over one step. The composition is that of the
  /// ballandbeer project's configuration of November 2025; use is that of all replicas together, where it has percent.
  ///
  /// - Parameter step: Length of a step in seconds, at most 150, so that five minutes hold two.
  public static func replicaPredictor(step: Double) -> FeatureSet {
    let five = max(2, Int((300 / step).rounded()))
    let metrics: [FeatureFormula] =
      [
        .value(.metric(.cpuUsage)), .rolling(.mean, .cpuUsage, window: five),
        .rolling(.slope, .cpuUsage, window: five), .value(.metric(.memoryUsage)),
        .rolling(.mean, .memoryUsage, window: five), .rolling(.slope, .memoryUsage, window: five),
        .value(.metric(.requestsPerSecond)), .rolling(.mean, .requestsPerSecond, window: five),
      ]
      + [
        FeatureMetric.responseTime, .cpuRequest, .cpuLimit, .memoryRequest, .memoryLimit, .queueLength,
        .errorRate, .restarts, .nodeCPUPressure, .nodeMemoryPressure,
      ].map { .value(.metric($0)) }
    let derived = [
      Feature(.ratios, .value(cpuUtilization)), Feature(.ratios, .value(memoryUtilization)),
      Feature(.changes, .change(.cpuUsage, 1)), Feature(.changes, .change(.memoryUsage, 1)),
      Feature(.changes, .change(.requestsPerSecond, 1)),
      Feature(.rolling, .rolling(.deviation, .cpuUsage, window: five)),
      Feature(.rolling, .rolling(.deviation, .memoryUsage, window: five)),
      Feature(.rolling, .rolling(.maximum, .requestsPerSecond, window: five)),
      Feature(.percentiles, .percentile(.responseTime, percent: 95, window: five)),
      Feature(.ratios, .value(.ratio(.cpuUsage, .replicas))),
      Feature(.ratios, .value(.ratio(.memoryUsage, .replicas))),
      Feature(.ratios, .value(.ratio(.requestsPerSecond, .replicas))),
      Feature(.interactions, .larger(cpuUtilization, memoryUtilization), name: "system_pressure"),
      isUnstable, isIncident,
    ]
    return FeatureSet(metrics.map { Feature(.basic, $0) } + derived, step: step)
  }

  /// The catalogue as the tables of `docs/features.md`, a group after the other.
  public static var tables: String {
    let set = all(step: 60)
    var text = ""
    for group in Feature.Group.allCases {
      let features = set.features.filter { $0.group == group }
      text += "### \(group.rawValue): \(features.count)\n\n"
      text += "| name | of | formula | unit | window |\n| --- | --- | --- | --- | ---: |\n"
      for feature in features {
        let metrics = feature.formula.metrics.reduce(into: [String]()) { list, metric in
          if !list.contains(metric.rawValue) { list.append(metric.rawValue) }
        }
        text += "| `\(feature.name)` | \(metrics.joined(separator: ", ")) | \(feature.formula.text) "
        text += "| \(feature.formula.unit) | \(feature.formula.reach) |\n"
      }
      text += "\n"
    }
    return text
  }
}
