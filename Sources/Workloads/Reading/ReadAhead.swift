import Glibc

/// Reads from a source on a thread of its own, at most four pieces of 256 KiB ahead. Hands out the same bytes, and the
/// same error behind them.
final class ReadAhead: ByteSource {
  var path: String { shared.source.path }
  private(set) var bytesRead = 0
  private let shared: Shared
  private var thread: Thread
  private typealias Thread = pthread_t

  /// Starts to read. Nobody else may use the source from now on.
  ///
  /// - Throws: ``WorkloadError`` if there can be no more threads.
  init(_ source: some ByteSource) throws {
    shared = Shared(source)
    thread = pthread_t()
    let context = Unmanaged.passRetained(shared)
    let status = pthread_create(&thread, nil, ReadAhead.run, context.toOpaque())
    guard status == 0 else {
      context.release()
      shared.isAbandoned = true
      throw WorkloadError("\(source.path): cannot be read ahead (\(String(cString: strerror(status)))).")
    }
  }

  private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    Unmanaged<Shared>.fromOpaque($0!).takeRetainedValue().readAll()
    return nil
  }

  deinit {
    guard shared.abandon() else { return }
    pthread_join(thread, nil)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try shared.take(buffer)
    bytesRead += count
    return count
  }
}

/// What both threads hold: a ring of pieces, guarded by a lock; a piece is touched by one of them at a time.
private final class Shared: @unchecked Sendable {
  private static let pieces = 4
  private static let pieceSize = 256 << 10

  let source: any ByteSource
  var isAbandoned = false
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces * pieceSize, alignment: 64)
  private var counts = [Int](repeating: 0, count: pieces)
  /// Pieces filled and pieces emptied since the beginning.
  private var filled = 0, emptied = 0
  /// How much of the oldest piece is taken.
  private var offset = 0
  private var failure: (any Error)?
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ source: some ByteSource) {
    self.source = source
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
    memory.deallocate()
  }

  private func piece(_ number: Int) -> UnsafeMutableRawBufferPointer {
    let start = number % Self.pieces * Self.pieceSize
    return UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + Self.pieceSize])
  }

  private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(lock)
    defer {
      pthread_cond_signal(changed)
      pthread_mutex_unlock(lock)
    }
    return try body()
  }

  /// The reading thread: until the end, an error or nobody wants more. An empty piece says that it ended.
  func readAll() {
    while true {
      let goesOn = locked {
        while filled - emptied == Self.pieces && !isAbandoned { pthread_cond_wait(changed, lock) }
        return !isAbandoned
      }
      guard goesOn else { return }
      var count = 0
      var problem: (any Error)?
      do { count = try source.read(into: piece(filled)) } catch { problem = error }
      locked {
        counts[filled % Self.pieces] = count
        failure = problem
        filled += 1
      }
      if count == 0 { return }
    }
  }

  /// The other thread: bytes of the oldest piece, as soon as there is one.
  func take(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count: Int = locked {
      while filled == emptied { pthread_cond_wait(changed, lock) }
      return counts[emptied % Self.pieces]
    }
    // The last, empty piece stays, so that whoever asks again gets the same answer.
    if count == 0 {
      if let failure { throw failure }
      return 0
    }
    let taken = min(count - offset, buffer.count)
    let rest = piece(emptied)[offset..<offset + taken]
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest))
    offset += taken
    if offset == count {
      offset = 0
      locked { emptied += 1 }
    }
    return taken
  }

  /// Tells the reading thread to stop; returns whether there is one.
  func abandon() -> Bool {
    locked {
      defer { isAbandoned = true }
      return !isAbandoned
    }
  }
}
