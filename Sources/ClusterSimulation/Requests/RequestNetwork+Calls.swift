import Stochastics

extension RandomPurpose {
  static let calls = RandomPurpose("request calls")
}

extension RequestNetwork {
  /// Makes the calls of the next step that has any; completes the attempt after the last.
  mutating func nextStep(_ slot: Int) {
    let service = Int(visits[slot].service)
    while Int(visits[slot].step) < services[service].stepEnds.count {
      let step = Int(visits[slot].step)
      visits[slot].step &+= 1
      let calls = (step == 0 ? 0 : services[service].stepEnds[step - 1])..<services[service].stepEnds[step]
      let number = countCalls(calls, of: slot)
      if number == 0 { continue }
      visits[slot].pendingCalls = UInt32(number)
      makeCalls(calls, of: slot)
      return
    }
    detach(slot)
    finish(slot, on: Int(visits[slot].replica))
  }

  /// An answer came; after the last of its step the next begins.
  mutating func receiveAnswer(_ slot: Int) {
    visits[slot].pendingCalls &-= 1
    if visits[slot].pendingCalls == 0 { nextStep(slot) }
  }

  /// A call failed for good, and with it the attempt that made it.
  mutating func failCaller(_ slot: Int) {
    detach(slot)
    fail(slot, .downstream)
  }

  private func countCalls(_ calls: Range<Int>, of slot: Int) -> Int {
    let service = Int(visits[slot].service)
    var number = 0
    for index in calls {
      for repetition in 0..<services[service].calls[index].count
      where isMade(index, repetition, by: slot) {
        number += 1
      }
    }
    return number
  }

  /// A call may fail at once and take the caller with it: then no more are made.
  private mutating func makeCalls(_ calls: Range<Int>, of slot: Int) {
    let service = Int(visits[slot].service)
    let generation = visits[slot].generation
    for index in calls {
      let call = services[service].calls[index]
      for repetition in 0..<call.count where isMade(index, repetition, by: slot) {
        var visit = RequestVisit()
        visit.service = UInt32(truncatingIfNeeded: call.service)
        visit.key = callKey(index, repetition, by: slot)
        visit.callerKind = .visit
        visit.caller = UInt32(truncatingIfNeeded: slot)
        visit.callerGeneration = generation
        visit.demand = drawDemand(of: call.service, key: visit.key)
        self.call(visit)
        guard visits.isLive(slot, generation: generation) else { return }
      }
    }
  }

  /// The same answer however often it is asked: the draw belongs to the call.
  private func isMade(_ index: Int, _ repetition: Int, by slot: Int) -> Bool {
    let call = services[Int(visits[slot].service)].calls[index]
    if call.probability >= 1 { return true }
    var stream = RandomStream(
      seed: seed, purpose: .calls, entity: UInt64(visits[slot].service),
      ordinal: callKey(index, repetition, by: slot))
    return stream.nextUnit() < call.probability
  }

  /// Names a call by who makes it and the place of it among those made.
  private func callKey(_ index: Int, _ repetition: Int, by slot: Int) -> UInt64 {
    let caller = Self.key(visits[slot].key, Int(visits[slot].service))
    return Self.key(Self.key(caller, index), repetition)
  }

  /// A 64-bit mix of two numbers (the multipliers of SplitMix64): pairs collide with a chance of about 2⁻⁶⁴.
  static func key(_ first: UInt64, _ second: Int) -> UInt64 {
    var z = first &+ (UInt64(second) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
