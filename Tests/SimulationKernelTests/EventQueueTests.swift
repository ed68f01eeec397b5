import SimulationKernel
import Stochastics
import Testing

extension RandomPurpose {
  fileprivate static let script = RandomPurpose("queue script")
}

/// The slow twin: a plain list, sorted by (time, phase, order of arrival).
private struct PlainQueue {
  var events: [(time: SimulationTime, phase: EventPhase, sequence: Int, event: Int)] = []
  var sequence = 0

  mutating func push(_ event: Int, at time: SimulationTime, phase: EventPhase) {
    events.append((time, phase, sequence, event))
    sequence += 1
    events.sort { ($0.time, $0.phase, $0.sequence) < ($1.time, $1.phase, $1.sequence) }
  }

  mutating func pop() -> (SimulationTime, Int)? {
    events.isEmpty ? nil : { ($0.time, $0.event) }(events.removeFirst())
  }
}

@Suite struct EventQueueTests {
  /// Random scripts of pushes and pops with many equal times, driven on both twins.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func agreesWithThePlainQueue(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .script)
    var queue = EventQueue<Int>()
    var plain = PlainQueue()
    for step in 0..<600 {
      if stream.nextIndex(below: 5) < 3 {
        let time = SimulationTime.seconds(Int64(stream.nextIndex(below: 12)) - 3)
        let phase = EventPhase(rawValue: UInt8(stream.nextIndex(below: 4)))!
        queue.push(step, at: time, phase: phase)
        plain.push(step, at: time, phase: phase)
      } else {
        let fast = queue.pop()
        let slow = plain.pop()
        #expect(fast?.time == slow?.0 && fast?.event == slow?.1)
      }
      #expect(queue.count == plain.events.count)
    }
  }

  @Test func equalTimesLeaveByPhaseThenAsTheyCame() {
    var queue = EventQueue<String>()
    queue.push("control", at: .seconds(5), phase: .control)
    queue.push("first", at: .seconds(5), phase: .plant)
    queue.push("second", at: .seconds(5), phase: .plant)
    queue.push("earlier", at: .seconds(4), phase: .placement)
    var order: [String] = []
    while let (_, event) = queue.pop() { order.append(event) }
    #expect(order == ["earlier", "first", "second", "control"])
  }
}

private struct Counter: EventHandler {
  var seen: [Double] = []
  mutating func handle(_ event: Int, scheduler: inout Scheduler<Int>) {
    seen.append(scheduler.now.seconds)
    if event > 0 { scheduler.schedule(event - 1, after: .seconds(2), phase: .plant) }
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
}
