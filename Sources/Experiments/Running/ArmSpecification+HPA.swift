import Autoscaling
import ClusterSimulation

extension ArmSpecification {
  /// The HPA's spec: the manifest's, or that of the one target given.
  func hpa(_ service: ServiceParameters) throws -> HPASpec {
    if let manifest { return try HPASpec(object: manifest) }
    let metric: HPAMetric =
      if let cpuUtilization {
        HPAMetric(
          source: .resource(name: "cpu"),
          target: HPATarget(kind: .utilization, averageUtilization: Int32(cpuUtilization)))
      } else {
        HPAMetric(
          source: .external(HPAMetricIdentifier(name: HPASignal.requestsPerSecond.rawValue)),
          target: HPATarget(
            kind: .averageValue,
            averageValue: Quantity(milli: Int64(((requestsPerSecond ?? 0) * 1000).rounded()))))
      }
    return HPASpec(
      minReplicas: Int32(service.minReplicas), maxReplicas: Int32(service.maxReplicas), metrics: [metric])
  }

  /// What an HPA has to know of the service.
  func shape(_ service: ServiceParameters) -> HPAServiceShape {
    HPAServiceShape(
      cpuRequest: Int64((service.cpuRequest * 1000).rounded()),
      memoryRequest: Int64((service.memoryRequest * 1000).rounded()), signals: signals)
  }
}
