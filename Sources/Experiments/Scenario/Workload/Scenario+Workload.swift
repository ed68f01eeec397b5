import InputFiles
import SimulationKernel
import Workloads

extension Scenario {
  static let workloadKeys = [
    Setting(
      "traces", .texts,
      "Trace files of any known format (`forescale trace formats` lists them), gzip or not, relative to this file. Their "
        + "series are added up. One of `traces`, `requests` and `generator` is needed."),
    Setting(
      "requests", .texts,
      "Logs of single requests (access logs, results of load tests, Azure LLM, Azure Functions 2021, Alibaba GenAI 2026, or "
        + "CSV with a column `timestamp`: [workloads](workloads.md)). With `service.level: request` each is replayed at its "
        + "time with its recorded work, whose mean is the service time; a fluid gets their rate."),
    Setting("generator", .section(generatorKeys), "A load made from a few numbers."),
    Setting(
      "span", .duration(3600...366 * 86_400), "How much a generator makes. Needed with one.", example: "14d"),
    Setting("format", .text, "Name of the traces' format. Default by their content."),
    Setting("columns", .section(columnKeys), "What the columns of CSV traces are. Default by a guess."),
    Setting("series", .texts, "Names of the series that count. Default all."),
    Setting(
      "fill", .choice(of: FillPolicy.self), "What fills windows in which nothing was measured.",
      default: .text(FillPolicy.linear.rawValue)),
    Setting(
      "allow",
      .section([
        Setting(
          "made_up", .share(0...1),
          "Largest share of the steps of training, validation or test that may be made up because nothing was measured.",
          default: .number(WorkloadSpecification.usualMadeUp), example: "10%"),
        Setting(
          "left_out", .share(0...1), "Largest share of the files' rows that may be left out.",
          default: .number(WorkloadSpecification.usualLeftOut), example: "2%"),
      ]), "How much of the traces may be missing before the load is refused."),
    Setting(
      "reconstruction", .choice(of: WorkloadSpecification.Reconstruction.self),
      "How windows become a finer load: a curve that keeps their means, or, for instance usage of Google 2019, a path that "
        + "keeps each window's mean and percentiles.", default: .text(usualWorkload.reconstruction.rawValue)),
    Setting(
      "mean_requests_per_second", .number(0.001...1e9),
      "Mean load that the trace is scaled to. Default the requests that the trace counts, or its CPU over "
        + "`service.request.cpu_time`."),
    Setting(
      "cores_per_unit", .number(1e-6...1e9),
      "Cores that one unit of the trace's CPU stands for: of the largest machine for NCU, of the whole machine for percent."
    ),
    Setting(
      "resolution", .duration(1...300), "Length of a piece of constant load; divides 5m.",
      default: .number(usualWorkload.resolution)),
    Setting(
      "fluctuation",
      .section([
        Setting(
          "coefficient_of_variation", .share(0...2), "Standard deviation over mean.",
          default: .number(usualWorkload.fluctuation)),
        Setting(
          "correlation_time", .duration(1...3600),
          "Time after which it has lost all but 1/e of its autocorrelation.",
          default: .number(usualWorkload.correlationTime)),
      ]), "Log-normal fluctuation within the trace's windows."),
    Setting(
      "transforms", .table(transformKeys), "What is done to the load, in order; each entry has one key."),
    Setting("surges", .table(surgeKeys), "Surges on top of the load."),
  ]

  private static let usualWorkload = WorkloadSpecification()

  private static let columnKeys = [
    Setting("time", .column, "Column of the times, by name or number from 0.", isRequired: true),
    Setting(
      "time_unit", .choice(of: ColumnMapping.TimeUnit.self), "How times are written. Default auto."),
    Setting(
      "clock", .column,
      "Column of times of day, where that of the times holds dates alone. By name or number from 0."),
    Setting(
      "values",
      .table([
        Setting("column", .column, "By name or number from 0.", isRequired: true),
        Setting(
          "quantity", .choice(of: Quantity.self), "What it measures.",
          default: .text(Quantity.value.rawValue)),
        Setting(
          "scale", .number(-1e12...1e12), "Factor to the quantity's unit. Default 1."),
        Setting(
          "counter", .flag, "Whether it counts since some beginning, so that its rises are what counts.",
          default: false),
      ]), "Columns of values.", isRequired: true),
    Setting("label", .column, "Column that says which rows are anomalous."),
    Setting("key", .column, "Column whose text splits rows into series."),
    Setting("header", .flag, "Whether the first row names the columns.", default: true),
    Setting(
      "separator", .text,
      "What stands between fields, one sign or `tab`. Default by the file's beginning."),
    Setting(
      "decimal", .choice(of: CSVDialect.Decimal.self), "The decimal mark. Default by the file's beginning."),
  ]

  private static let longest = 366.0 * 86_400

