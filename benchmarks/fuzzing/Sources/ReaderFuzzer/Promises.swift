import Workloads

/// Ends the reading of an input whose samples go on and on, so that the fuzzer stays quick.
struct Enough: Error {}

/// What every reader promises of every input.
enum Promises {
  /// Runs a reader and aborts if it throws anything but a ``WorkloadError`` of one decent sentence.
  static func check(_ read: () throws -> Void) {
    do {
      try read()
    } catch let error as WorkloadError {
      check(sentence: error.description)
    } catch is Enough {
      return
    } catch {
      fatalError("threw a \(type(of: error)): \(error)")
    }
  }

  /// Aborts unless the sentence is one line of less than 1,000 characters without control characters.
  static func check(sentence: String) {
    for scalar in sentence.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        fatalError("the sentence holds U+\(String(scalar.value, radix: 16)): \(sentence.debugDescription)")
      default: continue
      }
    }
    guard sentence.count < 1000 else {
      fatalError("the sentence has \(sentence.count) characters: \(sentence)")
    }
  }

  /// Aborts unless a number is finite.
  static func check(finite value: Double?, _ what: @autoclosure () -> String) {
    guard value?.isFinite ?? true else { fatalError("\(what()) is \(value!)") }
  }

  /// Reads a trace, gathers it and aborts if a sample or a series is not as promised.
  static func check(_ trace: some TraceFormat) throws {
    // spans of a million steps show what longer ones would, in a sixteenth of the memory
    var gatherer = SeriesGatherer(largestSpan: 1_000_000)
    var samples = 0
    var highest = -1
    var report = try trace.read { sample in
      guard sample.series >= 0, sample.series <= 1_000_000 else {
        fatalError("a sample of series \(sample.series)")
      }
      check(finite: sample.value, "a sample of series \(sample.series) at \(sample.time) µs")
      highest = max(highest, sample.series)
      samples += 1
      guard samples <= 200_000 else { throw Enough() }
      gatherer.add(sample)
    }
    guard highest < report.series.count else {
      fatalError("a sample of series \(highest); the report has \(report.series.count)")
    }
    guard report.rows >= 0, report.oddities.allSatisfy({ $0.count > 0 }) else {
      fatalError("a count is negative")
    }
    for series in try gatherer.gathered(&report) { check(series) }
  }

  /// Aborts unless a series is on its grid.
  static func check(_ series: MeasuredSeries) {
    func demand(_ holds: Bool, _ what: String) {
      guard holds else { fatalError("the series \(series.name): \(what)") }
    }
    demand(series.step >= 1, "its step is \(series.step) µs")
    demand(!series.values.isEmpty, "it has no step")
    demand(series.values.first! != nil && series.values.last! != nil, "it begins or ends without a value")
    demand(series.values.allSatisfy { $0?.isFinite ?? true }, "a value is not finite")
    demand(series.labels.map { $0.count == series.values.count } ?? true, "labels are missing")
    demand(series.counts.samples >= series.values.count - series.missing, "it has more values than samples")
    demand(series.end > series.start, "it ends before it begins")
    guard series.values.count <= 20_000, let inspection = SeriesInspection(series) else { return }
    demand((0...1).contains(inspection.coverage), "its coverage is \(inspection.coverage)")
    for figure in [inspection.mean, inspection.standardDeviation, inspection.minimum, inspection.maximum] {
      demand(figure.isFinite, "a figure is \(figure)")
    }
    for correlation in inspection.autocorrelations {
      demand(correlation.value.magnitude <= 1.000001, "a correlation is \(correlation.value)")
    }
    for tail in inspection.tails { demand(tail.index.isFinite, "a tail's index is \(tail.index)") }
    for percentile in inspection.percentiles {
      demand(percentile.value.isFinite, "a percentile is not finite")
    }
  }
}
