/// The samples of one series; in order of time, one a time, once they are arranged.
struct GatheredSamples {
  private(set) var times: [Int64] = []
  private(set) var values: [Double] = []
  /// 0 nothing said, 1 normal, 2 anomalous; empty as long as nothing was said.
  private var labels: [UInt8] = []
  /// Samples earlier than the one before, and samples at the time of another.
  private(set) var backwards = 0
  private(set) var duplicates = 0
  /// Samples at the time of another that have its value, too; and whether the values are not all but the same few.
  private(set) var repeats = 0
  private(set) var areDistinct = false
  private var repeated = 0
  private(set) var huge = 0

  /// The latest time either way that a grid can be made of without overflow, in microseconds: 36,533 years.
  static let latest: Int64 = 1 << 60

  mutating func add(_ sample: SeriesSample) {
    // So that sums of squares stay finite.
    guard sample.value.magnitude <= 1e140 else {
      huge += 1
      return
    }
    if let last = times.last, sample.time <= last {
      if sample.time == last { repeated += 1 } else { backwards += 1 }
    }
    times.append(sample.time)
    values.append(sample.value)
    if let isAnomalous = sample.isAnomalous {
      if labels.count < times.count - 1 {
        labels.append(contentsOf: repeatElement(0, count: times.count - 1 - labels.count))
      }
      labels.append(isAnomalous ? 2 : 1)
    } else if !labels.isEmpty {
      labels.append(0)
    }
  }

  /// Puts the samples in order of time, those of one time as they came, and makes one of those of one time: their sum where
  /// they add up, their mean otherwise, anomalous if any is. What is in order and has no two of one time stays as it is.
  mutating func arrange(addsUp: Bool) {
    guard backwards > 0 || repeated > 0 else { return }
    if backwards > 0 {
      let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
      times = order.map { times[$0] }
      values = order.map { values[$0] }
      if !labels.isEmpty { labels = order.map { labels[$0] } }
    }
    var kept = -1
    var alike = 1.0
    var first = Double.nan
    var distinct: Set<Double> = []
    for index in times.indices {
      if kept >= 0, times[kept] == times[index] {
        duplicates += 1
        if values[index] == first { repeats += 1 }
        alike += 1
        values[kept] += addsUp ? values[index] : (values[index] - values[kept]) / alike
        if !labels.isEmpty { labels[kept] = max(labels[kept], labels[index]) }
        continue
      }
      kept += 1
      alike = 1
      first = values[index]
      if distinct.count < 10 { distinct.insert(first) }
      (times[kept], values[kept]) = (times[index], values[index])
      if !labels.isEmpty { labels[kept] = labels[index] }
    }
    areDistinct = distinct.count >= 10
    times.removeSubrange((kept + 1)...)
    values.removeSubrange((kept + 1)...)
    if !labels.isEmpty { labels.removeSubrange((kept + 1)...) }
  }

  /// The first time beyond ``latest``; nil if there is none.
  var impossibleTime: Int64? {
    [times.first, times.last].lazy.compactMap(\.self).first { $0.magnitude > Self.latest.magnitude }
  }

  /// The whole number of seconds that steps of `step` on average stand for, where clocks that jitter by fractions of a second make
  /// it no whole one; nil where it is one, or the samples do not fit.
  func wholeSeconds(of step: Int64) -> Int64? {
    let whole = (step + 500_000) / 1_000_000 * 1_000_000
    guard whole > 0, step != whole, (step - whole).magnitude * 50 <= step.magnitude, let first = times.first
    else { return nil }
    let fitting = times.count { time in
      let rest = Self.remainder(time - first, whole)
      return min(rest, whole - rest) * 4 <= whole
    }
    return fitting * 20 >= times.count * 19 ? whole : nil
  }

  /// Whether the samples are few on a grid of `step`: all differences are multiples of it, and too few or too different to be
  /// a longer step of their own.
  func isSparse(on step: Int64) -> Bool {
    let differences = zip(times.dropFirst(), times).map { $0 - $1 }
    return differences.allSatisfy { $0 % step == 0 } && (times.count < 20 || Set(differences).count > 1)
  }

