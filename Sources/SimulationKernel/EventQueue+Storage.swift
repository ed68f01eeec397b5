extension EventQueue {
  /// The order word of the next event: phase first, then sequence, so that one comparison of words keeps both promises.
  /// The last bit is left to say whether there is a handle; it never decides, since no two sequences are equal.
  @inlinable @inline(__always) mutating func nextOrder(_ phase: EventPhase) -> UInt64 {
    defer { sequence &+= 1 }
    return UInt64(phase.rawValue) &<< 56 | sequence &<< 1
  }

  @inlinable @inline(__always) mutating func insert(_ entry: consuming Entry) {
    makeUnique()
    if limit < entry.key {
      ladder.pointee.file(entry)
    } else {
      Ladder.insert(entry, into: bottom, count: bottomCount)
      bottomCount &+= 1
      if !_isPOD(Event.self) { ladder.pointee.bottomCount = bottomCount }
      if bottomCount == LadderSize.bottom { spill() }
    }
    assertInvariants()
  }

  /// Gives this value storage of its own, if a copy shares it.
  @inlinable @inline(__always) mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { copyStorage() }
  }

  @inlinable @inline(never) mutating func copyStorage() {
    storage = LadderStorage(ladder.pointee.copy(count: bottomCount))
    ladder = storage.ladder
    bottom = ladder.pointee.bottom
  }

  @inlinable @inline(never) mutating func spill() {
    setBottomCount(ladder.pointee.spill())
  }

  /// Forgets the handle of an event that leaves.
  @inlinable @inline(never) mutating func retire(_ key: EventKey) {
    makeUnique()
    _ = ladder.pointee.handles.remove(key.order)
  }

  /// Makes the last entry of Bottom the first pending event again, after a pop or a cancellation.
  @inlinable @inline(never) mutating func settle() {
    makeUnique()
    var count = bottomCount
    // more dead than alive: going through all costs no more than the cancellations have paid for
    if ladder.pointee.dead > LadderSize.bottom, ladder.pointee.dead > self.count {
      count = ladder.pointee.purge(count: count)
    }
    while true {
      if count == 0 { count = ladder.pointee.refill() }
      guard count > 0, ladder.pointee.dead > 0, ladder.pointee.isDead(bottom[count - 1].key) else { break }
      count -= 1
      (bottom + count).deinitialize(count: 1)
      ladder.pointee.dead -= 1
    }
    setBottomCount(count)
  }

  /// Takes over what a change of the storage brought.
  @inlinable mutating func setBottomCount(_ count: Int) {
    bottomCount = count
    ladder.pointee.bottomCount = count
    // rungs without entries would still bound Bottom, and events beyond them be filed one by one
    if ladder.pointee.laddered == 0 { ladder.pointee.depth = 0 }
    limit = ladder.pointee.limit
    alarm = ladder.pointee.dead > 0 ? .max : ladder.pointee.laddered > 0 ? 0 : -1
  }

  /// Runs `checkInvariants` when built with `-D FORESCALE_CHECK_INVARIANTS`.
  @inlinable @inline(__always) func assertInvariants() {
    #if FORESCALE_CHECK_INVARIANTS
      checkInvariants()
    #endif
  }
}
