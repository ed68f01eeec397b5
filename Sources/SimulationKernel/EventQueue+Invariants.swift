extension EventQueue {
  private var held: Ladder<Event> { ladder.pointee }

  /// Traps unless the queue is as it must be between two calls. O(n).
  @usableFromInline func checkInvariants() {
    precondition(
      ladder == storage.ladder && bottom == held.bottom && limit == held.limit,
      "the queue is not that of its storage")
    precondition(0..<LadderSize.bottom ~= bottomCount, "Bottom holds \(bottomCount)")
    precondition(bottomCount > 0 || held.laddered == 0, "Bottom is empty, the ladder is not")
    precondition((held.depth == 0) == (held.laddered == 0), "\(held.depth) rungs hold \(held.laddered)")
    let expected = held.dead > 0 ? Int.max : held.laddered > 0 ? 0 : -1
    precondition(alarm == expected, "alarm is \(alarm), should be \(expected)")
    var (live, dead) = (0, 0)
    checkBottom(live: &live, dead: &dead)
    checkRungs(live: &live, dead: &dead)
    precondition(dead == held.dead, "\(dead) cancelled entries, counted \(held.dead)")
    precondition(live == held.handles.count, "\(live) handles, counted \(held.handles.count)")
  }

  private func checkBottom(live: inout Int, dead: inout Int) {
    for index in 0..<bottomCount {
      let key = bottom[index].key
      precondition(!(limit < key), "\(key) in Bottom is beyond \(limit)")
      precondition(index == 0 || key < bottom[index - 1].key, "Bottom is out of order at \(index)")
      count(key, live: &live, dead: &dead)
    }
    precondition(bottomCount == 0 || !held.isDead(bottom[bottomCount - 1].key), "the first was cancelled")
  }

  private func checkRungs(live: inout Int, dead: inout Int) {
    var (upper, laddered) = (EventKey.last, 0)
    for level in 0..<held.depth {
      let rung = held.rungs[level]
      precondition(rung.upper == upper, "rung \(level) ends at \(rung.upper), should at \(upper)")
      var inRung = 0
      for index in 0..<rung.length {
        let bucket = rung.buckets[index]
        inRung += bucket.count
        precondition(
          bucket.count == 0 || index >= rung.cursor, "bucket \(index) was taken, has \(bucket.count)")
        for key in keys(of: bucket) {
          precondition(rung.floor < key && !(rung.upper < key), "\(key) is outside of rung \(level)")
          precondition(rung.index(of: key) == index, "\(key) is in bucket \(index) of rung \(level)")
          count(key, live: &live, dead: &dead)
        }
      }
      precondition(inRung == rung.count, "rung \(level) has \(inRung), counted \(rung.count)")
      (upper, laddered) = (rung.floor, laddered + inRung)
    }
    precondition(laddered == held.laddered, "ladder has \(laddered), counted \(held.laddered)")
  }

  private func count(_ key: EventKey, live: inout Int, dead: inout Int) {
    precondition((key.order & (1 << 56 - 1)) >> 1 < sequence, "\(key) was never pushed")
    guard key.isCancellable else { return }
    if held.isDead(key) { dead += 1 } else { live += 1 }
  }

  private func keys(of bucket: EventBucket) -> [EventKey] {
    var (keys, chunk, left) = ([EventKey](), bucket.chunk, bucket.count)
    while let current = chunk {
      let filled = EventPool<Event>.filled(left)
      for slot in 0..<filled { keys.append(EventPool<Event>.entries(of: current)[slot].key) }
      left -= filled
      chunk = EventPool<Event>.next(of: current)
    }
    precondition(left == 0, "a chain ends \(left) entries early")
    return keys
  }
}
