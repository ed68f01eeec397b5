import SimulationKernel

/// Gathers the readings of the files of a recording.
final class RecordedReadings {
  typealias Column = RecordedMetrics.Column
  var series: [String: RecordedMetrics.Series] = [:]
  private(set) var ignored: [String] = []
  private(set) var notes: [String] = []
  private let names: [String: String]
  private var found: Set<String> = []

  init(names: [String: String]) { self.names = names }

  /// Series of kube-state-metrics that are what a column is.
  private static let known: [String: Column] = [
    "kube_deployment_spec_replicas": .replicas, "kube_statefulset_replicas": .replicas,
    "kube_deployment_status_replicas_ready": .readyReplicas,
    "kube_statefulset_status_replicas_ready": .readyReplicas,
  ]

  /// What a column or a series of a file is called here.
  private func name(_ given: String) -> String {
    found.insert(given)
    let family = String(given.prefix { $0 != "{" })
    return names[given] ?? names[family] ?? Self.known[family]?.rawValue ?? given
  }

  /// The largest value of a reading: beyond it the HPA's 64-bit whole numbers of thousandths overflow, where percent are taken
  /// a hundred times sooner.
  private static func largest(_ name: String) -> Double {
    switch Column(rawValue: String(name.prefix { $0 != ":" })) {
    case .replicas, .readyReplicas: 1e6
    case .cpuCores, .memoryBytes: 9e13
    default: 9e15
    }
  }

  /// Whether the value can be a reading of that name.
  static func takes(_ value: Double, as name: String) -> Bool {
    let column = Column(rawValue: String(name.prefix { $0 != ":" }))
    let isWhole = column == .replicas || column == .readyReplicas
    return value.isFinite && value.magnitude <= largest(name) && (column == nil || value >= 0)
      && (!isWhole || value == value.rounded())
  }

  /// The whole number of replicas that an average stands for; nil where it is whole, or no replicas are counted.
  static func rounded(_ value: Double, as name: String) -> Double? {
    let column = Column(rawValue: String(name.prefix { $0 != ":" }))
    guard column == .replicas || column == .readyReplicas, value.isFinite, value != value.rounded() else {
      return nil
    }
    return value.rounded()
  }

  /// What is allowed as a reading of that name.
  static func allowed(_ name: String) -> String {
    let column = Column(rawValue: String(name.prefix { $0 != ":" }))
    let top = largest(name)
    let bound = top == 1e6 ? "1000000" : top == 9e13 ? "9e13" : "9e15"
    if column == .replicas || column == .readyReplicas { return "whole numbers from 0 to \(bound)" }
    return
      "numbers from \(column == nil ? "-\(bound)" : "0") to \(bound), or nothing where it was not measured"
  }

  /// The time of `microseconds`, if the clock of a run reaches it: 9e9 s, the year 2255.
  static func time(_ microseconds: Int64) -> SimulationTime? {
    (0...9_000_000_000_000_000).contains(microseconds)
      ? SimulationTime(nanoseconds: microseconds * 1000) : nil
  }

  // MARK: Series

  /// Reads a file of series: each is one of its own name, or the only one is that of `name`.
  func read(_ format: any TraceFormat, path: String, name given: String?) throws {
    var samples: [[(time: Int64, value: Double)]] = []
    let report = try format.read { sample in
      while samples.count <= sample.series { samples.append([]) }
      samples[sample.series].append((sample.time, sample.value))
    }
    notes += report.notes.map { "\(path): \($0)" }
    if let given, report.series.count != 1 {
      throw WorkloadError(
        "\(path): holds \(report.series.count) series; the one that is to be \(WorkloadError.quoted(given)) must be alone."
      )
    }
    let counters = report.series.filter(\.isCounter).map(\.name)
    if !counters.isEmpty {
      notes.append(
        "\(path): \(counters.count) series look like counters, whose values only rise; a rate (rate(…[1m])) is what a policy looks at."
      )
    }
    let families = Dictionary(grouping: report.series.map { $0.name.prefix { $0 != "{" } }, by: \.self)
    for (index, entry) in report.series.enumerated() {
      // labels say nothing where there is one series of the name
      let family = entry.name.prefix { $0 != "{" }
      let isAlone = !family.isEmpty && families[family]?.count == 1
      let name = given.map(name) ?? name(isAlone && names[entry.name] == nil ? String(family) : entry.name)
      var readings = RecordedMetrics.Series()
      let sorted = (index < samples.count ? samples[index] : []).sorted { $0.time < $1.time }
      var rounded = 0
      for var sample in sorted {
        if let whole = Self.rounded(sample.value, as: name) {
          sample.value = whole
          rounded += 1
        }
        guard let time = Self.time(sample.time) else {
          throw WorkloadError(
            "\(path): \(name) has a sample at \(Double(sample.time) / 1e6) s; allowed are times from 0 to 9e9 s."
          )
        }
        guard Self.takes(sample.value, as: name) else {
          throw WorkloadError(
            "\(path): \(WorkloadError.quoted(name)) is \(sample.value) at \(Double(sample.time) / 1e6) s; allowed are \(Self.allowed(name))."
          )
        }
        guard time != readings.times.last else {
          throw WorkloadError(
            "\(path): \(WorkloadError.quoted(name)) has two samples at \(Double(sample.time) / 1e6) s; allowed is one."
          )
        }
        readings.times.append(time)
        readings.values.append(sample.value)
      }
      if rounded > 0 {
        notes.append(
          "\(path): \(rounded) numbers of \(name) are no whole ones, as averages are, and are rounded.")
      }
      try add(readings, as: name, path)
    }
  }

