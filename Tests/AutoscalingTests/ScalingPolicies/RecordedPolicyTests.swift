import SimulationKernel
import Testing

@testable import Autoscaling

@Suite("A policy that follows a recorded forecast")
struct RecordedPolicyTests {
  /// 1 to 4 replicas carry 30, 40, 55 and 65 requests a second.
  private static let demand: ReplicaDemand = {
    guard
      let map = ReplicaDemand(
        queue: MultiServerQueue(servers: 1, serviceTime: 0.01),
        objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: 1),
        table: CapacityTable(rates: [30, 40, 55, 65]))
    else { preconditionFailure("the objective can be met") }
    return map
  }()

  /// 60 requests a second in seconds 60 to 89, 25 before and after.
  private static func forecast(until end: Int = 200) -> RecordedForecast {
    guard
      let forecast = RecordedForecast(
        (6..<end).map {
          .init(issued: Double($0 - 6), target: Double($0), value: 60..<90 ~= $0 ? 60 : 25)
        })
    else { preconditionFailure("there are values") }
    return forecast
  }

  private static func policy(
    _ forecast: RecordedForecast = forecast(), horizon: Double? = 6, scale: Double = 1,
    safety: RecordedPolicy.Safety? = nil
  ) -> RecordedPolicy {
    RecordedPolicy(
      forecast: forecast, horizon: horizon, demand: demand, capacityScale: scale, window: 30, stepDown: 1,
      limits: 1...4, safety: safety)
  }

  /// Commands of each second, where `load` was measured in the second before and as many pods are ready as were asked for.
  private static func commands(
    _ policy: RecordedPolicy, seconds: Int = 130, load: (Int) -> Double = { _ in 25 }
  ) -> [Int] {
    var policy = policy
    var current = 1
    return (0..<seconds).map { second in
      var observation = Observation.steady(
        second: Int64(second), replicas: current, requestsPerSecond: load(second - 1))
      observation.pods = (0..<current).map { _ in
        PodObservation(phase: .running, readiness: .ready, startTime: .zero, readySince: .zero, usage: nil)
      }
      current = policy.decide(observation).desiredReplicas
      return current
    }
  }

  /// 60 is seen from second 54 on, last in second 83, and kept for 30 decisions: to second 112; then one less a second.
  @Test("up at once, down by steps after the window", arguments: [6, nil] as [Double?])
  func window(horizon: Double?) {
    let expected = (0..<130).map { second in
      switch second {
      case 54...112: 4
      case 113: 3
      case 114: 2
      default: 1
      }
    }
    #expect(Self.commands(Self.policy(horizon: horizon)) == expected)
  }

  @Test("another horizon sees the peak earlier or later") func horizon() {
    #expect(Self.commands(Self.policy(horizon: 3)).firstIndex(of: 4) == 57)
    #expect(Self.commands(Self.policy(horizon: 9)).firstIndex(of: 4) == 51)
  }

  /// Of 90 % of the capacity, 65 becomes 58.5, which 60 exceeds, and the limit holds; 28 needs two replicas instead of one.
  @Test("what it believes of the capacity counts") func capacity() {
    guard let flat = RecordedForecast([.init(issued: 0, target: 0, value: 28)]) else { return }
    #expect(Self.commands(Self.policy(flat), seconds: 3) == [1, 1, 1])
    #expect(Self.commands(Self.policy(flat, scale: 0.9), seconds: 3) == [2, 2, 2])
  }

  /// The load of seconds 60 to 89 is measured in seconds 61 to 90; the second time in 62. It is needed last in second 90, and
  /// 30 decisions later the floor goes.
  @Test("a load that nobody forecast sets a floor", arguments: [(1, 61), (2, 62), (3, 63)])
  func safety(persistence: Int, first: Int) {
    guard let flat = RecordedForecast([.init(issued: 0, target: 0, value: 25)]) else { return }
    let policy = Self.policy(flat, safety: .init(persistence: persistence, hold: 30))
    let commands = Self.commands(policy) { 60..<90 ~= $0 ? 60 : 25 }
    #expect(commands == (0..<130).map { first..<120 ~= $0 ? 4 : 1 })
  }

  @Test("a table says what replicas carry, beyond its end by its last row's mean") func table() {
    let table = CapacityTable(rates: [30, 40, 55, 65])
    #expect([0, 30, 30.1, 65, 65.1].map { table?.replicas(forRequestsPerSecond: $0) } == [0, 1, 2, 4, 5])
    #expect([0, 1, 4, 8].map { table?.rate(ofReplicas: $0) } == [0, 30, 65, 130])
    #expect(CapacityTable(rates: [30, 30]) == nil && CapacityTable(rates: []) == nil)
  }
}
