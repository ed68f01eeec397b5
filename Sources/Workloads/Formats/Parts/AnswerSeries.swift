/// The series of an answer of a monitoring service: samples come in any order, and are handed on in order of time.
///
/// Memory grows with the number of samples, 16 bytes each, as that of the document does.
struct AnswerSeries {
  /// What is met.
  var report = TraceReport(clock: .unix)
  private let path: String
  private var places: [String: Int] = [:]
  private var samples: [[(time: Int64, value: Double)]] = []
  private var clock = SeriesTime(.automatic)

  init(path: String) { self.path = path }

  /// The place of the series of a name, which begins where there is none.
  ///
  /// - Throws: ``WorkloadError`` if there are too many.
  mutating func place(_ name: String, _ quantity: Quantity, isCounter: Bool = false) throws -> Int {
    if let known = places[name] { return known }
    guard report.series.count < mostSeries else {
      throw WorkloadError("\(path): begins series \(mostSeries + 1); allowed are at most \(mostSeries).")
    }
    places[name] = report.series.count
    report.series.append(TraceReport.Series(name: name, quantity: quantity, isCounter: isCounter))
    samples.append([])
    return report.series.count - 1
  }

  /// Takes a point.
  ///
  /// - Parameters:
  ///   - series: Its place.
  ///   - time: When; what is needed of it is text or a number.
  ///   - value: How much, times `scale`; one that is not there is counted.
  ///   - names: The names of the members of both, for messages.
  ///   - place: Which point of which series it is, for messages.
  /// - Throws: ``WorkloadError`` if either is none.
  mutating func add(
    to series: Int, time: JSONValue?, value: JSONValue?, scale: Double = 1,
    names: (time: String, value: String),
    place: @autoclosure () -> String
  ) throws {
    report.rows += 1
    guard let time else {
      throw WorkloadError("\(path), \(place()): has no \(names.time); every point needs a time.")
    }
    guard let microseconds = clock.microseconds(time) else {
      throw WorkloadError(
        "\(path), \(place()): \(names.time) is \(time.shown); allowed \(SeriesTime.allowedInJSON).")
    }
    switch MeasurementValue(value) {
    case .missing: report.note("points without a value")
    case .number(let number) where (number * scale).isFinite:
      samples[series].append((microseconds, number * scale))
    case .number, .wrong:
      throw WorkloadError(
        "\(path), \(place()): \(names.value) is \(value?.shown ?? "absent"); "
          + "allowed are finite numbers, or null where it was not measured.")
    }
  }

  /// Hands on what was taken, series by series.
  ///
  /// - Throws: ``WorkloadError`` if there was no point, or what `body` throws.
  mutating func finish(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    guard report.rows > 0 else {
      throw WorkloadError(
        "\(path): the answer has no point; the query or the range of times matches nothing.")
    }
    if let note = clock.zoneNote { report.notes.append(note) }
    for (series, found) in samples.enumerated() {
      let isSorted = zip(found, found.dropFirst()).allSatisfy { $0.time <= $1.time }
      // a stable order, so that of points at one time the first in the document stays the first
      let sorted =
        isSorted
        ? found
        : found.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
          \.element)
      for (time, value) in sorted { try body(SeriesSample(series: series, time: time, value: value)) }
    }
    return report
  }

  /// The labels as Prometheus shows them: `{a="b",c="d"}`; nothing where there are none.
  static func shown(_ labels: some Sequence<(name: String, value: String)>) -> String {
    let shown = labels.map { label in
      let value = label.value.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
      return "\(label.name)=\"\(value)\""
    }
    return shown.isEmpty ? "" : "{" + shown.joined(separator: ",") + "}"
  }
}

/// The longest answer that is read, in bytes.
let longestAnswer = 256 << 20

extension Quantity {
  /// What a metric of a monitoring service measures, going by its name and unit.
  ///
  /// - Parameters:
  ///   - metric: Its name: `RequestCount`, `Percentage CPU`.
  ///   - isPercent: Whether it is in percent.
  ///   - isSum: Whether a point is the sum over its step.
  init(metric: String, isPercent: Bool, isSum: Bool) {
    let name = metric.lowercased().filter { $0.isLetter || $0.isNumber }
    if isPercent && name.contains("cpu") {
      self = .cpuPercent
    } else if isPercent && name.contains("mem") {
      self = .memoryPercent
    } else if isSum
      && (name.hasSuffix("requestcount") || ["requests", "totalrequests", "httprequests"].contains(name))
    {
      self = .requests
    } else {
      self = .value
    }
  }
}
