import SimulationKernel
import Testing

private struct Counter: EventHandler {
  var seen: [Double] = []
  mutating func handle(_ event: Int, scheduler: inout Scheduler<Int>) {
    seen.append(scheduler.now.seconds)
    if event > 0 { scheduler.schedule(event - 1, after: .seconds(2), phase: .plant) }
  }
}

/// Work that should be done within 5 s: a timeout is set with each job and cancelled when the job ends in time.
private struct Worker: EventHandler {
  enum Event: Sendable {
    case begin(length: Int64)
    case end, timeout
  }

  var timeout: EventHandle?
  var log: [String] = []

  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
    switch event {
    case .begin(let length):
      timeout = scheduler.scheduleCancellable(.timeout, after: .seconds(5), phase: .control)
      scheduler.schedule(.end, after: .seconds(length), phase: .plant)
    case .end:
      if let timeout, scheduler.cancel(timeout) { log.append("in time at \(scheduler.now.seconds)") }
    case .timeout: log.append("late at \(scheduler.now.seconds)")
    }
  }
}

@Suite struct EventLoopTests {
  /// Events at 0, 2, 4, 6: the one due exactly at the end happens, the one after it does not.
  @Test func runsUpToAndIncludingTheEnd() {
    var scheduler = Scheduler<Int>(start: .zero)
    var counter = Counter()
    scheduler.schedule(10, at: .zero, phase: .plant)
    counter.run(&scheduler, until: .seconds(6))
    #expect(counter.seen == [0, 2, 4, 6])
    #expect(scheduler.pending == 1)
    #expect(scheduler.handled == 4)
    #expect(scheduler.now == .seconds(6))
  }

  /// Jobs at 0, 10 and 20 s take 3, 5 and 8 s. The second ends at the instant of its timeout, in an earlier phase, so
  /// it is in time; the third's timeout happens at 25 s, and its end at 28 s finds nothing left to cancel.
  /// Handled: three begins, three ends, one timeout.
  @Test func aCancelledEventDoesNotHappen() {
    var scheduler = Scheduler<Worker.Event>(start: .zero)
    var worker = Worker()
    for (start, length) in [(0, 3), (10, 5), (20, 8)] as [(Int64, Int64)] {
      scheduler.schedule(.begin(length: length), at: .seconds(start), phase: .plant)
    }
    worker.run(&scheduler, until: .distantFuture)
    #expect(worker.log == ["in time at 3.0", "in time at 15.0", "late at 25.0"])
    #expect(scheduler.handled == 7)
    #expect(scheduler.pending == 0)
  }
}
