extension Ladder {
  /// Moves the earliest events of the ladder into the empty Bottom; returns how many there are, 0 only if none is.
  @inlinable @inline(never) mutating func refill() -> Int {
    while depth > 0 {
      // so few are sorted sooner than split, and without a ladder every push goes the short way
      if laddered <= LadderSize.sorted { return takeAll() }
      let rung = rungs + (depth &- 1)
      guard rung.pointee.count > 0 else {
        depth &-= 1
        continue
      }
      var index = rung.pointee.cursor
      while rung.pointee.buckets[index].count == 0 { index &+= 1 }
      let bucket = rung.pointee.buckets[index]
      rung.pointee.buckets[index] = EventBucket()
      rung.pointee.count &-= bucket.count
      rung.pointee.cursor = index &+ 1
      // Keys up to `upper` are now the business of Bottom, or of the rung that the bucket is split into: a push into
      // that range must not find a bucket that was taken. Of a rung without entries the rest of the range goes along, so
      // that it can be left.
      let floor = rung.pointee.floor
      let upper = rung.pointee.count == 0 ? rung.pointee.upper : rung.pointee.upper(of: index)
      rung.pointee.floor = upper
      if bucket.count <= LadderSize.sorted {
        laddered &-= bucket.count
        return sortIntoBottom(bucket, count: 0)
      }
      if rung.pointee.count == 0 { depth &-= 1 }
      split(bucket, floor: floor, upper: upper)
    }
    return 0
  }

  /// Empties the ladder, which has room in Bottom, into Bottom.
  @inlinable mutating func takeAll() -> Int {
    var count = 0
    for level in 0..<depth {
      let rung = rungs + level
      for index in rung.pointee.cursor..<rung.pointee.length where rung.pointee.buckets[index].count > 0 {
        count = sortIntoBottom(rung.pointee.buckets[index], count: count)
        rung.pointee.buckets[index] = EventBucket()
      }
      rung.pointee.count = 0
    }
    depth = 0
    laddered = 0
    return count
  }

  /// Moves the entries of a bucket into Bottom, which has `count`; returns how many it has then.
  @inlinable mutating func sortIntoBottom(_ bucket: EventBucket, count: Int) -> Int {
    if count == 0, bucket.count <= LadderSize.chunk { return rankIntoBottom(bucket) }
    var (chunk, left, count) = (bucket.chunk, bucket.count, count)
    while let current = chunk {
      let entries = EventPool<Event>.entries(of: current)
      let filled = EventPool<Event>.filled(left)
      for index in 0..<filled {
        Self.insert((entries + index).move(), into: bottom, count: count)
        count &+= 1
      }
      left &-= filled
      chunk = EventPool<Event>.next(of: current)
      pool.recycle(current)
    }
    return count
  }

  /// Moves a bucket of one chunk into the empty Bottom; returns how many entries that are.
  ///
  /// Every entry goes where the number of later ones says. That takes more comparisons than sorting by insertion but
  /// no branch that depends on them, and a mispredicted branch costs as much as ten comparisons.
  @inlinable mutating func rankIntoBottom(_ bucket: EventBucket) -> Int {
    guard let chunk = bucket.chunk else { return 0 }
    let entries = EventPool<Event>.entries(of: chunk)
    for index in 0..<bucket.count {
      let key = entries[index].key
      var rank = 0
      for other in 0..<index {
        let isEarlier = entries[other].key.isBefore(key)
        ranks[other] &+= isEarlier
        rank &+= 1 &- isEarlier
      }
      ranks[index] = rank
    }
    for index in 0..<bucket.count {
      (bottom + ranks[index]).initialize(to: (entries + index).move())
    }
    pool.recycle(chunk)
    return bucket.count
  }

  /// Makes a rung of the entries of a bucket, for keys in (`floor`, `upper`]. They are counted in `laddered` already.
  ///
  /// The rung is cut by the keys that there are, not by that range: a bucket may span years with all its events in one
  /// second of them. What is pushed outside of those keys later goes to the first or the last bucket.
  @inlinable mutating func split(_ bucket: EventBucket, floor: EventKey, upper: EventKey) {
    let (least, greatest) = bounds(of: bucket)
    let rung = newRung()
    rung.pointee.cut(from: least, to: greatest, number: bucket.count)
    rung.pointee.count = bucket.count
    rung.pointee.floor = floor
    rung.pointee.upper = upper
    scatter(bucket, over: rung)
  }

  @inlinable mutating func scatter(_ bucket: EventBucket, over rung: UnsafeMutablePointer<EventRung>) {
    let target = rung.pointee
    var (chunk, left) = (bucket.chunk, bucket.count)
    while let current = chunk {
      let entries = EventPool<Event>.entries(of: current)
      let filled = EventPool<Event>.filled(left)
      for index in 0..<filled {
        let place = target.index(of: entries[index].key)
        pool.append((entries + index).move(), to: target.buckets + place)
      }
      left &-= filled
      chunk = EventPool<Event>.next(of: current)
      pool.recycle(current)
    }
  }

  /// The least and the greatest key of a bucket that is not empty.
  @inlinable func bounds(of bucket: EventBucket) -> (least: EventKey, greatest: EventKey) {
    var (least, greatest) = (EventKey.last, EventKey(time: 0, order: 0))
    var (chunk, left) = (bucket.chunk, bucket.count)
    while let current = chunk {
      let entries = EventPool<Event>.entries(of: current)
      let filled = EventPool<Event>.filled(left)
      for index in 0..<filled {
        let key = entries[index].key
        if key < least { least = key }
        if greatest < key { greatest = key }
      }
      left &-= filled
      chunk = EventPool<Event>.next(of: current)
    }
    return (least, greatest)
  }

  /// The next rung down, to be cut.
  @inlinable mutating func newRung() -> UnsafeMutablePointer<EventRung> {
    if depth == rungCapacity {
      let more = UnsafeMutablePointer<EventRung>.allocate(capacity: 2 * rungCapacity)
      more.moveInitialize(from: rungs, count: rungsMade)
      rungs.deallocate()
      rungs = more
      rungCapacity *= 2
    }
    if depth == rungsMade {
      (rungs + depth).initialize(to: EventRung(capacity: 6))
      rungsMade += 1
    }
    depth &+= 1
    return rungs + (depth &- 1)
  }
}
