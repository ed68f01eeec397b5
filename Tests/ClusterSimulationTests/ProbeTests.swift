import Autoscaling
import SimulationKernel
import Testing

@testable import ClusterSimulation

/// Probes that wait behind requests.
@Suite("Probes that an overload fails") struct ProbeTests {
  /// One replica of 10 requests a second under 20 from second 10 to 40: a probe waits a second or more once ten requests wait, from
  /// second 11 on.
  private static func output(
    timeout: Double?, load: Double = 20, liveness: Probe? = nil, routeDelay: ClosedRange<Double>? = nil
  ) -> ClusterSimulation.Output {
    var parameters = Plant.parameters()
    parameters.service.level = .request
    parameters.service.concurrency = 1
    parameters.service.serviceTime = 0.1
    parameters.service.cpuTime = 0.1
    parameters.service.requests.law = .constant
    parameters.service.requests.refusesWithoutReplica = true
    parameters.service.requests.routeDelay = routeDelay
    parameters.service.minReplicas = 1
    parameters.service.maxReplicas = 1
    var probe = Probe(period: 1, failureThreshold: 2)
    probe.timeout = timeout
    parameters.service.readiness = probe
    parameters.service.liveness = liveness
    var inputs = ClusterSimulation.Inputs(
      parameters: parameters, load: Plant.load(1) { _ in 1 }, start: .zero, measureFrom: .zero,
      end: .zero + .seconds(60), seed: 1, timelineInterval: 1)
    inputs.keepsPoints = true
    let rates = (0..<60).map { 10..<40 ~= $0 ? Int(load) : 5 }
    inputs.arrivals = parameters.service.evenArrivals(counts: rates, step: 1, seed: 1)
    return ClusterSimulation.run(inputs, policy: DoNothingPolicy())
  }

  @Test("an overload makes the only replica unready, and it comes back") func readiness() {
    let points = Self.output(timeout: 1).service.points
    let unready = points.indices.filter { points[$0].ready == 0 }
    // ten wait at second 11, and two probes in a row have to fail
    #expect(unready.first.map { (11...14).contains($0) } == true, "unready in \(unready)")
    #expect(points[50...].allSatisfy { $0.ready == 1 && $0.failed == 0 })
    #expect(points.contains { $0.failed > 0 })
    #expect(points[..<10].allSatisfy { $0.ready == 1 && $0.failed == 0 })
  }

  @Test("a load that it carries does not, and neither does a check that only hanging fails")
  func quiet() {
    #expect(Self.output(timeout: 1, load: 9).service.points.allSatisfy { $0.ready == 1 && $0.failed == 0 })
    #expect(Self.output(timeout: nil).service.points.allSatisfy { $0.ready == 1 })
  }

  @Test("a liveness probe that fails often enough restarts the container") func liveness() {
    var probe = Probe(period: 1, failureThreshold: 2)
    probe.timeout = 1
    let output = Self.output(timeout: nil, liveness: probe)
    // its requests are lost, and it starts again after a back-off of 10 s and its start-up
    #expect(output.service.points.contains { $0.ready == 0 })
    #expect(output.measurements.failed > 10)
  }

  @Test("what the balancer hears late is refused late") func routeDelay() {
    func firstFailure(_ delay: Double) -> Int? {
      Self.output(timeout: 1, routeDelay: delay...delay).service.points.firstIndex { $0.failed > 0 }
    }
    guard let prompt = firstFailure(0), let late = firstFailure(2) else {
      Issue.record("nothing failed")
      return
    }
    #expect(late == prompt + 2)
  }
}
