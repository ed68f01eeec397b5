/// The workings of one event queue: the sorted front ("Bottom") and the ladder of rungs behind it.
///
/// After Tang, Goh & Thng, "Ladder Queue: An O(1) Priority Queue Structure for Large-Scale Discrete Event
/// Simulation", ACM TOMACS 15(3), 2005. What differs: bucket widths are powers of two; a rung has at most some
/// hundred buckets and its buckets are chains of chunks, so that a million events are split in passes that stay in
/// the caches, as a radix sort does; Top is the last bucket of the first rung; an overfull Bottom is pooled with
/// rungs smaller than itself, which bounds the depth; events of one instant are split by their order words.
///
/// Rungs hold descending key ranges: `rungs[0]` the latest, `rungs[depth - 1]` the earliest, Bottom what is at or
/// before the floor of the last. Bottom's entries descend, so that the first to leave is at the end. How many there
/// are is known to the queue; see `EventQueue` for why.
@usableFromInline struct Ladder<Event: Sendable> {
  @usableFromInline typealias Entry = EventEntry<Event>
  @usableFromInline let bottom: UnsafeMutablePointer<Entry>
  /// Entries of Bottom; kept only where an `Event` needs destruction.
  @usableFromInline var bottomCount = 0
  /// Work space of `rankIntoBottom`.
  @usableFromInline let ranks: UnsafeMutablePointer<Int>
  @usableFromInline var pool = EventPool<Event>()
  @usableFromInline var rungs: UnsafeMutablePointer<EventRung>
  @usableFromInline var rungCapacity: Int
  /// Rungs made so far; those past `depth` wait to be used again and are empty.
  @usableFromInline var rungsMade = 0
  @usableFromInline var depth = 0
  /// Entries in rungs, cancelled ones included.
  @usableFromInline var laddered = 0
  /// Cancelled entries not yet removed, in rungs and Bottom.
  @usableFromInline var dead = 0
  /// The cancellable events that are pending.
  @usableFromInline var handles = HandleSet()

  @inlinable init() {
    bottom = .allocate(capacity: LadderSize.bottom)
    ranks = .allocate(capacity: LadderSize.chunk)
    ranks.initialize(repeating: 0, count: LadderSize.chunk)
    rungCapacity = 4
    rungs = .allocate(capacity: 4)
  }

  /// Destroys all events and gives the memory back.
  @inlinable func deallocate() {
    if !_isPOD(Event.self) {
      bottom.deinitialize(count: bottomCount)
      forEachBucket { pool.deinitialize($0) }
    }
    bottom.deallocate()
    ranks.deallocate()
    for index in 0..<rungsMade { rungs[index].buckets.deallocate() }
    rungs.deallocate()
    pool.deallocate()
    handles.deallocate()
  }

  /// Calls `body` with every bucket that holds entries.
  @inlinable func forEachBucket(_ body: (EventBucket) -> Void) {
    for level in 0..<depth {
      for index in rungs[level].cursor..<rungs[level].length where rungs[level].buckets[index].count > 0 {
        body(rungs[level].buckets[index])
      }
    }
  }

  /// The greatest key that belongs into Bottom.
  @inlinable var limit: EventKey { depth == 0 ? .last : rungs[depth &- 1].floor }

  /// Puts an entry into descending Bottom, which has `count` entries and room for one more.
  @inlinable @inline(__always) static func insert(
    _ entry: consuming Entry, into bottom: UnsafeMutablePointer<Entry>, count: Int
  ) {
    var hole = bottom + count
    let key = entry.key
    // Nearly always the first loop finds the place, with half the work of a comparison of whole keys.
    while hole > bottom, hole[-1].key.time < key.time {
      hole.initialize(to: (hole - 1).move())
      hole -= 1
    }
    while hole > bottom, hole[-1].key < key {
      hole.initialize(to: (hole - 1).move())
      hole -= 1
    }
    hole.initialize(to: entry)
  }

  /// Puts an entry that lies beyond Bottom into its rung.
  @inlinable @inline(__always) mutating func file(_ entry: consuming Entry) {
    var rung = rungs
    // from the latest rung down; it ends, for the floor of the last is `limit`, and what is not beyond that is in Bottom
    while !(rung.pointee.floor < entry.key) { rung += 1 }
    let bucket = rung.pointee.buckets + rung.pointee.index(of: entry.key)
    pool.append(entry, to: bucket)
    rung.pointee.count &+= 1
    laddered &+= 1
  }
}
