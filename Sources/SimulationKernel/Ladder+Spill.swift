extension Ladder {
  /// Leaves the first events of a full Bottom there and makes a rung of the others; returns how many stay.
  ///
  /// Rungs that hold no more than twice what is spilled are pooled with it. So rungs made here at least double in
  /// size from each to the one above it: there are O(log n) of them, and an event is pooled O(log n) times at worst.
  @inlinable @inline(never) mutating func spill() -> Int {
    let spilled = LadderSize.bottom - LadderSize.kept
    // the latest that stays: Bottom descends, so what leaves stands in front of it
    let floor = bottom[spilled].key
    var (upper, bucket) = (limit, EventBucket())
    for index in 0..<spilled { pool.append((bottom + index).move(), to: &bucket) }
    bottom.moveInitialize(from: bottom + spilled, count: LadderSize.kept)
    laddered += spilled
    while depth > 0, rungs[depth - 1].count <= 2 * bucket.count {
      upper = rungs[depth - 1].upper
      depth -= 1
      gather(rungs + depth, into: &bucket)
    }
    split(bucket, floor: floor, upper: upper)
    return LadderSize.kept
  }

  /// Moves all entries of a rung into one bucket.
  @inlinable mutating func gather(_ rung: UnsafeMutablePointer<EventRung>, into target: inout EventBucket) {
    for index in rung.pointee.cursor..<rung.pointee.length where rung.pointee.buckets[index].count > 0 {
      let bucket = rung.pointee.buckets[index]
      rung.pointee.buckets[index] = EventBucket()
      var (chunk, left) = (bucket.chunk, bucket.count)
      while let current = chunk {
        let entries = EventPool<Event>.entries(of: current)
        let filled = EventPool<Event>.filled(left)
        for slot in 0..<filled { pool.append((entries + slot).move(), to: &target) }
        left &-= filled
        chunk = EventPool<Event>.next(of: current)
        pool.recycle(current)
      }
    }
    rung.pointee.count = 0
  }

  /// Removes every cancelled entry; returns how many Bottom, which has `count`, has then. O(n).
  @inlinable @inline(never) mutating func purge(count: Int) -> Int {
    var (all, live) = (EventBucket(), EventBucket())
    // Bottom keeps its range, though it may become empty: `settle`, which calls this, fills it again
    let floor = limit
    for level in 0..<depth { gather(rungs + level, into: &all) }
    depth = 0
    var (chunk, left) = (all.chunk, all.count)
    while let current = chunk {
      let entries = EventPool<Event>.entries(of: current)
      let filled = EventPool<Event>.filled(left)
      for slot in 0..<filled {
        if isDead(entries[slot].key) {
          (entries + slot).deinitialize(count: 1)
        } else {
          pool.append((entries + slot).move(), to: &live)
        }
      }
      left &-= filled
      chunk = EventPool<Event>.next(of: current)
      pool.recycle(current)
    }
    laddered = live.count
    if live.count > 0 { split(live, floor: floor, upper: .last) }
    dead = 0
    return purgeBottom(count: count)
  }

  @inlinable mutating func purgeBottom(count: Int) -> Int {
    var kept = 0
    for index in 0..<count {
      if isDead(bottom[index].key) {
        (bottom + index).deinitialize(count: 1)
      } else {
        if kept < index { (bottom + kept).initialize(to: (bottom + index).move()) }
        kept += 1
      }
    }
    return kept
  }

  /// Whether the event of this key was cancelled.
  @inlinable func isDead(_ key: EventKey) -> Bool { key.isCancellable && !handles.contains(key.order) }

  /// A copy with its own memory; `count` is how many entries Bottom has.
  @inlinable @inline(never) func copy(count: Int) -> Ladder {
    var copy = Ladder()
    copy.bottom.initialize(from: bottom, count: count)
    copy.bottomCount = count
    copy.dead = dead
    copy.handles = HandleSet(copying: handles)
    var all = EventBucket()
    forEachBucket { bucket in
      var (chunk, left) = (bucket.chunk, bucket.count)
      while let current = chunk {
        let filled = EventPool<Event>.filled(left)
        for slot in 0..<filled { copy.pool.append(EventPool<Event>.entries(of: current)[slot], to: &all) }
        left &-= filled
        chunk = EventPool<Event>.next(of: current)
      }
    }
    copy.laddered = all.count
    if all.count > 0 { copy.split(all, floor: limit, upper: .last) }
    return copy
  }
}
