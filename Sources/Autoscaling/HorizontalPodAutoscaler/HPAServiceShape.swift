/// What of a service an HPA has to know to read its metrics.
public struct HPAServiceShape: Sendable, Hashable {
  /// CPU request of a replica in millicores.
  public var cpuRequest: Int64
  /// Memory request of a replica in milli-bytes.
  public var memoryRequest: Int64
  /// CPU requests of the containers of a replica by name, nil for one that declares none. Empty where containers are not
  /// told apart: a replica is then one container, whatever it is called.
  public var cpuContainers: [String: Int64?] = [:]
  /// The same of memory, in milli-bytes.
  public var memoryContainers: [String: Int64?] = [:]
  /// Signals by the names that a manifest gives its metrics.
  public var signals: [String: HPASignal]
  /// Columns of the recording that answers; nil where a simulated service does.
  public var columns: Set<String>?

  /// A service of the given requests, whose metrics are called as the signals are.
  public init(
    cpuRequest: Int64, memoryRequest: Int64 = 0, signals: [String: HPASignal] = [:]
  ) {
    self.cpuRequest = cpuRequest
    self.memoryRequest = memoryRequest
    self.signals = Dictionary(uniqueKeysWithValues: HPASignal.allCases.map { ($0.rawValue, $0) })
      .merging(signals) { $1 }
  }

  /// The signal that a metric of this name stands for: the one that was given, or the recording's column of that name.
  public func signal(_ name: String) -> HPASignal? {
    signals[name] ?? (columns?.contains(name) == true ? HPASignal(rawValue: name) : nil)
  }

  /// The containers whose requests of a resource are known.
  func containers(_ resource: String) -> [String: Int64?] {
    resource == "memory" ? memoryContainers : cpuContainers
  }

  /// The request of a whole replica in milli-units, and whether some container of it declares none.
  func request(_ resource: String) -> (sum: Int64, isMissing: Bool) {
    let containers = containers(resource)
    guard !containers.isEmpty else { return (resource == "memory" ? memoryRequest : cpuRequest, false) }
    return (containers.values.reduce(0) { $0 &+ ($1 ?? 0) }, containers.values.contains { $0 == nil })
  }

  /// The column of a recording that holds one container's use of a resource, over all replicas.
  public static func column(_ resource: String, of container: String) -> String {
    "\(resource == "memory" ? "memory_bytes" : "cpu_cores"):\(container)"
  }

  /// Why a run cannot answer for `metric`, as a sentence that begins with a path below `spec.metrics[…]`; nil if it can.
  public func whyNotSimulated(_ metric: HPAMetric) -> String? {
    switch metric.source {
    case .resource(let name):
      return whyNot(resource: name).map { "resource.name: \($0)" }
    case .containerResource(let name, let container):
      if let problem = whyNot(resource: name) { return "containerResource.name: \(problem)" }
      return whyNot(name, container).map { "containerResource.container: \($0)" }
    case .pods(let identifier), .object(_, let identifier), .external(let identifier):
      return whyNot(named: identifier.name).map { "\(metric.field ?? "").metric.name: \($0)" }
    case .unknown(let type): return "type: '\(type.shown)' is not known"
    }
  }

  private func whyNot(resource: String) -> String? {
    ["cpu", "memory"].contains(resource)
      ? nil : "the resource '\(resource.shown)' is not simulated; there are cpu and memory"
  }

  /// A recording has whole replicas; a simulated one is a single container.
  private func whyNot(_ resource: String, _ container: String) -> String? {
    guard let columns else { return nil }
    let column = Self.column(resource, of: container)
    guard containers(resource)[container] != nil else {
      let others = containers(resource).keys.sorted().map(\.shown)
      return
        "the request of the container '\(container.shown)' is not known"
        + (others.isEmpty ? "" : ", only of \(others.joined(separator: ", "))")
        + "; give it as in --\(resource)-request \(container.shown)=\(resource == "cpu" ? "500m" : "512Mi"), and its use as the "
        + "column \(column.shown)"
    }
    return columns.contains(column)
      ? nil : "the recording has no column \(column.shown), the use of that container over all replicas"
  }

  /// Why no signal stands for a metric of this name; nil if one does.
  public func whyNot(named name: String) -> String? {
    if let signal = signals[name] {
      guard let columns, !columns.contains(signal.rawValue) else { return nil }
      return
        "the recording has no column \(signal.rawValue.shown), for which '\(name.shown)' is said to stand"
    }
    guard let columns else {
      return
        "the metric '\(name.shown)' is no signal of the simulator; say under 'signals' which it stands for: "
        + HPASignal.allCases.map(\.rawValue).joined(separator: ", ")
    }
    if columns.contains(name) { return nil }
    return
      "the recording has no column '\(name.shown)'; say which column it stands for, as in --signal \(name.shown)=COLUMN; there are "
      + columns.sorted().map(\.shown).joined(separator: ", ")
  }
}
