/// The place of an event in the order of events: its time, then its order word.
@usableFromInline struct EventKey: Equatable, Sendable {
  /// Nanoseconds with the sign bit flipped, so that unsigned comparison and subtraction hold over all of `Int64`.
  @usableFromInline var time: UInt64
  /// From the top: 8 bits of phase, 55 of sequence, 1 that says whether a handle to the event exists.
  @usableFromInline var order: UInt64

  @inlinable init(time: UInt64, order: UInt64) {
    self.time = time
    self.order = order
  }

  @inlinable init(time: SimulationTime, order: UInt64) {
    self.init(time: UInt64(bitPattern: time.nanoseconds) ^ 1 << 63, order: order)
  }

  /// At or after every key.
  @inlinable static var last: EventKey { EventKey(time: .max, order: .max) }

  @inlinable var simulationTime: SimulationTime {
    SimulationTime(nanoseconds: Int64(bitPattern: time ^ 1 << 63))
  }

  @inlinable var isCancellable: Bool { order & 1 != 0 }

  @inlinable static func < (a: Self, b: Self) -> Bool {
    a.time != b.time ? a.time < b.time : a.order < b.order
  }

  /// 1 if this key is before `other`, else 0: a subtraction of 128 bits without a branch.
  @inlinable @inline(__always) func isBefore(_ other: EventKey) -> Int {
    let low = order.subtractingReportingOverflow(other.order).overflow
    let high = time.subtractingReportingOverflow(other.time)
    let borrow = high.partialValue.subtractingReportingOverflow(low ? 1 : 0).overflow
    return high.overflow != borrow ? 1 : 0
  }
}

/// A pending event with its key.
@usableFromInline struct EventEntry<Event: Sendable>: Sendable {
  @usableFromInline var key: EventKey
  @usableFromInline var event: Event

  @inlinable init(key: EventKey, event: Event) {
    self.key = key
    self.event = event
  }
}

/// The sizes that the event queue was measured to be fastest with.
@usableFromInline enum LadderSize {
  /// Most events in the sorted front.
  @inlinable static var bottom: Int { 64 }
  /// Events that stay in the front when it overflows.
  @inlinable static var kept: Int { 16 }
  /// Largest bucket that is sorted instead of split.
  @inlinable static var sorted: Int { 32 }
  /// Events a bucket should hold when a rung is made, as long as `rungBits` allows it: two to the power of this.
  @inlinable static var bucketBits: Int { 0 }
  /// Most buckets of a rung: two to the power of this. More would outgrow the caches.
  @inlinable static var rungBits: Int { 7 }
  /// Events in a chunk; a power of two.
  @inlinable static var chunk: Int { 16 }
  /// Chunks allocated at first; each further slab has as many as there are already, up to 1,024.
  @inlinable static var firstSlab: Int { 8 }
}