  func add(_ readings: RecordedMetrics.Series, as name: String, _ path: String) throws {
    guard series.updateValue(readings, forKey: name) == nil else {
      throw WorkloadError(
        "\(path): there are two series \(WorkloadError.quoted(name)); allowed is one. Sum them in the query, or name them with "
          + "--columns.")
    }
  }

  // MARK: Tables

  func readTable(_ head: TraceHead, name given: String?) throws {
    if let doubt = head.dialect.doubt {
      throw WorkloadError(
        head.path, line: doubt.line,
        "\(WorkloadError.quoted(doubt.text)) may have a decimal mark or one between thousands, and no other number tells which; "
          + "needed are numbers without marks between thousands.")
    }
    let rows = RecordedRows(head: head, name: { self.name($0) })
    try readCSV(head.path, dialect: head.dialect, into: rows)
    try rows.finish()
    notes += rows.notes.map { "\(head.path): \($0)" }
    ignored += rows.ignored
    var readings = rows.series
    if let given {
      guard readings.count == 1, let only = readings.first else {
        throw WorkloadError(
          "\(head.path): has \(readings.count) columns of numbers beside the times; the one that is to be "
            + "\(WorkloadError.quoted(given)) must be alone.")
      }
      readings = [name(given): only.value]
    }
    for name in readings.keys.sorted() { try add(readings[name] ?? .init(), as: name, head.path) }
  }

  // MARK: All

  /// Whether there are replicas and something beside them, and every name that was given stands for something.
  func check(_ paths: String) throws {
    for given in names.keys.sorted() where !found.contains(given) {
      if found.contains(where: { $0.prefix { $0 != "{" } == given }) { continue }
      let near = nearestName(to: given, among: found.sorted()).map { " (is it \(WorkloadError.quoted($0))?)" }
      throw WorkloadError(
        "\(paths): has no column or series \(WorkloadError.quoted(given))\(near ?? ""), which --columns names; there are "
          + "\(WorkloadError.listed(found.sorted())).")
    }
    guard let replicas = series[Column.replicas.rawValue], !replicas.times.isEmpty else {
      let others = series.keys.sorted()
      let near = nearestName(to: Column.replicas.rawValue, among: others + ignored)
        .map { " (is it \(WorkloadError.quoted($0))?)" }
      throw WorkloadError(
        "\(paths): has no column or series replicas\(near ?? ""); there are \(WorkloadError.listed(others)). Say which it is, as in "
          + "--columns replicas=NAME, or add a file, as in replicas=FILE.")
    }
    guard
      series.contains(where: { $0.key != "replicas" && $0.key != "ready_replicas" && !$0.value.times.isEmpty }
      )
    else {
      let texts = notes.filter { $0.contains("no column of numbers") }.map { " \($0)" }.joined()
      let known = Column.allCases.map(\.rawValue).filter { !$0.contains("replicas") }
      throw WorkloadError(
        "\(paths): has no column of metrics; needed is one of \(known.joined(separator: ", ")), or one by the name of a metric "
          + "of the manifest." + texts)
    }
    try checkReady(paths, replicas)
  }

  private func checkReady(_ paths: String, _ replicas: RecordedMetrics.Series) throws {
    guard let ready = series[Column.readyReplicas.rawValue] else { return }
    var state = 0
    for (time, value) in zip(ready.times, ready.values) {
      while state + 1 < replicas.times.count, replicas.times[state + 1] <= time { state += 1 }
      if time == replicas.times[state], value > replicas.values[state] {
        throw WorkloadError(
          "\(paths): at \(time.seconds) s ready_replicas is \(Int(value)), more than the \(Int(replicas.values[state])) replicas; "
            + "at most all can be ready.")
      }
    }
  }
}
