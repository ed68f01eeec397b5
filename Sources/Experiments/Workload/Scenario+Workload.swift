import SimulationKernel
import Workloads

extension Scenario {
  static func workload(_ reader: YAMLReader) -> WorkloadSpecification {
    defer { reader.finish() }
    var workload = WorkloadSpecification()
    let sources = ["traces", "requests", "generator"].filter { reader.isGiven($0) }
    if sources.count != 1 {
      reader.note(
        "traces",
        "one of traces, requests and generator is needed, \(sources.isEmpty ? "none is" : sources.joined(separator: " and ") + " are") given"
      )
    }
    if reader.isGiven("traces") { workload.traces = reader.strings("traces") }
    if reader.isGiven("requests") { workload.requests = reader.strings("requests") }
    if reader.isGiven("generator") {
      workload.generator = generator(reader.section("generator"))
      workload.span = reader.quantity("span", .duration, in: 3600...366 * 86_400)
    }
    readTraces(reader, &workload)
    let fluctuation = reader.section("fluctuation")
    workload.fluctuation = fluctuation.quantity("coefficient_of_variation", .share, default: 0, in: 0...2)
    workload.correlationTime = fluctuation.quantity("correlation_time", .duration, default: 60, in: 1...3600)
    fluctuation.finish()
    workload.resolution = reader.quantity("resolution", .duration, default: 15, in: 1...300)
    if 300.truncatingRemainder(dividingBy: workload.resolution) != 0 {
      reader.note("resolution", "has to divide the traces' window of 5m")
    }
    workload.transforms = reader.list("transforms", required: false).compactMap(transform)
    workload.surges = reader.list("surges", required: false).compactMap(surge)
    if !workload.requests.isEmpty {
      for (key, isGiven) in [
        ("mean_requests_per_second", workload.meanRequestsPerSecond != nil),
        ("fluctuation", workload.fluctuation > 0), ("transforms", !workload.transforms.isEmpty),
        ("surges", !workload.surges.isEmpty),
      ] where isGiven {
        reader.note(key, "recorded requests are replayed as they came; this does not go with them")
      }
    }
    return workload
  }

  private static func readTraces(_ reader: YAMLReader, _ workload: inout WorkloadSpecification) {
    if reader.isGiven("format") {
      let name = reader.text("format")
      if let problem = TraceFormats.problem(withName: name) { reader.note("format", problem) }
      workload.format = name
    }
    if reader.isGiven("columns") { workload.columns = columns(reader.section("columns")) }
    if reader.isGiven("series") { workload.series = reader.strings("series") }
    let fill: FillPolicy = reader.choice("fill", default: .linear)
    workload.fill = fill.rawValue
    let allow = reader.section("allow")
    workload.allowedMadeUp = allow.optionalQuantity("made_up", .share, in: 0...1)
    workload.allowedLeftOut = allow.optionalQuantity("left_out", .share, in: 0...1)
    allow.finish()
    workload.reconstruction = reader.choice("reconstruction", default: .curve)
    workload.meanRequestsPerSecond = reader.optionalQuantity(
      "mean_requests_per_second", .number, in: 0.001...1e9)
    workload.coresPerUnit = reader.optionalQuantity("cores_per_unit", .number, in: 1e-6...1e9)
  }

  private static func columns(_ reader: YAMLReader) -> ColumnMapping {
    defer { reader.finish() }
    let values = reader.list("values").map { value in
      defer { value.finish() }
      return ColumnMapping.Value(
        column(value, "column"), quantity: value.choice("quantity", default: Quantity.value),
        scale: value.optionalQuantity("scale", .number, in: -1e12...1e12),
        isCounter: value.isGiven("counter") ? value.flag("counter", default: false) : nil)
    }
    return ColumnMapping(
      time: column(reader, "time"),
      timeUnit: reader.isGiven("time_unit") ? reader.choice("time_unit") : nil, values: values,
      label: reader.isGiven("label") ? column(reader, "label") : nil,
      key: reader.isGiven("key") ? column(reader, "key") : nil,
      hasHeader: reader.flag("header", default: true), separator: separator(reader),
      decimal: reader.isGiven("decimal") ? reader.choice("decimal") : nil,
      clock: reader.isGiven("clock") ? column(reader, "clock") : nil)
  }

  private static func separator(_ reader: YAMLReader) -> String? {
    guard reader.isGiven("separator") else { return nil }
    do { return try ColumnMapping.separator(reader.text("separator")) } catch {
      reader.note("separator", "\(error)")
      return nil
    }
  }

  /// A column's name, or its number from 0.
  private static func column(_ reader: YAMLReader, _ key: String) -> ColumnMapping.Column {
    let text = reader.text(key)
    return Int(text).map { .at($0) } ?? .named(text)
  }

  /// One change of the load: a mapping with one key, which says which.
  private static func transform(_ reader: YAMLReader) -> TransformSpecification? {
    defer { reader.finish() }
    func duration(_ key: String, from lowest: Double = 1) -> SimulationDuration {
      .seconds(rounding: reader.quantity(key, .duration, in: lowest...366 * 86_400))
    }
    func section<Value>(_ key: String, _ read: (YAMLReader) -> Value) -> Value {
      let inner = reader.section(key)
      defer { inner.finish() }
      return read(inner)
    }
    let known = [
      "scale_to_mean", "scale", "shift", "crop", "repeat", "resample", "cap", "stretch", "fluctuate",
      "superpose",
    ]
    let given = known.filter { reader.isGiven($0) }
    guard given.count == 1, let key = given.first else {
      reader.note("", "one of \(known.joined(separator: ", ")) is needed")
      return nil
    }
    switch key {
    case "scale_to_mean": return .own(.scaleToMean(rate: reader.quantity(key, .number, in: 0.001...1e9)))
    case "scale": return .own(.scale(factor: reader.quantity(key, .number, in: 0...1e9)))
    case "shift":
      return section(key) { inner in
        .own(
          .shift(
            time: .seconds(rounding: inner.quantity("time", .duration, in: -366 * 86_400...366 * 86_400)),
            edge: inner.choice("edge", default: .wrap)))
      }
    case "crop":
      return section(key) { inner in
        .own(
          .crop(
            from: .seconds(rounding: inner.quantity("from", .duration, default: 0, in: 0...366 * 86_400)),
            to: .seconds(rounding: inner.quantity("to", .duration, in: 1...366 * 86_400))))
      }
    case "repeat": return .own(.repeat(span: duration(key)))
    case "resample": return .own(.resample(resolution: duration(key)))
    case "cap": return .own(.cap(rate: reader.quantity(key, .number, in: 0...1e9)))
    case "stretch": return .own(.stretch(factor: reader.quantity(key, .number, in: 0.001...1000)))
    case "fluctuate":
      return section(key) { inner in
        .own(
          .fluctuate(
            LoadFluctuation(
              coefficientOfVariation: inner.quantity("coefficient_of_variation", .share, in: 0...2),
              correlationTime: .seconds(
                rounding: inner.quantity("correlation_time", .duration, default: 60, in: 1...86_400)))))
      }
    default:
      return section(key) { inner in
        .superpose(
          traces: inner.strings("traces"),
          meanRequestsPerSecond: inner.quantity("mean_requests_per_second", .number, in: 0.001...1e9))
      }
    }
  }
}
