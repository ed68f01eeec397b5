import ClusterSimulation
import InputFiles
import SimulationKernel
import Workloads

/// Another service on the nodes of a scenario, the same in every arm.
public struct NeighbourSpecification: Sendable, Hashable, Codable {
  /// The name by which calls know it.
  public var name: String
  /// Its replicas and requests.
  public var service: ServiceParameters
  /// Its mean load in requests a second; 0 for one that only gets calls.
  public var meanRequestsPerSecond: Double
  /// How far its load is behind the scenario's, in seconds; it has the same course.
  public var shift: Double
  /// What scales it: an arm that sees metrics alone.
  public var arm: ArmSpecification
}

extension Scenario {
  static let neighbourKeys = [
    Setting("name", .text, "Name by which calls know it.", isRequired: true),
    Setting(
      "service", .section(serviceKeys), "Its replicas and requests, as under service.", isRequired: true),
    Setting(
      "mean_requests_per_second", .number(0...1e9),
      "Mean of its own load, which has the course of the scenario's; 0 for a service that only gets calls.",
      default: 0),
    Setting("shift", .duration(0...30 * 86_400), "How far its load is behind.", default: 0),
    Setting(
      "arm", .section(ArmSpecification.neighbourKeys), "What scales it: any arm that sees metrics alone.",
      isRequired: true),
  ]

  static func neighbours(
    _ top: YAMLReader, level: ServiceLevelOfDetail, folder: String
  ) -> [NeighbourSpecification] {
    let readers = top.list("neighbours")
    let sections = readers.map { $0.section("service") }
    var names: [String] = []
    var found: [NeighbourSpecification] = []
    for (reader, section) in zip(readers, sections) {
      let name = reader.text("name")
      if names.contains(name) {
        reader.note("name", "'\(name)' is taken by an earlier entry; names have to differ")
      }
      names.append(name)
      let service = service(section, level: level)
      if service.level != level {
        section.note(
          "level",
          "has to be \(level.rawValue) like that of the measured service: requests go from one to the other")
      }
      let scaler = ArmSpecification(
        reader.section("arm"), name: name, forecasters: [], limits: service.limits, folder: folder)
      if scaler.kind.knowledge != .metrics || scaler.kind == ExternalPolicy.self {
        reader.note("arm", "a neighbour is scaled by metrics alone, which a \(scaler.policy) arm is not")
      }
      if scaler.tune { reader.note("arm", "a neighbour is not tuned") }
      found.append(
        NeighbourSpecification(
          name: name, service: service,
          meanRequestsPerSecond: reader.number("mean_requests_per_second"),
          shift: reader.number("shift"), arm: scaler))
    }
    for (index, reader) in readers.enumerated() {
      found[index].service.requests.calls = calls(sections[index], from: index + 1, to: names)
      reader.finish()
    }
    return found
  }

  /// The neighbours of a run: loads of the same course as `load`, shifted and scaled, and fresh policies.
  func neighbours(_ load: LoadProfile) throws -> [ClusterSimulation.Neighbour] {
    try neighbours.map { neighbour in
      let policy = try neighbour.arm.policy(context(of: neighbour.service))
      let steps = Int(SimulationDuration.seconds(rounding: neighbour.shift) / load.resolution)
      let count = load.rates.count
      let scale = neighbour.meanRequestsPerSecond / (workload.meanRequestsPerSecond ?? load.mean)
      // what is shifted out at one end comes in at the other
      let rates = load.rates.indices.map { load.rates[(($0 - steps) % count + count) % count] * scale }
      return ClusterSimulation.Neighbour(
        parameters: neighbour.arm.lowering(neighbour.service),
        load: LoadProfile(resolution: load.resolution, rates: rates),
        policy: policy)
    }
  }
}
