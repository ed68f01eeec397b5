import Autoscaling
import Testing

@Suite("The healing controller")
struct HealingControllerTests {
  /// Alarms by scrape.
  private struct Scripted: AnomalyDetector {
    var script: @Sendable (Double) -> [Alarm]
    mutating func alarms(_ observation: HealthObservation) -> [Alarm] { script(observation.timestamp) }
  }

  private func decisions(
    _ count: Int, guards: [any HealingGuard] = [], _ script: @escaping @Sendable (Double) -> [Alarm]
  ) -> [(time: Double, decision: HealingDecision)] {
    var controller = HealingController(detector: Scripted(script: script), guards: guards)
    return HealthScene(count).observations.map { seen in
      let decision = controller.heal(seen)
      #expect(controller.heal(seen) == HealingDecision(), "the same scrape again asks for nothing")
      return (seen.now, decision)
    }
  }

  private func actions(_ decisions: [(time: Double, decision: HealingDecision)]) -> [String] {
    decisions.flatMap { entry in
      entry.decision.actions.map { "\(Int(entry.time)) \($0.remedy.kind.rawValue), \($0.reason)" }
    }
  }

  /// Scrapes are decided on at 30, 45, … s; a step follows the one before after 120 s.
  @Test("the ladder of a type is climbed while the alarm stays, and ends")
  func ladder() {
    let found = decisions(40) { _ in [Alarm(.replica(3), suspected: .cpuSpike)] }
    #expect(
      actions(found) == [
        "30 restart, cpu_spike, step 1", "150 replace, cpu_spike, step 2",
        "270 moveReplicas, cpu_spike, step 3",
      ])
  }

  /// Gone from 60 s on; the incident closes after 120 s more, so the alarm at 300 s is another.
  @Test("an incident closes when its alarm has been gone for long enough")
  func closes() {
    let short = decisions(30) { $0 < 60 || $0 == 120 ? [Alarm(.replica(3), suspected: .podCrash)] : [] }
    #expect(actions(short) == ["30 replace, pod_crash, step 1"])
    let long = decisions(30) { $0 < 60 || $0 == 300 ? [Alarm(.replica(3), suspected: .podCrash)] : [] }
    #expect(actions(long) == ["30 replace, pod_crash, step 1", "315 replace, pod_crash, step 1"])
  }

  @Test("a type that comes and goes does not start its ladder anew")
  func flapping() {
    let found = decisions(60) {
      [Alarm(.replica(3), suspected: Int($0 / 15).isMultiple(of: 2) ? .deadlock : .containerHang)]
    }
    // the first type stands until another comes twice in a row: three steps, and no more
    #expect(actions(found).count == 3)
  }

  @Test("what guards suppress is told, and tried again")
  func suppressed() {
    struct Closed: HealingGuard {
      var name: String { "closed" }
      mutating func review(
        _ action: HealingAction, against alarm: Alarm, _ observation: HealthObservation
      ) -> HealingAction? { observation.timestamp < 60 ? nil : action }
    }
    let found = decisions(6, guards: [Closed()]) { _ in [Alarm(.service, suspected: .crashLoop)] }
    #expect(found.map(\.decision.suppressed.count) == [1, 1, 1, 0, 0, 0])
    #expect(found[0].decision.suppressed.first?.guardName == "closed")
    #expect(actions(found) == ["75 rollBack, crash_loop, step 1"])
  }

  @Test("alarms of open type get the generic remedy, types without a remedy none")
  func generic() {
    #expect(
      actions(decisions(3) { _ in [Alarm(.replica(2))] }) == ["30 restart, unknown, step 1"])
    #expect(actions(decisions(3) { _ in [Alarm(.service)] }) == [])
    var controller = HealingController(
      detector: Scripted { _ in [Alarm(.service, suspected: .diskFull)] }, plan: RemedyPlan([]))
    #expect(controller.heal(HealthScene.healthy(at: 15)).actions == [])
  }

  /// Moved at 30 s; the node is quiet from then on and, shown as cordoned, gets its replicas back 600 s later.
  @Test("a node that was cleared is opened again when it has been quiet")
  func uncordons() {
    var controller = HealingController(
      detector: Scripted { $0 < 20 ? [Alarm(.node(2), suspected: .memoryPressure)] : [] }, guards: [])
    var found: [(time: Double, decision: HealingDecision)] = []
    for var seen in HealthScene(50).observations {
      seen.nodes[2].isSchedulable = false
      found.append((seen.now, controller.heal(seen)))
    }
    #expect(actions(found) == ["30 moveReplicas, memory_pressure, step 1", "630 uncordon, quiet again"])
  }

  @Test("the standard plan has steps for open types, says each type once, and treats others like open ones")
  func planIsComplete() {
    let types = RemedyPlan.standard.ladders.map(\.type)
    #expect(types.contains(nil) && Set(types).count == types.count)
    #expect(
      RemedyPlan.standard.ladders.allSatisfy { !$0.steps.isEmpty && $0.steps.allSatisfy { !$0.isEmpty } })
    let unknown = AnomalyType(rawValue: "bit_rot")
    #expect(RemedyPlan.standard.steps(for: unknown) == RemedyPlan.standard.steps(for: nil))
    #expect(RemedyPlan.generic.steps(for: .diskFull) == RemedyPlan.standard.steps(for: nil))
    #expect(RemedyPlan([]).steps(for: .diskFull) == [])
  }
}
