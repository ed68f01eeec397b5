import SimulationKernel
import Stochastics

extension RequestNetwork {
  /// What happened at a service since the last take, or since the beginning.
  ///
  /// - Precondition: `time` is not before the last event handled.
  public mutating func takeTotals(_ service: Int, at time: SimulationTime) -> RequestTotals {
    let time = time.nanoseconds
    var totals = services[service].totals
    totals.seconds = Double(time &- services[service].takenAt) / 1e9
    totals.waitSeconds = Double(services[service].wait) / 1e9
    let inside = services[service].stamp &+ Int64(services[service].inside) &* time
    totals.insideSeconds = Double(inside &- services[service].insideAtTake) / 1e9
    let work = work(of: service, at: time)
    totals.cpuSeconds = (work - services[service].workAtTake) / 1e9
    services[service].takenAt = time
    services[service].insideAtTake = inside
    services[service].workAtTake = work
    services[service].wait = 0
    services[service].taken = services[service].counts
    services[service].latencies.merge(services[service].totals.latencies)
    services[service].totals = RequestTotals()
    return totals
  }

  /// Latencies of the whole run, from call to answer of the calls that succeeded, in nanoseconds.
  public func latencies(of service: Int) -> LatencyHistogram {
    var all = services[service].latencies
    all.merge(services[service].totals.latencies)
    return all
  }

  /// Work a replica has done so far, in core-seconds at speed 1.
  ///
  /// - Precondition: `time` is not before the last event handled.
  public func cpuSeconds(ofReplica replica: Int, at time: SimulationTime) -> Double {
    replicas[replica].work(at: time.nanoseconds) / 1e9
  }

  /// Requests a replica has: waiting, worked on, or awaiting answers; abandoned ones too.
  public func inFlight(ofReplica replica: Int) -> Int { replicas[replica].inFlight }

  /// Requests that wait at a replica.
  public func queueLength(ofReplica replica: Int) -> Int { replicas[replica].queue.count }

  /// Requests a replica works on.
  public func working(ofReplica replica: Int) -> Int { replicas[replica].heap.count }

  /// The numbers of a service's ready replicas, in no particular but a repeatable order.
  public func readyReplicas(of service: Int) -> [Int] { services[service].ready.members }

  /// Requests of a service that wait at a replica or for one.
  public func waiting(at service: Int) -> Int { services[service].waiting }

  /// Requests of a service that wait for a replica to become ready.
  public func backlog(of service: Int) -> Int { services[service].backlog.count }

  /// Requests of a service that are worked on or await answers, without the abandoned ones.
  public func inService(at service: Int) -> Int { services[service].inside - services[service].waiting }

  /// Requests of a service that are worked on although their caller has gone.
  public func abandoned(at service: Int) -> Int { services[service].abandoned }

  /// Core-nanoseconds of all replicas that are and were.
  private func work(of service: Int, at time: Int64) -> Double {
    var work = services[service].retiredWork
    for replica in replicas where replica.service == service && replica.state != .gone {
      work += replica.work(at: time)
    }
    return work
  }
}
