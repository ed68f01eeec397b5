import Autoscaling
import SimulationKernel
import Testing
import Workloads

@testable import ClusterSimulation

/// Half an hour of nothing, half an hour of 10 requests a second, an hour of nothing.
@Suite("Replicas that go to zero and come back") struct ScaleToZeroTests {
  private static let load = Plant.load(2) { (1800..<3600).contains($0) ? 10 : 0 }

  private static func parameters(_ level: ServiceLevelOfDetail) -> ClusterParameters {
    var parameters = Plant.parameters()
    parameters.service.minReplicas = 0
    parameters.service.level = level
    return parameters
  }

  private static let keda: any ScalingPolicy = QueueLengthPolicy(
    settings: .init(triggers: [.external(.requestsPerSecond, threshold: 70)]))

  private static let knative: any ScalingPolicy = {
    var settings = KnativePolicy.Settings(metric: .requestsPerSecond, targetPerReplica: 70)
    settings.maxScale = 100
    return KnativePolicy(settings: settings)
  }()

  private static let hpa: any ScalingPolicy = HorizontalPodAutoscalerPolicy(
    spec: HPASpec(
      minReplicas: 0, maxReplicas: 100,
      metrics: [
        HPAMetric(
          source: .external(HPAMetricIdentifier(name: "requests_per_second")),
          target: HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: 70_000)))
      ]),
    service: HPAServiceShape(cpuRequest: 1000))

  /// From zero the first request waits for a scrape (15 s at most), its delivery (15 s), a look (15 or 30 s) and a start of
  /// 60 s on the node that is there; clients give up after 10 s. So between 65 s and 115 s of 10 requests a second are lost,
  /// 650 to 1,150 of 18,000. Replicas are there while there is load and for a while after it, half an hour to three quarters,
  /// not for the two hours that one replica at least would be (0.038 USD each).
  @Test(
    "A cold start from nothing",
    arguments: [("keda", keda), ("knative", knative), ("hpa", hpa)], [ServiceLevelOfDetail.fluid, .request])
  func coldStart(policy: (name: String, policy: any ScalingPolicy), level: ServiceLevelOfDetail) {
    let output = Plant.run(Self.load, policy.policy, parameters: Self.parameters(level))
    let m = output.measurements
    #expect(abs(m.arrived - 18_000) < 700)
    #expect((600...1200).contains(m.failed), "\(policy.name): \(m.failed) failed")
    #expect((0.45 * 0.038...0.8 * 0.038).contains(m.replicaCost), "\(policy.name): \(m.replicaCost) USD")
  }

  /// What may go to zero begins with one replica all the same.
  @Test func aRunBeginsWithOne() {
    let output = Plant.run(
      Plant.load(1) { _ in 0 }, DoNothingPolicy(), parameters: Self.parameters(.fluid))
    #expect(abs(output.measurements.replicaCost - 0.038) < 1e-9)
  }
}
