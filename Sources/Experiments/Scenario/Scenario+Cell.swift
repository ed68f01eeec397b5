import ClusterSimulation

/// A cell of a published trace whose machines and tasks are replayed beside the scenario's own nodes.
public struct CellSpecification: Sendable, Hashable, Codable {
  /// machine_events files, relative to the scenario's folder.
  public var machineEvents: [String]
  /// task_events or instance_events files, relative to the scenario's folder.
  public var taskEvents: [String]
  /// Cores of the largest machine, which the trace calls 1.
  public var cpu: Double
  /// Memory of the largest machine in bytes, which the trace calls 1.
  public var memory: Double
}

extension Scenario {
  static func cell(_ top: YAMLReader) -> CellSpecification? {
    guard top.isGiven("cell") else { return nil }
    let reader = top.section("cell")
    defer { reader.finish() }
    return CellSpecification(
      machineEvents: reader.strings("machine_events"), taskEvents: reader.strings("task_events"),
      cpu: reader.quantity("cpu", .number, in: 0.001...4096),
      memory: reader.quantity("memory", .bytes, in: 0x1p20...0x1p50))
  }
}

extension CellSpecification {
  /// Reads the tables, which lie relative to `folder`.
  ///
  /// - Throws: `WorkloadError` at the first thing that is wrong with a file.
  func read(in folder: String) throws -> CellTrace {
    try CellTrace(
      machineEvents: paths(machineEvents, in: folder), instanceEvents: paths(taskEvents, in: folder),
      largestMachine: Resources(cpu: cpu, memory: memory))
  }

  /// All tables, machines first.
  func files(in folder: String) -> [String] { paths(machineEvents + taskEvents, in: folder) }

  private func paths(_ files: [String], in folder: String) -> [String] {
    files.map { $0.hasPrefix("/") || folder.isEmpty ? $0 : folder + "/" + $0 }
  }
}
