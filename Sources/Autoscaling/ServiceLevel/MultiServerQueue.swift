import Foundation

/// Closed forms of the M/M/c queue: Poisson arrivals, exponential service, `c` servers, first come first served.
///
/// Source: Gross, Shortle, Thompson & Harris, *Fundamentals of Queueing Theory*, 4th ed., sections 2.3 and 2.4.
public struct MultiServerQueue: Sendable, Hashable {
  /// The number of servers, at least 1.
  public let servers: Int
  /// The mean service time, in seconds.
  public let serviceTime: Double

  /// A queue of the given servers and mean service time (seconds).
  ///
  /// - Precondition: Both are positive.
  public init(servers: Int, serviceTime: Double) {
    precondition(
      servers > 0 && serviceTime > 0, "servers \(servers) and service time \(serviceTime) must be positive")
    self.servers = servers
    self.serviceTime = serviceTime
  }

  /// Requests a second that the servers complete when all are busy.
  public var capacity: Double { Double(servers) / serviceTime }

  /// The probability that an arrival has to wait (Erlang C), for a utilization in 0..<1.
  public func waitingProbability(utilization: Double) -> Double {
    let offered = utilization * Double(servers)
    var blocking = 1.0
    for server in 1...servers { blocking = offered * blocking / (Double(server) + offered * blocking) }
    return blocking / (1 - utilization * (1 - blocking))
  }

  /// The mean number of requests that wait, for a utilization in 0..<1.
  public func meanQueue(utilization: Double) -> Double {
    waitingProbability(utilization: utilization) * utilization / (1 - utilization)
  }

  /// The mean time from arrival to completion in seconds, for a utilization in 0..<1.
  public func meanLatency(utilization: Double) -> Double {
    serviceTime + waitingProbability(utilization: utilization) / (capacity * (1 - utilization))
  }

  /// The probability that a request takes longer than `latency` seconds, for a utilization in 0..<1.
  public func tail(beyond latency: Double, utilization: Double) -> Double {
    let waiting = waitingProbability(utilization: utilization)
    let service = 1 / serviceTime
    let drain = capacity * (1 - utilization)
    let served = exp(-service * latency)
    let gap = drain - service
    let waited =
      abs(gap) < 1e-9 * service
      ? (1 + service * latency) * served
      : (drain * served - service * exp(-drain * latency)) / gap
    return min(1, max(0, (1 - waiting) * served + waiting * waited))
  }

  /// The latency in seconds that a share `probability` of the requests stays below, for a utilization in 0..<1.
  public func latency(probability: Double, utilization: Double) -> Double {
    var low = 0.0
    var high = serviceTime
    while tail(beyond: high, utilization: utilization) > 1 - probability { high *= 2 }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if tail(beyond: middle, utilization: utilization) > 1 - probability {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }
}
