/// One rung of the ladder: buckets of equal width that together hold the keys in (`floor`, `upper`].
///
/// Widths are powers of two, so that the bucket of a key is a subtraction and a shift, which cannot overflow. A rung
/// whose events are all due at one instant is cut by order word instead of time, so that a mass of simultaneous
/// events is split like any other. The last bucket takes what lies beyond the greatest key the rung was made from;
/// that of the first rung is the unsorted Top of the literature.
@usableFromInline struct EventRung {
  @usableFromInline var buckets: UnsafeMutablePointer<EventBucket>
  @usableFromInline var capacity: Int
  /// Buckets in use.
  @usableFromInline var length = 0
  /// The first bucket that was not taken yet.
  @usableFromInline var cursor = 0
  /// Entries in all buckets.
  @usableFromInline var count = 0
  @usableFromInline var cutsOrder = false
  @usableFromInline var shift: UInt64 = 0
  /// The least time of the first bucket; for a rung cut by order, the one instant.
  @usableFromInline var startTime: UInt64 = 0
  /// The least order word of the first bucket of a rung cut by order.
  @usableFromInline var startOrder: UInt64 = 0
  /// Keys up to here are not this rung's: their buckets were taken.
  @usableFromInline var floor = EventKey.last
  /// The greatest key of this rung.
  @usableFromInline var upper = EventKey.last

  @inlinable init(capacity: Int) {
    self.capacity = capacity
    buckets = .allocate(capacity: capacity)
    buckets.initialize(repeating: EventBucket(), count: capacity)
  }

  /// The bucket of a key in (`floor`, `upper`].
  @inlinable @inline(__always) func index(of key: EventKey) -> Int {
    let last = UInt64(truncatingIfNeeded: length &- 1)
    if cutsOrder {
      // an event of another instant, pushed since: before all buckets, or beyond them
      guard key.time == startTime else { return key.time < startTime ? 0 : length &- 1 }
      let offset = key.order <= startOrder ? 0 : key.order &- startOrder
      return Int(truncatingIfNeeded: min(offset &>> shift, last))
    }
    let offset = key.time <= startTime ? 0 : key.time &- startTime
    return Int(truncatingIfNeeded: min(offset &>> shift, last))
  }

  /// The greatest key of bucket `index`.
  @inlinable @inline(__always) func upper(of index: Int) -> EventKey {
    guard index < length - 1 else { return upper }
    let offset = UInt64(index) << shift | (1 << shift - 1)
    let (end, overflow) = (cutsOrder ? startOrder : startTime).addingReportingOverflow(offset)
    guard !overflow else { return upper }
    let key = cutsOrder ? EventKey(time: startTime, order: end) : EventKey(time: end, order: .max)
    return key < upper ? key : upper
  }

  /// Sets bounds and width for `number` entries with keys from `least` to `greatest`, and makes room.
  @inlinable mutating func cut(from least: EventKey, to greatest: EventKey, number: Int) {
    cutsOrder = least.time == greatest.time
    startTime = least.time
    startOrder = cutsOrder ? least.order : 0
    let range = cutsOrder ? greatest.order - least.order : greatest.time - least.time
    let wanted = Int.bitWidth - number.leadingZeroBitCount - LadderSize.bucketBits
    let bits = min(max(wanted, 2), LadderSize.rungBits)
    shift = UInt64(max(0, UInt64.bitWidth - range.leadingZeroBitCount - bits))
    // as many as the range takes, which is one more than its quotient, and one for what lies beyond the greatest key
    length = Int(range >> shift) + 2
    cursor = 0
    guard length > capacity else { return }
    buckets.deallocate()
    capacity = 1 << bits + 2
    buckets = .allocate(capacity: capacity)
    buckets.initialize(repeating: EventBucket(), count: capacity)
  }
}