  /// The upper median of the differences between samples; nil for fewer than two.
  var medianStep: Int64? {
    guard times.count >= 2 else { return nil }
    // A difference that more than half of them have is the median.
    let first = times[1] - times[0]
    var equal = 0
    for index in 1..<times.count where times[index] - times[index - 1] == first { equal += 1 }
    if equal * 2 > times.count - 1 { return first }
    var differences = (1..<times.count).map { times[$0] - times[$0 - 1] }
    differences.sort()
    return differences[differences.count / 2]
  }

  /// The phase in 0..<step that most samples have; of equally many, the one met first.
  private func phase(step: Int64) -> Int64 {
    var counts: [Int64: Int] = [:]
    var best: Int64 = 0
    for time in times {
      let phase = Self.remainder(time, step)
      counts[phase, default: 0] += 1
    }
    let most = counts.values.max() ?? 0
    for time in times {
      best = Self.remainder(time, step)
      if counts[best] == most { break }
    }
    return best
  }

  private static func remainder(_ time: Int64, _ step: Int64) -> Int64 {
    let remainder = time % step
    return remainder < 0 ? remainder + step : remainder
  }

  /// The samples on a grid.
  ///
  /// - Parameter room: How many steps without a sample there may be; those there are, are taken off.
  /// - Throws: ``WorkloadError`` if it has more than `largestSpan` steps, or more without a sample than there is room.
  func measured(
    _ about: TraceReport.Series, step: Int64, largestSpan: Int, room: inout Int
  ) throws -> MeasuredSeries {
    let phase = phase(step: step)
    // A window belongs to the step it begins in, a reading to the nearest.
    let slack = about.step == nil ? step / 2 : 0
    func place(_ time: Int64) -> Int64 {
      let shifted = time - phase + slack
      return (shifted - Self.remainder(shifted, step)) / step
    }
    let first = place(times[0])
    let steps = place(times[times.count - 1]) - first + 1
    guard steps <= Int64(largestSpan) else {
      throw WorkloadError(
        "the series \(about.name) spans \(steps) steps of \(Double(step) / 1e6) s; "
          + "allowed are at most \(largestSpan). A step that is too short, or times in a wrong unit, make many."
      )
    }
    room -= max(0, Int(steps) - times.count)
    guard room >= 0 else {
      throw WorkloadError(
        "the series \(about.name) and those before it have too many steps without a sample; allowed are at most "
          + "10000000, and 100 more for each sample. Times in a wrong unit, or far off, make many.")
    }
    var series = MeasuredSeries(
      name: about.name, quantity: about.quantity, start: first * step + phase, step: step,
      values: Array(repeating: nil, count: Int(steps)),
      labels: labels.isEmpty ? nil : Array(repeating: nil, count: Int(steps)), isCounter: about.isCounter)
    series.counts.samples = times.count + duplicates
    series.counts.backwards = backwards
    series.counts.duplicates = duplicates
    fill(&series, areWindows: about.step != nil) { Int(place($0) - first) }
    return series
  }

  private func fill(_ series: inout MeasuredSeries, areWindows: Bool, place: (Int64) -> Int) {
    var last = -1
    let addsUp = series.quantity.addsUp
    /// The value and the length of the windows of the last step so far; of readings their number.
    var sum = 0.0
    var length = 0.0
    for index in times.indices {
      let time = times[index]
      let here = place(time)
      let begin = series.start + Int64(here) * series.step
      if time != begin { series.counts.offGrid += 1 }
      if here == last { series.counts.sharedSteps += 1 }
      if addsUp {
        series.values[here] = here == last ? (series.values[here] ?? 0) + values[index] : values[index]
      } else if areWindows {
        let next = index + 1 < times.count ? times[index + 1] : Int64.max
        let window = Double(min(next, begin + series.step) - time)
        if here != last { (sum, length) = (0, 0) }
        sum += values[index] * window
        length += window
        // An undivided window keeps its value to the last bit.
        series.values[here] = length == window ? values[index] : sum / length
      } else if here != last {
        (sum, length) = (values[index], 1)
        series.values[here] = sum
      } else {
        (sum, length) = (sum + values[index], length + 1)
        // a counter is where it was last read
        series.values[here] = series.isCounter ? values[index] : sum / length
      }
      if !labels.isEmpty, labels[index] != 0 {
        series.labels![here] = labels[index] == 2 || series.labels![here] == true
      }
      if series.isCounter, index > 0, values[index] < values[index - 1] { series.counts.resets += 1 }
      last = here
    }
  }
}
