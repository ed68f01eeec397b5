import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let serviceDemands = RandomPurpose("request service demands")
  static let thinkTimes = RandomPurpose("client think times")
}

extension RequestNetwork {
  /// Sets the rate of a service's open arrivals from now on, in requests a second.
  ///
  /// For use after `begin`, which sets the rate of the parameters.
  ///
  /// - Precondition: the service's source is `.open`; `rate` is finite and at least 0.
  @inlinable public mutating func setArrivalRate<E: RequestEventCarrier>(
    _ rate: Double, of service: Int, scheduler: inout Scheduler<E>
  ) {
    now = scheduler.now.nanoseconds
    changeRate(rate, of: service)
    outbox.flush(to: &scheduler)
  }

  @usableFromInline mutating func changeRate(_ rate: Double, of service: Int) {
    guard case .open = services[service].source else {
      preconditionFailure("service \(service) has no open arrivals")
    }
    precondition(rate >= 0 && rate.isFinite, "a rate must be finite and not negative, is \(rate)")
    if let due = services[service].arrivals.setRate(rate, at: now) { emitArrival(service, at: due) }
  }

  @usableFromInline mutating func startSources() {
    for service in services.indices {
      switch services[service].source {
      case .none: break
      case .open(let rate): changeRate(rate, of: service)
      case .closed(let clients, _):
        for client in 0..<clients { think(service: service, client: UInt32(client)) }
      case .trace(let records):
        // a run that begins within the recording begins with the first request that is still to come
        let first = records.firstIndex { Self.nanoseconds($0.time) >= now } ?? records.count
        services[service].replayed = first
        if first < records.count { emitArrival(service, at: Self.nanoseconds(records[first].time)) }
      }
    }
  }

  private mutating func emitArrival(_ service: Int, at time: Int64) {
    emit(
      RequestEvent(.arrival, service, generation: services[service].arrivals.generation), at: max(time, now))
  }

  /// The next request of an open source or a trace.
  mutating func arrive(at service: Int, generation: UInt32) {
    guard generation == services[service].arrivals.generation else { return }
    var visit = RequestVisit()
    visit.service = UInt32(truncatingIfNeeded: service)
    if case .trace(let records) = services[service].source {
      let index = services[service].replayed
      services[service].replayed &+= 1
      if index + 1 < records.count {
        emitArrival(service, at: Self.nanoseconds(records[index + 1].time))
      }
      visit.key = UInt64(index)
      visit.demand = min((records[index].demand * 1e9).rounded(), 0x1p53)
    } else {
      visit.key = services[service].arrivals.count
      if let due = services[service].arrivals.arrive(at: now) { emitArrival(service, at: due) }
      visit.demand = drawDemand(of: service, key: visit.key)
    }
    call(visit)
  }

  mutating func sendClientRequest(service: Int, client: UInt32) {
    var visit = RequestVisit()
    visit.service = UInt32(truncatingIfNeeded: service)
    visit.key = UInt64(client) << 32 | UInt64(services[service].clientRequests[Int(client)])
    services[service].clientRequests[Int(client)] &+= 1
    visit.callerKind = .client
    visit.caller = client
    visit.demand = drawDemand(of: service, key: visit.key)
    call(visit)
  }

  mutating func think(service: Int, client: UInt32) {
    guard case .closed(_, let thinkTime) = services[service].source else { return }
    var stream = RandomStream(
      seed: seed, purpose: .thinkTimes, entity: UInt64(service),
      ordinal: UInt64(client) << 32 | UInt64(services[service].clientRequests[Int(client)]))
    let time = Int64(min(thinkTime.nanoseconds(from: &stream), 0x1p53))
    emit(
      RequestEvent(.thought, Int(client), generation: UInt32(truncatingIfNeeded: service)), at: now &+ time)
  }

  func drawDemand(of service: Int, key: UInt64) -> Double {
    var stream = RandomStream(seed: seed, purpose: .serviceDemands, entity: UInt64(service), ordinal: key)
    return services[service].demand.nanoseconds(from: &stream)
  }

  private static func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }
}
