/// An unordered heap of entries: a chain of chunks of which only the first may be partly filled.
@usableFromInline struct EventBucket {
  /// The chunk that entries are added to; nil if there is none.
  @usableFromInline var chunk: UnsafeMutableRawPointer?
  @usableFromInline var count: Int

  @inlinable init() {
    chunk = nil
    count = 0
  }
}

/// The memory of all buckets of one queue: chunks of entries, reused and given back only with the queue.
///
/// A chunk begins with a pointer to the next chunk of its chain. Freed chunks are reused last in, first out, so that
/// a bucket being split hands its cached memory to the buckets it is split into.
@usableFromInline struct EventPool<Event: Sendable> {
  @usableFromInline typealias Entry = EventEntry<Event>
  @usableFromInline var free: UnsafeMutableRawPointer?
  @usableFromInline var slabs: [UnsafeMutableRawPointer]
  @usableFromInline var chunks: Int

  @inlinable init() {
    free = nil
    slabs = []
    chunks = 0
  }

  /// Bytes before the first entry of a chunk.
  @inlinable static var header: Int {
    max(MemoryLayout<UnsafeMutableRawPointer?>.stride, MemoryLayout<Entry>.alignment)
  }

  @inlinable static func entries(of chunk: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Entry> {
    (chunk + header).assumingMemoryBound(to: Entry.self)
  }

  @inlinable static func next(of chunk: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    chunk.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).pointee
  }

  @inlinable static func link(_ chunk: UnsafeMutableRawPointer, to next: UnsafeMutableRawPointer?) {
    chunk.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).pointee = next
  }

  /// How many entries the first chunk of a bucket holds, given how many the bucket holds.
  @inlinable static func filled(_ count: Int) -> Int { (count &- 1) & (LadderSize.chunk &- 1) &+ 1 }

  @inlinable @inline(__always) mutating func append(
    _ entry: consuming Entry, to bucket: UnsafeMutablePointer<EventBucket>
  ) {
    let slot = bucket.pointee.count & (LadderSize.chunk &- 1)
    if slot == 0 { extend(bucket) }
    bucket.pointee.count &+= 1
    (Self.entries(of: bucket.pointee.chunk.unsafelyUnwrapped) + slot).initialize(to: entry)
  }

  /// Puts an empty chunk in front of the chain.
  @inlinable mutating func extend(_ bucket: UnsafeMutablePointer<EventBucket>) {
    if free == nil { addSlab() }
    let chunk = free.unsafelyUnwrapped
    free = Self.next(of: chunk)
    Self.link(chunk, to: bucket.pointee.chunk)
    bucket.pointee.chunk = chunk
  }

  @inlinable mutating func recycle(_ chunk: UnsafeMutableRawPointer) {
    Self.link(chunk, to: free)
    free = chunk
  }

  @inlinable @inline(never) mutating func addSlab() {
    let number = min(max(chunks, LadderSize.firstSlab), 1024)
    let alignment = max(MemoryLayout<Entry>.alignment, MemoryLayout<UInt>.alignment)
    let size = Self.header + LadderSize.chunk * MemoryLayout<Entry>.stride
    let stride = (size + alignment - 1) / alignment * alignment
    let slab = UnsafeMutableRawPointer.allocate(byteCount: number * stride, alignment: alignment)
    for index in (0..<number).reversed() {
      let chunk = slab + index * stride
      chunk.bindMemory(to: UnsafeMutableRawPointer?.self, capacity: 1).initialize(to: free)
      (chunk + Self.header).bindMemory(to: Entry.self, capacity: LadderSize.chunk)
      free = chunk
    }
    slabs.append(slab)
    chunks += number
  }

  /// Destroys the entries of a bucket; their chunks are lost until `deallocate`.
  @inlinable func deinitialize(_ bucket: EventBucket) {
    var (chunk, count) = (bucket.chunk, bucket.count)
    while let current = chunk {
      Self.entries(of: current).deinitialize(count: Self.filled(count))
      count -= Self.filled(count)
      chunk = Self.next(of: current)
    }
  }

  @inlinable func deallocate() {
    for slab in slabs { slab.deallocate() }
  }
}
