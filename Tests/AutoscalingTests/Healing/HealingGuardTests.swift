import Autoscaling
import Testing

@Suite("Guards of the healer")
struct HealingGuardTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var remedy: Remedy
    /// CPU of every replica, of a request of 1; replicas that are not ready.
    var cpu = 0.5
    var out = 0
    var suspected: AnomalyType? = .cpuSpike
    var violation = 0.1
    /// What comes out; nil for suppressed.
    var expected: Remedy?
    var testDescription: String { name }
  }

  private func check(_ healingGuard: some HealingGuard, _ row: Row) {
    var healingGuard = healingGuard
    var seen = HealthScene.healthy(at: 15)
    for index in seen.replicas.indices { seen.replicas[index].cpuUsed = row.cpu }
    for index in 0..<row.out { seen.replicas[7 - index].isReady = false }
    seen.service.readyReplicas -= row.out
    seen.service.violationShare = row.violation
    let action = HealingAction(row.remedy, reason: "test")
    let passed = healingGuard.review(action, against: Alarm(.replica(0), suspected: row.suspected), seen)
    #expect(passed?.remedy == row.expected, "\(row.name)")
  }

  @Test(
    "overload lets nothing take capacity away",
    arguments: [
      Row(name: "restart below the bound", remedy: .restart(replica: 0), expected: .restart(replica: 0)),
      Row(name: "restart above", remedy: .restart(replica: 0), cpu: 0.85),
      Row(name: "rolling restart above", remedy: .rollingRestart, cpu: 0.85),
      Row(name: "drain above", remedy: .drain(node: 0), cpu: 0.85),
      Row(
        name: "a replacement adds first", remedy: .replace(replica: 0), cpu: 0.85,
        expected: .replace(replica: 0)),
      Row(
        name: "scale-out above", remedy: .scaleOut(replicas: 12, seconds: 60), cpu: 0.95,
        expected: .scaleOut(replicas: 12, seconds: 60)),
      Row(
        name: "shedding above", remedy: .shedLoad(share: 0.5, seconds: 60), cpu: 0.95,
        expected: .shedLoad(share: 0.5, seconds: 60)),
    ])
  func overload(row: Row) { check(OverloadGuard(), row) }

  /// Eight ready at 0.71: seven would be at 0.811; at 0.69 they would be at 0.789.
  @Test(
    "surge first where the rest could not carry the load",
    arguments: [
      Row(name: "room", remedy: .restart(replica: 0), cpu: 0.69, expected: .restart(replica: 0)),
      Row(name: "no room", remedy: .restart(replica: 0), cpu: 0.71, expected: .replace(replica: 0)),
      Row(
        name: "one that is not ready takes nothing away", remedy: .restart(replica: 7), cpu: 0.75, out: 1,
        expected: .restart(replica: 7)),
      Row(name: "others pass", remedy: .rollBack, cpu: 0.95, expected: .rollBack),
    ])
  func surge(row: Row) { check(SurgeFirstGuard(), row) }

  /// A quarter of eight is two.
  @Test(
    "at most a quarter is out at once",
    arguments: [
      Row(name: "none out", remedy: .restart(replica: 0), expected: .restart(replica: 0)),
      Row(name: "one out", remedy: .restart(replica: 0), out: 1, expected: .restart(replica: 0)),
      Row(name: "two out", remedy: .restart(replica: 0), out: 2),
      Row(name: "the one that is out", remedy: .restart(replica: 7), out: 2, expected: .restart(replica: 7)),
      Row(name: "roll-back", remedy: .rollBack, out: 4, expected: .rollBack),
    ])
  func share(row: Row) { check(ShareGuard(), row) }

  @Test(
    "a mere suspicion is acted on only where requests suffer",
    arguments: [
      Row(name: "named", remedy: .rollBack, violation: 0, expected: .rollBack),
      Row(name: "open, no harm", remedy: .restart(replica: 0), suspected: nil, violation: 0.01),
      Row(
        name: "open, harm", remedy: .restart(replica: 0), suspected: nil, violation: 0.03,
        expected: .restart(replica: 0)),
    ])
  func harm(row: Row) { check(HarmGuard(), row) }

  private func asked(_ healingGuard: some HealingGuard, _ script: [(time: Double, remedy: Remedy)]) -> [Bool]
  {
    var healingGuard = healingGuard
    return script.map { time, remedy in
      var seen = HealthScene.healthy(at: time)
      seen.now = time
      let action = HealingAction(remedy, reason: "test")
      guard let passed = healingGuard.review(action, against: Alarm(.service), seen) else { return false }
      healingGuard.note(passed, seen)
      return true
    }
  }

  @Test("after a remedy that ends replicas there is a cool-down of 60 s, but not within one instant")
  func coolDown() {
    let script: [(Double, Remedy)] = [
      (0, .restart(replica: 0)), (0, .restart(replica: 1)), (0, .restart(replica: 1)),
      (30, .replace(replica: 2)),
      (30, .shedLoad(share: 0.5, seconds: 60)), (45, .shedLoad(share: 0.5, seconds: 60)),
      (59, .restart(replica: 3)), (60, .restart(replica: 3)),
    ]
    #expect(asked(CoolDownGuard(), script) == [true, true, false, false, true, false, false, true])
  }

  /// Three quarters of eight are six replicas in an hour: five restarts leave one, so no rolling restart fits, and after
  /// an hour the first of them are forgotten.
  @Test("the budget is spent by the replicas that end")
  func budget() {
    var script: [(Double, Remedy)] = (0..<5).map { (Double($0) * 100, .restart(replica: $0)) }
    script += [
      (600, .rollingRestart), (700, .scaleOut(replicas: 9, seconds: 60)), (800, .restart(replica: 5)),
      (900, .restart(replica: 6)), (3600, .restart(replica: 6)),
    ]
    let expected = [true, true, true, true, true, false, true, true, false, true]
    #expect(asked(BudgetGuard(share: 0.75), script) == expected)
  }

  /// Two restarts asked for at once are under way for 45 s.
  @Test("what is under way counts")
  func underWay() {
    let script: [(Double, Remedy)] = [
      (0, .restart(replica: 0)), (0, .restart(replica: 1)), (0, .restart(replica: 2)),
      (30, .replace(replica: 3)),
      (45, .replace(replica: 3)),
    ]
    #expect(asked(ShareGuard(), script) == [true, true, false, false, true])
  }
}
