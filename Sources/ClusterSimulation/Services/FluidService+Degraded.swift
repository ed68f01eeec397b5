import Foundation

extension FluidService {
  /// From a failed attempt to the next one, in seconds, as a mean.
  static let retryDelay = 1.0

  /// A step with groups of replicas, or with clients, that something is wrong with.
  ///
  /// Clients that make `k` attempts: an attempt fails with probability `f`, so a call fails with `fᵏ`, and repetitions
  /// come at `λ(f + … + fᵏ⁻¹)`, towards which their rate relaxes within a retry's delay. While clients insist like that, a
  /// replica also works on requests whose client has gone: of those that begin work after a wait `w`, a part
  /// `exp(−(timeout − w)/S)` ends too late. That keeps the service down after the trigger is gone (Bronson et al.,
  /// "Metastable Failures in Distributed Systems", HotOS 2021).
  mutating func degradedStep(_ step: Double) {
    let attempts = arrivalRate + retryRate
    let refused = attempts * refusedShare
    let reaching = attempts - refused
    var failed = refused * step + owedFailures
    var late = 0.0
    let total = ready
    if total == 0 {
      failed += healthy.pass(step, arrivalRate: reaching).failed
      collectIntegrals(of: nil)
    }
    for index in -1..<others.count where total > 0 {
      let count = index < 0 ? healthy.ready : others[index].ready
      guard count > 0 else { continue }
      let rate = reaching * (Double(count) / Double(total))
      let outcome =
        index < 0
        ? passHealthy(step, rate) : passOther(index, step, rate)
      collectIntegrals(of: index)
      failed += outcome.failed
      late += outcome.late
    }
    count(step, attempts: attempts, failed: failed, late: late)
  }

  /// Whether clients have gone when a late look-up has ended.
  private var isLateInVain: Bool { clients.delay >= parameters.timeout }

  /// Share of the attempts that reach no replica, or one when their client has gone.
  private var refusedShare: Double {
    isLateInVain ? 1 - (1 - clients.refusedShare) * (1 - clients.lateShare) : clients.refusedShare
  }

  /// Share of the attempts that get through which are late on their way.
  private var lateOnTheWay: Double { isLateInVain ? 0 : clients.lateShare }

  private mutating func passHealthy(_ step: Double, _ rate: Double) -> FluidGroup.Outcome {
    let outcome = healthy.pass(step, arrivalRate: rate)
    return wasting(outcome, of: healthy, rate, step)
  }

  private mutating func passOther(_ index: Int, _ step: Double, _ rate: Double) -> FluidGroup.Outcome {
    let outcome = others[index].pass(step, arrivalRate: rate)
    return wasting(outcome, of: others[index], rate, step)
  }

  /// Adds the work for clients that have gone.
  private func wasting(_ outcome: FluidGroup.Outcome, of group: FluidGroup, _ rate: Double, _ step: Double)
    -> FluidGroup.Outcome
  {
    guard clients.attempts > 1, let queue = group.queue, rate > 0 else { return outcome }
    let replicas = Double(group.ready)
    let wait = group.waiting / (queue.capacity * replicas)
    // in overload those who are served have waited up to one gap between arrivals before the timeout
    let left = max(parameters.timeout - wait, replicas / rate)
    let answered = max(0, rate * step - outcome.failed)
    let wasted = answered * exp(-left / queue.serviceTime)
    return FluidGroup.Outcome(failed: outcome.failed + wasted, late: max(0, outcome.late - wasted))
  }

  private mutating func collectIntegrals(of index: Int?) {
    let group = index ?? -1
    let integrals = group < 0 ? healthy.takeIntegrals() : others[group].takeIntegrals()
    totals.cpuSeconds += integrals.cpuSeconds
    totals.latencySeconds += integrals.insideSeconds
  }

  private mutating func count(_ step: Double, attempts: Double, failed: Double, late: Double) {
    let arrived = arrivalRate * step
    let made = attempts * step
    let failures = min(failed, made)
    owedFailures = failed - failures > 1e-9 ? failed - failures : 0
    let share = made > 0 ? failures / made : 0
    let insistence = Double(clients.attempts)
    let lost = arrived * pow(share, insistence)
    // of the answers: those that took long, found their replica late, or came at a later attempt
    let answered = max(0, made - failures)
    var slow = answered > 0 ? min(1, late / answered) : 0
    if clients.delay > parameters.objective.latencyTarget { slow = 1 - (1 - slow) * (1 - lateOnTheWay) }
    if clients.attempts > 1, share < 1 {
      let repeated = (share - pow(share, insistence)) / (1 - pow(share, insistence))
      slow = 1 - (1 - slow) * (1 - repeated)
    }
    totals.arrived += arrived
    totals.failed += lost
    totals.violating += min(arrived, lost + slow * (arrived - lost))
    totals.retries += retryRate * step
    totals.latencySeconds += lateOnTheWay * clients.delay * (made - failures)
    now = (arrived > 0 ? lost / arrived : 0, slow)
    var wanted = 0.0
    var chance = share
    for _ in 1..<max(1, clients.attempts) {
      wanted += arrivalRate * chance
      chance *= share
    }
    retryRate += (wanted - retryRate) * (1 - exp(-step / Self.retryDelay))
    if retryRate < 1e-6 { retryRate = 0 }
  }

  /// The latency that a share of the answers of all groups stays below.
  func mixedLatency(probability: Double) -> Double {
    let total = Double(ready)
    func tail(_ latency: Double) -> Double {
      var sum = Double(healthy.ready) * healthy.tail(beyond: latency)
      for group in others where group.ready > 0 {
        sum += Double(group.ready) * group.tail(beyond: latency)
      }
      let share = sum / total
      return latency < clients.delay ? 1 - (1 - share) * (1 - lateOnTheWay) : share
    }
    var (low, high) = (0.0, parameters.timeout)
    guard tail(high) <= 1 - probability else { return high }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if tail(middle) > 1 - probability { low = middle } else { high = middle }
    }
    return high
  }
}
