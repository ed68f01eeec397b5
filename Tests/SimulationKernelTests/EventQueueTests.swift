import SimulationKernel
import Stochastics
import Testing

@Suite struct EventQueueTests {
  /// Fills up, works at a steady size, runs dry: with every kind of times, with and without cancellation.
  @Test(arguments: ScriptTimes.allCases, 0..<6 as Range<UInt64>)
  func agreesWithTheSlowQueue(times: ScriptTimes, seed: UInt64) {
    var script = QueueScript(seed: seed, times: times)
    let cancels = seed % 2 == 0 ? 0 : 10
    script.run(steps: 400, pushes: 85, cancels: cancels)
    script.run(steps: 400, pushes: 50, cancels: cancels)
    script.run(steps: 600, pushes: 25, cancels: cancels)
    script.run(steps: 500, pushes: 90, cancels: cancels)
    script.drain()
    #expect(script.difference == nil, "seed \(seed), \(times)")
  }

  /// Most events are cancelled, so that the cancelled outnumber the others and are removed at once.
  @Test(arguments: ScriptTimes.allCases, 0..<3 as Range<UInt64>)
  func agreesWhileMostAreCancelled(times: ScriptTimes, seed: UInt64) {
    var script = QueueScript(seed: seed, times: times)
    script.run(steps: 400, pushes: 65, cancels: 34)
    script.run(steps: 800, pushes: 40, cancels: 59)
    script.run(steps: 200, pushes: 90, cancels: 5)
    script.drain()
    #expect(script.difference == nil, "seed \(seed), \(times)")
  }

  /// The comparison sees an order that is wrong only among events of one instant and phase.
  @Test func aWrongOrderIsSeen() {
    var script = QueueScript(seed: 1, times: .fewValues, ties: .lastInFirstOut)
    script.run(steps: 400, pushes: 85)
    script.drain()
    #expect(script.difference != nil)
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

  /// Many events, or few where every step checks all of them.
  private static var many: Int {
    #if FORESCALE_CHECK_INVARIANTS
      500
    #else
      30_000
    #endif
  }

  private static var bursts: Int { many / 100 }

  /// Events of one instant, each of which pushes one more there until there were twice as many, leave as they came.
  @Test func aMassAtOneInstantLeavesAsItCame() {
    var queue = EventQueue<Int>()
    for event in 0..<Self.many { queue.push(event, at: .seconds(1), phase: .plant) }
    var expected = 0
    while let (_, event) = queue.pop() {
      guard event == expected else { break }
      if event < Self.many { queue.push(event + Self.many, at: .seconds(1), phase: .plant) }
      expected += 1
    }
    #expect(expected == 2 * Self.many)
  }

  /// Far events, then bursts each of which lies before all that is there, latest first: what makes a ladder deepest.
  ///
  /// Burst b pushes -200b, -200b - 1, ..., -200b - 199, and its 100 earliest leave at once: from -200b - 199 up. What
  /// stays is the later half of each burst, -200b - 99 to -200b, and the far events.
  @Test func burstsBeforeEverythingElseLeaveInOrder() {
    var queue = EventQueue<Int>()
    for second in 1...Self.many { queue.push(second, at: .seconds(Int64(second)), phase: .plant) }
    var (left, expected): ([Int], [Int]) = ([], [])
    for burst in 0..<Self.bursts {
      for back in 0..<200 {
        let second = -200 * burst - back
        queue.push(second, at: .seconds(Int64(second)), phase: .plant)
      }
      for _ in 0..<100 { left.append(queue.pop()?.event ?? .max) }
      expected += (-200 * burst - 199)...(-200 * burst - 100)
    }
    while let (_, event) = queue.pop() { left.append(event) }
    for burst in (0..<Self.bursts).reversed() { expected += (-200 * burst - 99)...(-200 * burst) }
    expected += 1...Self.many
    #expect(left == expected)
  }
}
