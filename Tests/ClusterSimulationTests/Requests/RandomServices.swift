import Stochastics

@testable import ClusterSimulation

/// One to four services, of which each may call later ones.
func randomServices(_ stream: inout RandomStream) -> [RequestServiceParameters] {
  let count = 1 + stream.nextIndex(below: 4)
  return (0..<count).map { randomService($0, of: count, &stream) }
}

private func randomService(_ number: Int, of count: Int, _ stream: inout RandomStream)
  -> RequestServiceParameters
{
  func chance(_ p: Double) -> Bool { stream.nextUnit() < p }
  var service = RequestServiceParameters(demand: randomDemand(&stream))
  service.workers = chance(0.2) ? nil : 1 + stream.nextIndex(below: 4)
  service.cores = chance(0.5) ? nil : 0.5 + 2 * stream.nextUnit()
  service.queueLimit = chance(0.5) ? nil : stream.nextIndex(below: 4)
  service.balancer =
    [.roundRobin, .random, .leastOutstanding, .powerOfTwoChoices][stream.nextIndex(below: 4)]
  service.holdsWorkerDuringCalls = chance(0.5)
  service.stopsAbandonedWork = chance(0.5)
  service.latencyTarget = 0.2
  service.client.timeout = chance(0.3) ? nil : 0.05 + stream.nextUnit()
  if chance(0.6) {
    service.client.retries = RetryParameters(
      attempts: 1 + stream.nextIndex(below: 4), initialBackOff: 0.1 * stream.nextUnit(),
      jitter: stream.nextUnit(),
      budget: chance(0.5) ? RetryBudgetParameters(share: 0.2, perSecond: 1, capacity: 3) : nil)
  }
  if chance(0.4) {
    service.client.breaker = CircuitBreakerParameters(
      window: 1, failureShare: 0.3, minimumAttempts: 3, openTime: 0.3, probes: 2)
  }
  for _ in 0..<(number + 1 < count ? stream.nextIndex(below: 3) : 0) {
    service.calls.append(
      (0..<stream.nextIndex(below: 3)).map { _ in
        RequestCall(
          to: number + 1 + stream.nextIndex(below: count - number - 1), count: 1 + stream.nextIndex(below: 2),
          probability: chance(0.5) ? 1 : stream.nextUnit())
      })
  }
  if number == 0 || chance(0.3) { service.source = randomSource(&stream) }
  return service
}

private func randomDemand(_ stream: inout RandomStream) -> ServiceDemand {
  let mean = 0.01 + 0.1 * stream.nextUnit()
  switch stream.nextIndex(below: 6) {
  case 0: return .constant(stream.nextUnit() < 0.2 ? 0 : mean)
  case 1: return .gamma(Gamma(shape: 2, scale: mean / 2))
  case 2: return .hyperexponential(Hyperexponential(mean: mean, coefficientOfVariation: 2))
  case 3: return .boundedPareto(BoundedPareto(from: mean / 10, to: mean * 10, shape: 1.5))
  default: return .exponential(mean: mean)
  }
}

private func randomSource(_ stream: inout RandomStream) -> RequestSource {
  switch stream.nextIndex(below: 4) {
  case 0:
    return .closed(clients: 1 + stream.nextIndex(below: 6), thinkTime: .exponential(mean: 0.05))
  case 1:
    var time = 0.0
    return .trace(
      (0..<50).map { _ in
        if stream.nextUnit() < 0.8 { time += 0.05 * stream.nextUnit() }
        return RequestRecord(time: time, demand: 0.1 * stream.nextUnit())
      })
  default: return .open(rate: 5 + 40 * stream.nextUnit())
  }
}
