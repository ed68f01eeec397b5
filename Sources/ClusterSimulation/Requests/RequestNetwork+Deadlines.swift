extension RequestNetwork {
  mutating func addDeadline(_ slot: Int) {
    let service = Int(visits[slot].service)
    let time = now &+ services[service].timeout
    services[service].deadlines.append(
      RequestService.Deadline(
        time: time, slot: UInt32(truncatingIfNeeded: slot), generation: visits[slot].generation))
    if !services[service].awaitsDeadline {
      services[service].awaitsDeadline = true
      emit(RequestEvent(.deadline, service), at: time)
    }
  }

  /// Ends the attempts whose time is up, and awaits the deadline of the oldest that is still there.
  mutating func expireDeadlines(of service: Int) {
    while let oldest = services[service].deadlines.first {
      let slot = Int(oldest.slot)
      guard visits.isLive(slot, generation: oldest.generation) else {
        services[service].deadlines.popFirst()
        continue
      }
      if oldest.time > now {
        emit(RequestEvent(.deadline, service), at: oldest.time)
        return
      }
      services[service].deadlines.popFirst()
      expire(slot)
    }
    services[service].awaitsDeadline = false
  }

  private mutating func expire(_ slot: Int) {
    let service = Int(visits[slot].service)
    let isServed = visits[slot].state.isServed
    if isServed, !services[service].stopsAbandoned {
      fail(slot, .timeout, worksOn: true)
    } else {
      detach(slot)
      fail(slot, .timeout)
    }
  }
}
