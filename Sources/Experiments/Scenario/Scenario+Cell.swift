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
  static func cell(_ top: YAMLReader) -> CellSpecification? {
    guard top.isGiven("cell") else { return nil }
    let reader = top.section("cell")
    defer { reader.finish() }
    var cell = CellSpecification(
      cpu: reader.quantity("cpu", .cores, in: 0.001...4096),
      memory: reader.quantity("memory", .bytes, in: 0x1p20...0x1p50))
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
