/// The order words of cancellable events that are still pending: an open-addressing hash table.
///
/// Linear probing with backward-shift deletion (Knuth, TAOCP vol. 3, section 6.4, algorithm R), so there are no
/// tombstones and constant work per operation for ever. Its owner frees it with `deallocate`.
@usableFromInline struct HandleSet {
  @usableFromInline var slots: UnsafeMutablePointer<UInt64>?
  /// log2 of the number of slots.
  @usableFromInline var bits = 0
  @usableFromInline var count = 0

  @inlinable init() { slots = nil }

  /// A copy with its own memory.
  @inlinable init(copying other: HandleSet) {
    self = other
    guard let source = other.slots else { return }
    let copy = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << bits)
    copy.initialize(from: source, count: 1 << bits)
    slots = copy
  }

  @inlinable func deallocate() { slots?.deallocate() }

  /// The preferred slot, by Fibonacci hashing. Order words are odd, so 0 marks an empty slot.
  @inlinable func home(of order: UInt64) -> Int {
    Int(truncatingIfNeeded: ((order >> 1) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 &- bits))
  }

  /// Where `order` is, or nil.
  @inlinable func slot(of order: UInt64) -> Int? {
    guard let slots, order != 0 else { return nil }
    let mask = 1 << bits &- 1
    var slot = home(of: order)
    while slots[slot] != 0 {
      if slots[slot] == order { return slot }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  @inlinable func contains(_ order: UInt64) -> Bool { slot(of: order) != nil }

  /// Adds an order word that is not in the set.
  @inlinable mutating func insert(_ order: UInt64) {
    if slots == nil || 2 * (count + 1) > 1 << bits { grow() }
    place(order)
    count &+= 1
  }

  @inlinable func place(_ order: UInt64) {
    guard let slots else { return }
    let mask = 1 << bits &- 1
    var slot = home(of: order)
    while slots[slot] != 0 { slot = (slot &+ 1) & mask }
    slots[slot] = order
  }

  @inlinable @inline(never) mutating func grow() {
    let old = (slots, slots == nil ? 0 : 1 << bits)
    bits = slots == nil ? 4 : bits + 1
    let new = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << bits)
    new.initialize(repeating: 0, count: 1 << bits)
    slots = new
    guard let source = old.0 else { return }
    for slot in 0..<old.1 where source[slot] != 0 { place(source[slot]) }
    source.deallocate()
  }

  /// Removes an order word; false if it was not in the set.
  @inlinable mutating func remove(_ order: UInt64) -> Bool {
    guard let slots, var hole = slot(of: order) else { return false }
    let mask = 1 << bits &- 1
    var probe = (hole &+ 1) & mask
    while slots[probe] != 0 {
      // An entry may move back into the hole unless its home lies behind the hole on the way to it.
      if (probe &- home(of: slots[probe])) & mask >= (probe &- hole) & mask {
        slots[hole] = slots[probe]
        hole = probe
      }
      probe = (probe &+ 1) & mask
    }
    slots[hole] = 0
    count &-= 1
    return true
  }
}
