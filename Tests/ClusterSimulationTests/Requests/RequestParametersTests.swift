import Stochastics
import Testing

@testable import ClusterSimulation

/// What parameters are refused, and the choice of the least loaded.
@Suite struct RequestParametersTests {
  private static func service(_ change: (inout RequestServiceParameters) -> Void) -> RequestServiceParameters
  {
    var service = RequestServiceParameters(demand: .constant(1))
    change(&service)
    return service
  }

  private static let wrong: [(String, [RequestServiceParameters])] = [
    ("Workers", [service { $0.workers = 0 }]),
    ("Cores", [service { $0.cores = 0 }]),
    ("queue limit", [service { $0.queueLimit = -1 }]),
    ("demand", [service { $0.demand = .constant(-1) }]),
    ("rate", [service { $0.source = .open(rate: -1) }]),
    ("clients", [service { $0.source = .closed(clients: 0, thinkTime: .constant(1)) }]),
    (
      "ascend",
      [
        service {
          $0.source = .trace([RequestRecord(time: 1, demand: 1), RequestRecord(time: 0, demand: 1)])
        }
      ]
    ),
    ("timeout", [service { $0.client.timeout = 0 }]),
    ("jitter", [service { $0.client.retries = RetryParameters(jitter: 2) }]),
    ("failure share", [service { $0.client.breaker = CircuitBreakerParameters(failureShare: 0) }]),
    ("service 1 of 1", [service { $0.calls = [[RequestCall(to: 1)]] }]),
    ("probability", [service { $0.calls = [[RequestCall(to: 1, probability: 1.5)]] }, service { _ in }]),
    ("cycle", [service { $0.calls = [[RequestCall(to: 0)]] }]),
    (
      "cycle", [service { $0.calls = [[RequestCall(to: 1)]] }, service { $0.calls = [[RequestCall(to: 0)]] }]
    ),
  ]

  @Test(arguments: wrong) func wrongParametersAreNamed(
    word: String, services: [RequestServiceParameters]
  ) {
    let problems = RequestNetworkParameters(services: services).problems
    #expect(problems.count == 1 && problems[0].contains(word), "\(problems)")
  }

  /// Two ways to the same service are no cycle.
  @Test func aDiamondIsRight() {
    let services = [
      Self.service { $0.calls = [[RequestCall(to: 1), RequestCall(to: 2)]] },
      Self.service { $0.calls = [[RequestCall(to: 3)]] },
      Self.service { $0.calls = [[RequestCall(to: 3)]] }, Self.service { _ in },
    ]
    #expect(RequestNetworkParameters(services: services).problems.isEmpty)
  }

  @Test func eventsAreSmall() {
    #expect(MemoryLayout<RequestEvent>.size <= 16 && _isPOD(RequestEvent.self))
  }

  /// The tournament tree against a scan.
  @Test func theTreeKnowsTheLeast() {
    var stream = RandomStream(seed: 1, purpose: RandomPurpose("least loaded twins"))
    var (tree, keys) = (LeastLoadedTree(), [UInt64]())
    for step in 0..<5000 {
      let position = stream.nextIndex(below: min(keys.count + 1, 37))
      // Distinct keys, as the number of the choice makes them.
      let key =
        stream.nextUnit() < 0.1 ? UInt64.max : UInt64(stream.nextIndex(below: 50)) << 32 | UInt64(step)
      if position == keys.count { keys.append(key) } else { keys[position] = key }
      tree.set(key, at: position)
      let least = keys.min() ?? .max
      #expect(tree.key(at: tree.least) == least, "after step \(step)")
    }
  }
}
