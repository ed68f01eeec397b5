/// What happens first among events of one instant. Lower raw values come first.
///
/// The order is a promise, written down in `docs/one-instant.md`: first the plant changes, then it is measured, then
/// the controllers act on what they can see.
public enum EventPhase: UInt8, Sendable, Comparable {
  /// The load changes, a machine or replica finishes what it was doing, a request arrives or leaves.
  case plant
  /// Windows close, scrapes are taken, points of the timeline are written.
  case measure
  /// A policy decides; replicas are created or removed.
  case control
  /// Pending replicas are placed; the node autoscaler orders and releases nodes.
  case placement

  /// Whether `a` comes before `b`.
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Pending events in the order (time, phase, sequence): events of one instant and phase leave as they came.
///
/// A binary heap of plain values. Push and pop cost O(log n) and allocate only when the array grows.
/// It does not cancel: an event that may become void carries what its handler needs to see that it is.
public struct EventQueue<Event: Sendable>: Sendable {
  @usableFromInline struct Entry: Sendable {
    @usableFromInline let time: Int64
    /// Phase in the upper 8 bits, sequence in the lower 56: one comparison settles both.
    @usableFromInline let order: UInt64
    @usableFromInline let event: Event

    @inlinable init(time: Int64, order: UInt64, event: Event) {
      self.time = time
      self.order = order
      self.event = event
    }

    @inlinable func precedes(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  @usableFromInline var heap: [Entry] = []
  @usableFromInline var sequence: UInt64 = 0

  /// A queue without events.
  @inlinable public init() {}

  /// How many events wait.
  @inlinable public var count: Int { heap.count }

  /// When the next event is due; nil if there is none.
  @inlinable public var nextTime: SimulationTime? { heap.first.map { SimulationTime(nanoseconds: $0.time) } }

  /// Adds an event. O(log n).
  @inlinable public mutating func push(_ event: Event, at time: SimulationTime, phase: EventPhase) {
    let entry = Entry(
      time: time.nanoseconds, order: UInt64(phase.rawValue) << 56 | sequence, event: event)
    sequence += 1
    heap.append(entry)
    heap.withUnsafeMutableBufferPointer { heap in
      var hole = heap.count - 1
      while hole > 0 {
        let parent = (hole - 1) / 2
        guard entry.precedes(heap[parent]) else { break }
        heap[hole] = heap[parent]
        hole = parent
      }
      heap[hole] = entry
    }
  }

  /// Takes the first event out, with its time; nil if there is none. O(log n).
  @inlinable public mutating func pop() -> (time: SimulationTime, event: Event)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap.withUnsafeMutableBufferPointer { heap in
        var hole = 0
        while true {
          var child = 2 * hole + 1
          guard child < heap.count else { break }
          if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
          guard heap[child].precedes(last) else { break }
          heap[hole] = heap[child]
          hole = child
        }
        heap[hole] = last
      }
    }
    return (SimulationTime(nanoseconds: first.time), first.event)
  }
}
