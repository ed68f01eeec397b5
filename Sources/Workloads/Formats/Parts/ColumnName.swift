/// What a column's name tells about what it holds.
struct ColumnName {
  /// The words of the name in small letters: `Time (UTC)` has time and utc, `startTime` start and time.
  let words: [String]
  /// The words in one, without UTC and units of time at its end.
  let plain: String

  init(_ name: String) {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    for scalar in name.unicodeScalars {
      let isLetter = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      if !isLetter || (wasSmall && scalar.properties.isUppercase) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if isLetter { word += scalar.properties.lowercaseMapping }
      wasSmall = scalar.properties.isLowercase
    }
    if !word.isEmpty { words.append(word) }
    self.words = words
    var plain = words
    while plain.count > 1, let last = plain.last, Self.unitsAndZones.contains(last) { plain.removeLast() }
    self.plain = plain.joined(separator: "_")
  }

  private static let unitsAndZones: Set<String> = [
    "utc", "gmt", "s", "sec", "seconds", "ms", "millis", "us", "ns", "local",
  ]

  /// Names of columns of times, the surest first.
  private static let times = [
    "timestamp", "time", "datetime", "date_time", "ts", "start_time", "starttime", "time_stamp", "date",
    "start", "period",
    "period_start", "interval_start", "window_start", "time_start", "bucket", "time_bucket", "epoch",
    "epoch_time",
    "unix_time", "unixtime", "unix_timestamp", "event_time", "eventtime", "event_timestamp",
    "start_timestamp", "start_date",
    "created_at", "log_time", "minute", "second", "hour", "day", "end_time", "endtime", "end",
    "end_timestamp", "end_date",
  ]

  /// How sure the name is one of a column of times, 0 surest; nil if it is none.
  var timeRank: Int? {
    if let rank = Self.times.firstIndex(of: plain) { return rank }
    // one of several words: such a column counts only if what it holds looks like times of the world
    return words.contains(where: ["timestamp", "time", "datetime", "date"].contains) ? Self.times.count : nil
  }

  /// Whether the name alone is enough for numbers of any size to be times.
  var isSurelyTime: Bool { Self.times.contains(plain) }

  /// Whether it may as well be a part of a time, which comes again and again: the hour of a day.
  var isCounterOfTime: Bool { ["minute", "second", "hour", "day", "period", "start", "end"].contains(plain) }

  /// Whether it is the number of a row, as pandas and databases write it before the others: never a load.
  var isIndex: Bool {
    words.isEmpty
      || [
        "index", "id", "idx", "row", "rowid", "row_id", "row_number", "rownum", "no", "nr", "level_0", "seq",
        "sequence",
      ]
      .contains(words.joined(separator: "_")) || words.first == "unnamed"
  }

  /// Whether it numbers or names things rather than measures them.
  var isIdentifier: Bool {
    guard let last = words.last else { return true }
    return isIndex || ["id", "ids", "uuid", "guid", "index", "hash"].contains(last)
      || plain == "collection_type"
  }

  /// Whether it is a part of a date, which comes again and again or is too coarse to be a time: never a load.
  var isCalendarPart: Bool {
    Self.calendarParts.contains(words.joined(separator: "_"))
      || words.count > 1 && words.starts(with: ["day", "of"])
      || words.starts(with: ["hour", "of"])
  }

  private static let calendarParts: Set<String> = [
    "year", "quarter", "month", "week", "weekday", "dow", "day", "hour", "minute", "jahr", "monat", "woche",
    "tag",
    "stunde",
  ]

  /// Whether it is the name of a time of day.
  var namesTimeOfDay: Bool {
    ["time", "clock", "time_of_day", "uhrzeit", "zeit", "hour", "hhmm", "hhmmss"].contains(
      words.joined(separator: "_"))
  }

  /// Whether it tells apart statistics of one thing, or buckets each of which holds the one before: such do not add up.
  var isStatistic: Bool {
    ["quantile", "percentile", "le", "stat", "statistic", "aggregation", "aggregate", "agg"]
      .contains(words.joined(separator: "_"))
  }

  /// Whether it is the name of a statistic itself: `p99`, `latency_avg`, `max`.
  var namesStatistic: Bool {
    guard let last = words.last else { return false }
    if Self.statistics.contains(last) || words.first.map(Self.statistics.contains) == true { return true }
    return last.first == "p"
      && ["50", "75", "90", "95", "98", "99", "995", "999", "9999"].contains(last.dropFirst())
  }

  private static let statistics: Set<String> = [
    "avg", "average", "mean", "median", "min", "minimum", "max", "maximum", "std", "stddev", "stdev",
    "percentile",
    "quantile",
  ]

  /// Whether whole numbers from 100 to 599 in it are statuses of HTTP.
  var isStatus: Bool {
    ["status", "status_code", "http_status", "http_code", "response_code", "code"]
      .contains(words.joined(separator: "_"))
  }

  /// Names of columns whose text tells one series from another.
  private static let keys: Set<String> = [
    "series", "metric", "metric_name", "name", "host", "hostname", "host_name", "instance", "instance_name",
    "pod",
    "pod_name", "container", "container_name", "node", "node_name", "machine", "server", "service",
    "service_name", "app",
    "application", "function", "function_name", "vm", "vm_name", "device", "namespace", "deployment", "job",
    "task",
    "region", "zone", "cluster", "sensor", "item", "site", "source", "target", "queue", "endpoint", "cell",
  ]

  /// Whether what it holds tells one series from another.
  var isKey: Bool { Self.keys.contains(words.joined(separator: "_")) || (isIdentifier && !isIndex) }

  /// Whether it says which rows are anomalous.
  var isLabel: Bool {
    ["label", "is_anomaly", "anomaly", "anomalous"].contains(words.joined(separator: "_"))
  }

  /// Names of columns of requests in a step.
  static let counts = [
    "count", "counts", "requests", "request_count", "num_requests", "invocations",
  ]

  /// What a column of that name measures.
  var quantity: Quantity {
    let name = words.joined(separator: "_")
    if Self.counts.contains(name) { return .requests }
    if ["rps", "qps", "req_s", "reqs_s", "requests_s", "req_per_sec", "requests_per_sec", "requests_second"]
      .contains(name)
    {
      return .requestsPerSecond
    }
    return Quantity(rawValue: name) ?? .value
  }
}
