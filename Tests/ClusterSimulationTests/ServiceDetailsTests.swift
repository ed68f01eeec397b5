import Autoscaling
import SimulationKernel
import Synchronization
import Testing
import Workloads

@testable import ClusterSimulation

@Suite("Details of scrapes")
struct ServiceDetailsTests {
  /// Keeps four replicas and the newest scrape.
  struct Reader: ScalingPolicy {
    final class Seen: Sendable { let sample = Mutex<ServiceSample?>(nil) }
    let seen: Seen
    let readsDetails: Bool
    mutating func decide(_ observation: Observation) -> ScalingDecision {
      if let sample = observation.service { seen.sample.withLock { $0 = sample } }
      return ScalingDecision(desiredReplicas: 4, reason: DecisionReason(DecisionReason.Rule("kept")))
    }
  }

  static func run(readsDetails: Bool, level: ServiceLevelOfDetail) -> (ServiceSample?, RunMeasurements) {
    var parameters = Plant.parameters()
    parameters.service.memoryLimit = 3 * 0x1p30
    parameters.service.level = level
    let seen = Reader.Seen()
    let output = ClusterSimulation.run(
      .init(
        parameters: parameters,
        load: LoadProfile(resolution: .seconds(15), rates: Array(repeating: 100, count: 80)), start: .zero,
        measureFrom: .zero, end: .seconds(1200), seed: 1),
      policy: Reader(seen: seen, readsDetails: readsDetails))
    return (seen.sample.withLock { $0 }, output.measurements)
  }

  @Test(
    "They say what replicas use, request and answer, as a fluid and request by request",
    arguments: [false, true])
  func readings(isByRequest: Bool) throws {
    let (sample, _) = Self.run(readsDetails: true, level: isByRequest ? .request : .fluid)
    let details = try #require(sample?.details)
    #expect([details.runningReplicas, details.readyReplicas, details.restarts] == [4, 4, 0])
    #expect(details.cpuRequest == 4)
    #expect(details.memoryRequest == 8 * 0x1p30)
    #expect(details.memoryLimit == 12 * 0x1p30)
    #expect(details.cpuLimit == nil)
    // half of what is requested is in use, in whole milli-bytes
    #expect(abs(details.memory - 4 * 0x1p30) < 1)
    #expect(details.errorRate == 0)
    // 25 requests a second and replica leave ten workers mostly idle: an exponential 100 ms has its p50 at 69 ms, its p95 at
    // 300 ms; 1,500 requests a window give the p95 a standard error of 0.1 √(0.05 · 0.95 / 1500) / 0.05 = 11 ms
    #expect(abs(details.p50 - 0.0693) < 0.012)
    #expect(abs(details.p95 - 0.2996) < 0.035)
    #expect(details.p99 > details.p95)
    // a quarter of a core each, on nodes of four cores
    #expect(!details.hasCPUPressure && !details.hasMemoryPressure)
  }

  @Test("A policy that does not read them gets none, and the run is the same to the bit")
  func unread() {
    let read = Self.run(readsDetails: true, level: .request)
    let unread = Self.run(readsDetails: false, level: .request)
    #expect(unread.0?.details == nil)
    #expect(read.1 == unread.1)
    var sample = read.0
    sample?.details = nil
    #expect(sample == unread.0)
  }
}
