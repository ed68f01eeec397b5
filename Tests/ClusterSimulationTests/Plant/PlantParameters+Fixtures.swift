@testable import ClusterSimulation

extension PlantParameters {
  static func pool(
    cpu: Double, min: Int = 0, max: Int = 10, boot: Double = 150, name: String = "pool"
  ) -> PoolParameters {
    PoolParameters(
      name: name, capacity: Resources(cpu: cpu, memory: cpu * 4e9), pricePerHour: 1, boot: .constant(boot),
      minNodes: min, maxNodes: max)
  }

  static func template(cpu: Double = 1, startUp: Double = 20, grace: Double = 30) -> PodTemplate {
    PodTemplate(
      requests: Resources(cpu: cpu, memory: cpu * 4e9), startUp: .constant(startUp), terminationGrace: grace)
  }

  static func deployment(_ name: String = "web", _ template: PodTemplate = template()) -> DeploymentParameters
  {
    DeploymentParameters(name: name, template: template)
  }

  /// No release of nodes, so that what is looked at is all that happens.
  static let still = AutoscalerParameters(unneededTime: 1e6, utilizationThreshold: 0, delayAfterAdd: 0)
}
