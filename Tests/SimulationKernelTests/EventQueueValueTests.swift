import SimulationKernel
import Stochastics
import Synchronization
import Testing

/// Counts how many of it exist.
private final class Tracked: Sendable {
  static let alive = Atomic<Int>(0)
  let number: Int
  init(_ number: Int) {
    self.number = number
    Self.alive.add(1, ordering: .relaxed)
  }
  deinit { Self.alive.subtract(1, ordering: .relaxed) }
}

/// Copies, and events that need destruction. Serialized, because `Tracked` counts for all tests at once.
@Suite(.serialized) struct EventQueueValueTests {
  private static var alive: Int { Tracked.alive.load(ordering: .relaxed) }

  /// A copy and its original go on with different random steps, each with its own slow twin.
  @Test(arguments: ScriptTimes.allCases, [20, 300])
  func copiesLeadTheirOwnLives(times: ScriptTimes, size: Int) {
    var original = QueueScript(seed: 7, times: times)
    original.run(steps: size, pushes: 90, cancels: 4)
    original.run(steps: size / 4, pushes: 10, cancels: 4)
    var copy = original
    copy.reseed(8)
    for _ in 0..<4 {
      copy.run(steps: 40, pushes: 30, cancels: 20)
      original.run(steps: 40, pushes: 60, cancels: 20)
      copy.run(steps: 40, pushes: 60)
    }
    let later = copy
    copy.drain()
    original.drain()
    var last = later
    last.drain()
    #expect([original.difference, copy.difference, last.difference] == [nil, nil, nil])
  }

  /// Of 500 events 200 leave, 100 of the others are cancelled; with the queue the last is gone.
  @Test func destroysEachEventOnce() {
    do {
      var queue = EventQueue<Tracked>()
      var handles: [EventHandle] = []
      for number in 0..<500 {
        let time = SimulationTime.seconds(Int64(number * 37 % 500))
        handles.append(queue.pushCancellable(Tracked(number), at: time, phase: .plant))
      }
      #expect(Self.alive == 500)
      for _ in 0..<200 { _ = queue.pop() }
      #expect(Self.alive == 300)
      var cancelled = 0
      for handle in handles where cancelled < 100 && queue.cancel(handle) { cancelled += 1 }
      #expect(queue.count == 200)
      var copy = queue
      while copy.pop() != nil {}
      #expect(copy.count == 0 && queue.count == 200)
      // The original still holds its 200, and up to 100 that were cancelled.
      #expect(200...300 ~= Self.alive)
    }
    #expect(Self.alive == 0)
  }

  /// Events pushed and cancelled again and again: what was cancelled is not kept for ever.
  @Test func cancelledEventsAreRemovedInTime() {
    do {
      var queue = EventQueue<Tracked>()
      queue.push(Tracked(-1), at: .zero, phase: .plant)
      for number in 0..<10_000 {
        let handle = queue.pushCancellable(Tracked(number), at: .seconds(1_000), phase: .plant)
        let cancelled = queue.cancel(handle)
        #expect(cancelled)
      }
      #expect(queue.count == 1)
      // At most 64, the size of the front, or as many as are pending stay; one more is being cancelled.
      #expect(Self.alive <= 1 + 65)
    }
    #expect(Self.alive == 0)
  }

  /// A handle names nothing once its event has left, and the same event in a copy.
  @Test func handlesNameOneEventOfTheQueueAndItsCopies() {
    var queue = EventQueue<Int>()
    let first = queue.pushCancellable(1, at: .seconds(1), phase: .plant)
    let second = queue.pushCancellable(2, at: .seconds(2), phase: .plant)
    var copy = queue
    let left = queue.pop()?.event
    #expect(left == 1)
    let answers = [queue.cancel(first), copy.cancel(first), copy.cancel(first), queue.cancel(second)]
    #expect(answers == [false, true, false, true])
    #expect(queue.count == 0 && queue.nextTime == nil)
    #expect(copy.count == 1 && copy.nextTime == .seconds(2))
    let last = [queue.pop()?.event, copy.pop()?.event]
    #expect(last == [nil, 2])
  }
}
