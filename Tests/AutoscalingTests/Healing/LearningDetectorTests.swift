import Autoscaling
import Testing

@Suite("Detectors that learn, and k of n")
struct LearningDetectorTests {
  private static let settings: IsolationForestDetector.Settings = {
    var settings = IsolationForestDetector.Settings()
    settings.treeCount = 30
    settings.refitInterval = 400
    return settings
  }()

  /// 120 scrapes of 8 replicas are 960 rows less the first windows, so two fits; then replica 5 is ill.
  private static func scene(_ ill: @escaping (inout ReplicaHealth) -> Void) -> HealthScene {
    HealthScene(140, noise: 0.05) { index, seen in if index >= 120 { ill(&seen.replicas[5]) } }
  }

  @Test("a forest flags the replica that becomes unlike its past, and hardly another")
  func forestFlagsTheOutlier() throws {
    var detector = try IsolationForestDetector(Self.settings)
    var flags: [Alarm.Subject: Int] = [:]
    for seen in Self.scene({ ($0.cpuUsed, $0.p50, $0.p95, $0.connections) = (0.98, 0.4, 1.5, 12) })
      .observations
    {
      for alarm in detector.alarms(seen) { flags[alarm.subject, default: 0] += 1 }
    }
    #expect(detector.fitCount == 2)
    // a forest has no cuts beyond what it was trained on, so that the change stands out more than what comes after it
    #expect(flags[.replica(5)] ?? 0 >= 3, "\(flags)")
    #expect(flags.filter { $0.key != .replica(5) }.values.reduce(0, +) <= 4, "\(flags)")
  }

  @Test("before its first fit, and on a signal that was constant, a forest is blind")
  func forestIsBlind() throws {
    var detector = try IsolationForestDetector(Self.settings)
    let early = HealthScene(40, noise: 0.05) { _, seen in seen.replicas[5].cpuUsed = 5 }
    #expect(early.observations.allSatisfy { detector.alarms($0).isEmpty })
    var constant = try IsolationForestDetector(Self.settings)
    let errors = Self.scene { $0.errorRate = 1 }
    let found = errors.observations.flatMap { constant.alarms($0) }.filter { $0.subject == .replica(5) }
    #expect(found.count <= 2)
  }

  @Test("equal streams give equal alarms, another seed of the trees other scores")
  func forestIsDeterministic() throws {
    func scores(_ seed: UInt64) throws -> [Alarm] {
      var settings = Self.settings
      settings.seed = seed
      var detector = try IsolationForestDetector(settings)
      return Self.scene { $0.cpuUsed = 0.98 }.observations.flatMap { detector.alarms($0) }
    }
    #expect(try scores(1) == scores(1))
    #expect(try scores(1) != scores(2))
  }

  @Test("robust deviation flags the replica that deviates as long as it does, and hardly another")
  func deviationFlagsTheOutlier() {
    var detector = RobustDeviationDetector(threshold: 6)
    var flags: [Alarm.Subject: Int] = [:]
    for seen in Self.scene({ $0.errorRate = 0.5 }).observations {
      for alarm in detector.alarms(seen) { flags[alarm.subject, default: 0] += 1 }
    }
    #expect(flags[.replica(5)] ?? 0 >= 18, "\(flags)")
    #expect(flags.filter { $0.key != .replica(5) }.values.reduce(0, +) <= 3, "\(flags)")
  }

  /// An alarm about the service wherever the pattern has a one.
  private struct Scripted: AnomalyDetector {
    var pattern: [Bool]
    var index = 0

    init(_ text: String) { pattern = text.map { $0 == "1" } }

    mutating func alarms(_ observation: HealthObservation) -> [Alarm] {
      defer { index += 1 }
      return pattern[index] ? [Alarm(.service)] : []
    }
  }

  @Test(
    "an alarm counts after k of the last n scrapes",
    arguments: [
      (1, 1, "0110", "0110"), (2, 3, "0101100110", "0001100010"), (3, 5, "1010100111", "0000100011"),
      (2, 2, "0111011", "0011001"), (3, 3, "110111", "000001"),
    ])
  func persistence(required: Int, window: Int, pattern: String, expected: String) {
    var detector = PersistentDetector(Scripted(pattern), required: required, window: window)
    let scene = HealthScene(pattern.count)
    var found = ""
    for seen in scene.observations {
      let alarms = detector.alarms(seen)
      #expect(alarms == detector.alarms(seen), "the same scrape again changes nothing")
      found += alarms.isEmpty ? "0" : "1"
    }
    #expect(found == expected)
  }

  @Test("of two detectors about one object the first is heard")
  func combined() {
    struct Fixed: AnomalyDetector {
      var fixed: [Alarm]
      mutating func alarms(_ observation: HealthObservation) -> [Alarm] { fixed }
    }
    var both = CombinedDetector(
      Fixed(fixed: [Alarm(.service, suspected: .podCrash)]),
      Fixed(fixed: [Alarm(.service, score: 9), Alarm(.replica(2))]))
    #expect(
      both.alarms(HealthScene.healthy(at: 15)) == [Alarm(.service, suspected: .podCrash), Alarm(.replica(2))])
  }
}
