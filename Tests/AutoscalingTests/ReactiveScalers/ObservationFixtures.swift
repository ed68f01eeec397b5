import SimulationKernel

@testable import Autoscaling

extension Observation {
  /// A service whose replicas are all ready, with one scrape taken at the sync.
  static func steady(
    second: Int64, replicas: Int, ready: Int? = nil, requestsPerSecond: Double = 0, cpuCores: Double = 0,
    queueLength: Double = 0, hasSample: Bool = true
  ) -> Observation {
    let now = SimulationTime.seconds(second)
    let pods = (0..<(ready ?? replicas)).map { _ in
      PodObservation(phase: .running, readiness: .ready, startTime: .zero, readySince: .zero, usage: nil)
    }
    let sample = ServiceSample(
      timestamp: now, window: .seconds(15), requestsPerSecond: requestsPerSecond, cpuCores: cpuCores,
      violationShare: 0, queueLength: queueLength)
    return Observation(
      now: now, specReplicas: replicas, statusReplicas: replicas, pods: pods,
      service: hasSample ? sample : nil)
  }
}