  private static let transformKeys = [
    Setting(
      "scale_to_mean", .number(0.001...1e9),
      "Multiplies it so that its mean is so many requests a second."),
    Setting("scale", .number(0...1e9), "Multiplies it."),
    Setting(
      "shift",
      .section([
        Setting(
          "time", .duration(-longest...longest), "By how much; whole steps.", isRequired: true, example: "6h"),
        Setting(
          "edge", .choice(of: LoadEdge.self), "What comes in: what was pushed out, or the nearest rate.",
          default: .text(LoadEdge.wrap.rawValue)),
      ]), "Moves it later, or earlier where negative."),
    Setting(
      "crop",
      .section([
        Setting("from", .duration(0...longest), "Where it begins.", default: 0),
        Setting("to", .duration(1...longest), "Where it ends.", isRequired: true),
      ]), "Keeps a part, which begins at time 0 then."),
    Setting(
      "repeat", .duration(1...longest), "Plays it again and again until so much time is full."),
    Setting("resample", .duration(1...longest), "Steps of another length, which keep the mean."),
    Setting("cap", .number(0...1e9), "No rate above so many requests a second."),
    Setting("stretch", .number(0.001...1000), "So many times as slow."),
    Setting(
      "fluctuate",
      .section([
        Setting(
          "coefficient_of_variation", .share(0...2), "Standard deviation over mean.", isRequired: true),
        Setting(
          "correlation_time", .duration(1...86_400),
          "Time after which it has lost all but 1/e of its autocorrelation.", default: 60),
      ]), "Multiplies it by log-normal noise of first order."),
    Setting(
      "superpose",
      .section([
        Setting("traces", .texts, "Its trace files.", isRequired: true),
        Setting(
          "mean_requests_per_second", .number(0.001...1e9), "Its mean.", isRequired: true),
      ]), "Another load on top."),
  ]

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
    workload.traces = reader.optionalStrings("traces")
    workload.requests = reader.optionalStrings("requests")
    if reader.isGiven("generator") {
      workload.generator = generator(reader.section("generator"))
      workload.span = reader.number("span")
    }
    readTraces(reader, &workload)
    let fluctuation = reader.section("fluctuation")
    workload.fluctuation = fluctuation.number("coefficient_of_variation")
    workload.correlationTime = fluctuation.number("correlation_time")
    fluctuation.finish()
    workload.resolution = reader.number("resolution")
    if 300.truncatingRemainder(dividingBy: workload.resolution) != 0 {
      reader.note("resolution", "has to divide the traces' window of 5m")
    }
    workload.transforms = reader.list("transforms").compactMap(transform)
    workload.surges = reader.list("surges").compactMap(surge)
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
    workload.columns = reader.optionalSection("columns").map(columns)
    workload.series = reader.optionalStrings("series")
    workload.fill = reader.word("fill")
    let allow = reader.section("allow")
    workload.allowedMadeUp = allow.optionalNumber("made_up")
    workload.allowedLeftOut = allow.optionalNumber("left_out")
    allow.finish()
    workload.reconstruction = reader.choice("reconstruction")
    workload.meanRequestsPerSecond = reader.optionalNumber("mean_requests_per_second")
    workload.coresPerUnit = reader.optionalNumber("cores_per_unit")
  }

  private static func columns(_ reader: YAMLReader) -> ColumnMapping {
    defer { reader.finish() }
    let values = reader.list("values").map { value in
      defer { value.finish() }
      return ColumnMapping.Value(
        column(value, "column"), quantity: value.choice("quantity"), scale: value.optionalNumber("scale"),
        isCounter: value.isGiven("counter") ? value.flag("counter") : nil)
    }
    return ColumnMapping(
      time: column(reader, "time"),
      timeUnit: reader.optionalChoice("time_unit"), values: values,
      label: reader.isGiven("label") ? column(reader, "label") : nil,
      key: reader.isGiven("key") ? column(reader, "key") : nil,
      hasHeader: reader.flag("header"), separator: separator(reader),
      decimal: reader.optionalChoice("decimal"),
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
    func duration(_ key: String) -> SimulationDuration { .seconds(rounding: reader.number(key)) }
    func section<Value>(_ key: String, _ read: (YAMLReader) -> Value) -> Value {
      let inner = reader.section(key)
      defer { inner.finish() }
      return read(inner)
    }
    let known = transformKeys.map(\.key)
    let given = known.filter { reader.isGiven($0) }
    guard given.count == 1, let key = given.first else {
      reader.note("", "one of \(known.joined(separator: ", ")) is needed")
      return nil
    }
    switch key {
    case "scale_to_mean": return .own(.scaleToMean(rate: reader.number(key)))
    case "scale": return .own(.scale(factor: reader.number(key)))
    case "shift":
      return section(key) { inner in
        .own(
          .shift(
            time: .seconds(rounding: inner.number("time")), edge: inner.choice("edge")))
      }
    case "crop":
      return section(key) { inner in
        .own(
          .crop(
            from: .seconds(rounding: inner.number("from")), to: .seconds(rounding: inner.number("to"))))
      }
    case "repeat": return .own(.repeat(span: duration(key)))
    case "resample": return .own(.resample(resolution: duration(key)))
    case "cap": return .own(.cap(rate: reader.number(key)))
    case "stretch": return .own(.stretch(factor: reader.number(key)))
    case "fluctuate": return .own(.fluctuate(fluctuation(reader.section(key))))
    default:
      return section(key) { inner in
        .superpose(
          traces: inner.strings("traces"),
          meanRequestsPerSecond: inner.number("mean_requests_per_second"))
      }
    }
  }
}
