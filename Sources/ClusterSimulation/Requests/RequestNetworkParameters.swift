/// The services of a request network, known by their place in the array.
public struct RequestNetworkParameters: Sendable {
  /// All services.
  public var services: [RequestServiceParameters]

  /// A network of the given services.
  public init(services: [RequestServiceParameters]) { self.services = services }

  /// What is wrong with the parameters, a sentence each; empty if nothing is.
  public var problems: [String] {
    var problems: [String] = []
    for (index, service) in services.enumerated() {
      problems += service.problems(services: services.count).map { "Service \(index): \($0)" }
    }
    if problems.isEmpty, let cycle = firstCycle() {
      problems.append("Calls must not form a cycle, services \(cycle) do.")
    }
    return problems
  }

  /// A cycle of calls, if there is one: depth-first search with three colours.
  private func firstCycle() -> [Int]? {
    var colour = [Int](repeating: 0, count: services.count)
    var path: [Int] = []
    func visit(_ service: Int) -> [Int]? {
      if colour[service] == 2 { return nil }
      path.append(service)
      if colour[service] == 1 { return path }
      colour[service] = 1
      for call in services[service].calls.joined() {
        if let cycle = visit(call.service) { return cycle }
      }
      colour[service] = 2
      path.removeLast()
      return nil
    }
    for service in services.indices {
      if let cycle = visit(service) { return cycle }
    }
    return nil
  }
}

extension RequestServiceParameters {
  func problems(services: Int) -> [String] {
    var problems: [String] = []
    func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
      if !holds { problems.append(sentence()) }
    }
    check(demand.mean >= 0, "The mean demand must not be negative, is \(demand.mean).")
    if case .constant(let value) = demand { check(value < .infinity, "The demand must be finite.") }
    if let workers { check(workers >= 1, "Workers must be at least 1, are \(workers).") }
    if let cores { check(cores > 0, "Cores must be positive, are \(cores).") }
    if let queueLimit { check(queueLimit >= 0, "The queue limit must not be negative, is \(queueLimit).") }
    check(latencyTarget > 0, "The latency target must be positive, is \(latencyTarget).")
    for call in calls.joined() {
      check(0..<services ~= call.service, "A call goes to service \(call.service) of \(services).")
      check(call.count >= 1, "The number of calls must be at least 1, is \(call.count).")
      check(0...1 ~= call.probability, "A probability must be in 0...1, is \(call.probability).")
    }
    return problems + source.problems + client.problems
  }
}

extension RequestSource {
  fileprivate var problems: [String] {
    switch self {
    case .none: return []
    case .open(let rate):
      return rate >= 0 && rate.isFinite ? [] : ["The rate must be finite and not negative, is \(rate)."]
    case .closed(let clients, _):
      return 1..<(1 << 31) ~= clients ? [] : ["There must be 1 to 2³¹ − 1 clients, are \(clients)."]
    case .trace(let records):
      var last = 0.0
      for (index, record) in records.enumerated() {
        guard record.time >= last, record.time < 9e9 else {
          return ["Trace times must ascend from 0, record \(index) is at \(record.time) s."]
        }
        guard record.demand >= 0, record.demand.isFinite else {
          return ["Trace demands must be finite and not negative, record \(index) has \(record.demand) s."]
        }
        last = record.time
      }
      return []
    }
  }
}

extension RequestClientParameters {
  fileprivate var problems: [String] {
    var problems: [String] = []
    func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
      if !holds { problems.append(sentence()) }
    }
    if let timeout { check(timeout > 0 && timeout < 1e9, "The timeout must be positive, is \(timeout) s.") }
    if let retries {
      check(1..<65_536 ~= retries.attempts, "Attempts must be at least 1, are \(retries.attempts).")
      check(
        retries.initialBackOff >= 0 && retries.maximumBackOff >= 0 && retries.maximumBackOff < 1e9,
        "Back-offs must not be negative, are \(retries.initialBackOff) s and \(retries.maximumBackOff) s.")
      check(0...1 ~= retries.jitter, "The jitter must be in 0...1, is \(retries.jitter).")
      if let budget = retries.budget {
        check(
          budget.share >= 0 && budget.perSecond >= 0 && budget.capacity >= 0,
          "A retry budget must not be negative, is \(budget).")
      }
    }
    if let breaker {
      check(breaker.window > 0, "The breaker's window must be positive, is \(breaker.window) s.")
      check(
        breaker.failureShare > 0 && breaker.failureShare <= 1,
        "The breaker's failure share must be in 0...1 without 0, is \(breaker.failureShare).")
      check(breaker.minimumAttempts >= 1, "The breaker's minimum must be 1, is \(breaker.minimumAttempts).")
      check(breaker.openTime > 0, "The breaker's open time must be positive, is \(breaker.openTime) s.")
      check(breaker.probes >= 1, "The breaker's probes must be at least 1, are \(breaker.probes).")
    }
    return problems
  }
}
