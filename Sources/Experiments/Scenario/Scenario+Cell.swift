import ClusterSimulation
import InputFiles

/// A cell of a published trace whose machines and tasks are replayed beside the scenario's own nodes.
public struct CellSpecification: Sendable, Hashable, Codable {
  /// machine_events files, relative to the scenario's folder.
  public var machineEvents: [String] = []
  /// task_events or instance_events files, relative to the scenario's folder.
  public var taskEvents: [String] = []
  /// Instead of events: tables of machine shapes, relative to the scenario's folder.
  public var machineShapes: [String] = []
  /// With machine shapes: tables of task requests, relative to the scenario's folder.
  public var taskRequests: [String] = []
  /// Cores of the largest machine, which the trace calls 1.
  public var cpu: Double
  /// Memory of the largest machine in bytes, which the trace calls 1.
  public var memory: Double
}

extension Scenario {
  static let cellKeys = [
    Setting("machine_events", .texts, "machine_events tables, relative to this file."),
    Setting("task_events", .texts, "task_events (2011) or instance_events (2019) tables."),
    Setting(
      "machine_shapes", .texts,
      "Instead of events: CSV tables of `cpus,ram,machine_count`; the machines are there all the time."),
    Setting(
      "task_requests", .texts,
      "With machine shapes: CSV tables of task requests; tasks go to the machines in turn, as the tables do not say where, "
        + "and stay."),
    Setting(
      "cpu", .cores(0.001...4096), "Cores of the largest machine, which the trace calls 1.", isRequired: true),
    Setting(
      "memory", .bytes(0x1p20...0x1p50), "Memory of the largest machine, which the trace calls 1.",
      isRequired: true),
  ]

  static func cell(_ top: YAMLReader) -> CellSpecification? {
    guard top.isGiven("cell") else { return nil }
    let reader = top.section("cell")
    defer { reader.finish() }
    var cell = CellSpecification(
      cpu: reader.number("cpu"), memory: reader.number("memory"))
    if reader.isGiven("machine_shapes") || reader.isGiven("task_requests") {
      cell.machineShapes = reader.strings("machine_shapes")
      cell.taskRequests = reader.strings("task_requests")
      for key in ["machine_events", "task_events"] where reader.isGiven(key) {
        reader.note(key, "a cell has events, or machine shapes and task requests, not both")
      }
    } else {
      cell.machineEvents = reader.strings("machine_events")
      cell.taskEvents = reader.strings("task_events")
    }
    return cell
  }
}

extension CellSpecification {
  /// Reads the tables, which lie relative to `folder`.
  ///
  /// - Throws: `WorkloadError` at the first thing that is wrong with a file.
  func read(in folder: String) throws -> CellTrace {
    let largest = Resources(cpu: cpu, memory: memory)
    guard machineShapes.isEmpty else {
      return try CellTrace(
        machineShapes: machineShapes.map { $0.path(in: folder) },
        taskRequests: taskRequests.map { $0.path(in: folder) },
        largestMachine: largest)
    }
    return try CellTrace(
      machineEvents: machineEvents.map { $0.path(in: folder) },
      instanceEvents: taskEvents.map { $0.path(in: folder) },
      largestMachine: largest)
  }

  /// All tables, machines first.
  func files(in folder: String) -> [String] {
    (machineEvents + taskEvents + machineShapes + taskRequests).map { $0.path(in: folder) }
  }
}
