import ClusterSimulation
import Foundation
import InputFiles
import Testing
import Workloads

@testable import Experiments

/// A small scenario that is right; the cases below break one thing each.
private let sound = """
  format: forescale/scenario/v1
  name: small
  workload: {traces: [a.csv], mean_requests_per_second: 100}
  service:
    replica: {cpu: 1, memory: 2Gi, max: 10}
    request: {service_time: 100ms, cpu_time: 10ms}
    objective: {latency_target: 500ms}
  nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
  control: {sync: 15s}
  split: {train: 50%, validation: 25%, test: 25%}
  forecasters:
    - {name: last, kind: persistence}
  arms:
    - {name: stock, policy: hpa, cpu_utilization: 70}
    - {name: ahead, policy: proactive, forecaster: last}
  """

private func issues(_ yaml: String) -> [String] {
  do {
    _ = try Scenario(yaml: yaml, file: "s.yaml")
    return []
  } catch let error as ScenarioError {
    return error.issues
  } catch {
    return ["\(error)"]
  }
}

@Suite struct ScenarioTests {
  @Test func readsValuesUnitsAndDefaults() throws {
    let scenario = try Scenario(yaml: sound, file: "s.yaml")
    #expect(scenario.plant.service.serviceTime == 0.1)
    #expect(scenario.plant.service.memoryRequest == 2_147_483_648)
    #expect(scenario.plant.control.metricLag == 15)
    #expect(scenario.split.train == 0.5)
    #expect(scenario.violationBudget == 0.005)
    #expect(scenario.warmUp == 86_400)
    // metrics 15 s + lag 15 s + sync 15 s + start-up 60 s = 105 s, rounded up to whole minutes
    #expect(scenario.forecasters[0].task.horizon == 120)
    #expect(scenario.arms.map(\.name) == ["stock", "ahead"])
  }

  /// Each row replaces one text of the sound scenario and names the one sentence that has to come.
  @Test(arguments: [
    (
      "forescale/scenario/v1", "other/v9",
      "format: 'other/v9' is not known; this program reads forescale/scenario/v1"
    ),
    (
      "max: 5}", "max: 5, prise_per_hour: 1}",
      "nodes.prise_per_hour: unknown key; did you mean 'price_per_hour'?"
    ),
    (
      "service_time: 100ms", "service_time: 100mb",
      "service.request.service_time: expected a duration such as 500ms, 15s, 10m, 2h or 1d, found '100mb'"
    ),
    (
      "memory: 2Gi", "memory: 2", "service.replica.memory: 2 is out of range; allowed is 1Mi to 1024Ti"
    ),
    ("cpu: 1,", "cpu: nan,", "service.replica.cpu: expected cores such as 2, 0.5 or 500m, found 'nan'"),
    ("cpu: 1,", "cpu: -1,", "service.replica.cpu: -1 is out of range; allowed is 0.001 to 1024"),
    ("train: 50%", "train: 60%", "split.test: train, validation and test have to add up to 100%"),
    (
      "policy: hpa, cpu_utilization: 70", "policy: hpaa, cpu_utilization: 70",
      "arms[0].policy: 'hpaa' is not known; allowed are hpa, proactive, oracle, react-plus, static, knative, keda, autopilot, step-scaling, target-tracking, vpa, predictive-hpa, adaptive-hpa, replica-predictor, experts, scheduled, mpc, do-nothing, noisy-oracle, recorded, external (did you mean 'hpa'?)"
    ),
    (
      "cpu_utilization: 70", "cpu_utilization: 0",
      "arms[0].cpu_utilization: expected a whole number from 1 to 1000, found '0'"
    ),
    (
      "policy: hpa, cpu_utilization: 70", "policy: hpa",
      "arms[0].policy: an hpa arm needs one of cpu_utilization, requests_per_second and manifest"
    ),
    (
      "forecaster: last", "forecaster: lost",
      "arms[1].forecaster: 'lost' is not among the forecasters, which are last (did you mean 'last'?)"
    ),
    (
      "name: ahead", "name: stock", "arms[1].name: 'stock' is taken by an earlier entry; names have to differ"
    ),
    (
      "kind: persistence", "kind: persistent",
      "forecasters[0].kind: 'persistent' is not known; allowed are lstm, lstm-cnn, persistence, seasonal-naive, linear-lags, ridge-lags, boosted-trees, ar, ets, holt-winters, moving-average, decomposable, conformal, experts, external (did you mean 'persistence'?)"
    ),
    (
      "latency_target: 500ms", "latency_target: 200ms",
      "service.objective.latency_target: even an idle replica misses it: with a mean service time of 100ms the target has to be longer"
    ),
    ("traces: [a.csv]", "traces: a.csv", "workload.traces: expected a list of texts, found 'a.csv'"),
    (
      "{sync: 15s}", "{sync: 15s, sync: 20s}", "the key 'sync' is given twice, first in line 9"
    ),
    ("nodes: {cpu: 8,", "nodes: {cpu: 0.5,", "nodes: a replica does not fit an empty node"),
    (
      "nodes: {cpu: 8,",
      "nodes: {pools: [{name: a, cpu: 8, memory: 2Gi, price_per_hour: 1, max: 2, taints: [t]}], cpu: 8,",
      "nodes.cpu: unknown key; allowed are core_quota, cpu_price_per_hour, delay_after_add, expander, memory_gib_price_per_hour, placement, pools, scan, unneeded, utilization_threshold"
    ),
    (
      "service:\n", "service:\n  calls: [{to: back}]\n",
      "service.calls[0].to: 'back' is no service behind this one; there is none"
    ),
    (
      "request: {service_time: 100ms,", "request: {law: hyperexponential, service_time: 100ms,",
      "service.request.variation: a hyperexponential law needs a variation above 100%"
    ),
    ("max: 10}", "max: 1, min: 5}", "service.replica.max: 1 is less than min, which is 5"),
    ("name: small", "nam: small", "name: missing; a text is expected"),
  ])
  func eachMistakeIsOneSentence(text: String, replacement: String, expected: String) {
    let yaml = sound.replacingOccurrences(of: text, with: replacement)
    #expect(yaml != sound)
    #expect(issues(yaml).contains(expected), "found \(issues(yaml))")
  }

  @Test func aNeighbourIsAsDetailedAsTheService() throws {
    let neighbour = """

      neighbours:
        - name: back
          service:
            level: request
            replica: {cpu: 1, memory: 2Gi, max: 5}
            request: {service_time: 100ms, cpu_time: 10ms}
            objective: {latency_target: 500ms}
          arm: {policy: hpa, cpu_utilization: 70}
      """
    #expect(
      issues(sound + neighbour) == [
        "neighbours[0].service.level: has to be fluid like that of the measured service: requests go from one to the other"
      ])
    let without = neighbour.replacingOccurrences(of: "      level: request\n", with: "")
    let yaml = (sound + without).replacingOccurrences(
      of: "service:\n  replica", with: "service:\n  level: request\n  replica")
    #expect(issues(yaml) == [])
    #expect(try Scenario(yaml: yaml, file: "s.yaml").neighbours[0].service.level == .request)
  }

  @Test func allMistakesAreToldAtOnce() {
    let yaml = sound.replacingOccurrences(of: "cpu: 1,", with: "cpu: x,").replacingOccurrences(
      of: "sync: 15s", with: "sink: 15s")
    #expect(issues(yaml).count == 2)
  }

  @Test func emptyAndBrokenFiles() {
    #expect(issues("") == ["the scenario is empty"])
    #expect(issues("a: [")[0].hasPrefix("not valid YAML: "))
    #expect(issues("- 1")[0] == "expected a mapping of keys and values, found a list")
  }

  /// Every key that a workload may have, in whatever it takes to have it.
  static let workloads = [
    "requests: [a.csv.gz]",
    """
    traces: [a.csv]
    format: csv
    columns:
      {time: t, time_unit: s, label: l, key: k, header: true,
       values: [{column: 1, quantity: requests, scale: 2}]}
    series: [a]
    fill: hold
    reconstruction: percentiles
    cores_per_unit: 64
    transforms:
      - scale_to_mean: 100
      - scale: 2
      - shift: {time: -6h, edge: wrap}
      - crop: {from: 1d, to: 8d}
      - repeat: 28d
      - resample: 60s
      - cap: 1000
      - stretch: 2
      - fluctuate: {coefficient_of_variation: 5%, correlation_time: 1m}
      - superpose: {traces: [b.csv], mean_requests_per_second: 5}
    surges:
      - {shape: step, start: 1d, length: 1h, requests_per_second: 50}
      - {shape: ramp, start: 1d, rise: 2m, hold: 20m, fall: 10m, factor: 2, every: 6h, jitter: 20m, count: 3}
      - {shape: exponential, start: 1d, growth: 3m, hold: 1m, decay: 20m, factor: [1.5, 3]}
      - {shape: flash-crowd, start: 1d, unit: 10m, decline: 2, factor: 20}
    """,
    """
    generator:
      kind: sum
      parts:
        - {kind: constant, rate: 5}
        - {kind: counted, of: {kind: markov-modulated, low: 1, high: 9, mean_low: 50m, mean_high: 10m}}
    span: 14d
    """,
    "generator: {kind: constant, rate: 5}\nspan: 14d",
    "generator: {kind: counted, of: {kind: constant, rate: 5}}\nspan: 14d",
    "generator: {kind: markov-modulated, low: 1, high: 9, mean_low: 50m, mean_high: 10m}\nspan: 14d",
    "generator: {kind: markov-modulated, rates: [1, 9, 30], stays: [50m, 10m, 30s]}\nspan: 14d",
    "generator: {kind: seasonal, mean: 50, amplitude: 40%, peak: 14h, week: [], noise: {coefficient_of_variation: 5%, correlation_time: 1h}}\nspan: 14d",
    "generator: {kind: seasonal, mean: 50, day: [1, 2], week: [1, 1, 1, 1, 1, 2, 2]}\nspan: 14d",
    "generator: {kind: self-similar, mean: 50, coefficient_of_variation: 20%, hurst: 0.7, scale: 1m, log_normal: true}\nspan: 14d",
  ]

  private func withWorkload(_ lines: String) -> String {
    let section = lines.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    return sound.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("workload:") ? "workload:\n" + section : String($0) }.joined(separator: "\n")
  }

  private func withHealing(_ kind: HealingSpecification.Kind) -> String {
    sound.replacingOccurrences(
      of: "cpu_utilization: 70}", with: "cpu_utilization: 70, healing: {kind: \(kind.rawValue)}}")
  }

  @Test("a way of healing is a name, or a mapping with the parameters that it has")
  func readsHealing() throws {
    for kind in HealingSpecification.Kind.allCases {
      #expect(
        try Scenario(yaml: withHealing(kind), file: "s.yaml").arms[0].healing == HealingSpecification(kind))
    }
    func healing(_ text: String) -> String {
      sound.replacingOccurrences(of: "cpu_utilization: 70}", with: "cpu_utilization: 70, healing: \(text)}")
    }
    let given = try Scenario(yaml: healing("{kind: rules, error_share: 5%, cool_down: 90s}"), file: "s.yaml")
    #expect(given.arms[0].healing?.thresholds.errorShare == 0.05)
    #expect(given.arms[0].healing?.coolDown == 90)
    #expect(
      try Scenario(yaml: healing("rules"), file: "s.yaml").arms[0].healing == HealingSpecification(.rules))
    let names = HealingSpecification.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    #expect(
      issues(healing("rule")) == [
        "arms[0].healing: 'rule' is not known; allowed are \(names) (did you mean 'rules'?)"
      ])
    #expect(
      issues(healing("{kind: kubernetes, period: 15s}")) == [
        "arms[0].healing.period: unknown key; allowed are kind"
      ])
    #expect(
      issues(healing("{kind: rules, rules_required: 4}")) == [
        "arms[0].healing.rules_required: expected a whole number from 1 to 3, found '4'"
      ])
  }

  @Test("each of them is read", arguments: workloads) func readsWorkload(lines: String) throws {
    let scenario = try Scenario(yaml: withWorkload(lines), file: "s.yaml")
    let json = try scenario.canonicalJSON()
    // as stored, a scenario is read back the same
    #expect(try JSONDecoder().decode(Scenario.self, from: Data(json.utf8)) == scenario)
  }

  @Test(
    "a mistake in a workload is told with its place",
    arguments: [
      (
        "traces: [a]\nrequests: [b]",
        "workload.traces: one of traces, requests and generator is needed, traces and requests are given"
      ),
      ("fill: zero", "workload.traces: one of traces, requests and generator is needed, none is given"),
      (
        "requests: [a]\nmean_requests_per_second: 5",
        "workload.mean_requests_per_second: recorded requests are replayed as they came; this does not go with them"
      ),
      (
        "generator: {kind: constant, rate: 5}",
        "workload.span: missing; a duration such as 500ms, 15s, 10m, 2h or 1d is expected"
      ),
      (
        "traces: [a]\nsurges: [{shape: step, start: 1d}]",
        "workload.surges[0].factor: missing; a number is expected"
      ),
      (
        "traces: [a]\nsurges: [{shape: flash-crowd, start: 1d, unit: 10m, requests_per_second: 5}]",
        "workload.surges[0].shape: the measure is requestsPerSecond; a flash crowd's magnitude is its shock level, so allowed is factor."
      ),
      (
        "traces: [a]\ntransforms: [{scale: 1, cap: 2}]",
        "workload.transforms[0]: one of scale_to_mean, scale, shift, crop, repeat, resample, cap, stretch, fluctuate, superpose is needed"
      ),
      (
        "traces: [a]\nformat: google-2019-usag",
        "workload.format: the trace format 'google-2019-usag' is not known; the nearest name is 'google-2019-usage', all are "
          + TraceFormats.all.map { $0.name }.joined(separator: ", ") + "."
      ),
    ])
  func workloadMistakes(lines: String, sentence: String) {
    let error = #expect(throws: ScenarioError.self) {
      try Scenario(yaml: withWorkload(lines), file: "s.yaml")
    }
    #expect(error?.issues == [sentence])
  }

  @Test("every key that is declared is read, and no other")
  func everyKeyIsRead() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    // what may be left out whole is asked for inside only where it is given
    let shop = try String(
      contentsOf: root.appendingPathComponent("scenarios/shop-requests.yaml"), encoding: .utf8)
    let spot = sound.replacingOccurrences(
      of: "nodes: {cpu: 8,", with: "nodes: {spot: {price_per_hour: 1, mean_life: 8h}, cpu: 8,")
    let cell = sound + "\ncell: {machine_events: [m.csv], task_events: [t.csv], cpu: 64, memory: 256Gi}\n"
    let requests =
      sound + "\ncell: {machine_shapes: [m.csv], task_requests: [t.csv], cpu: 64, memory: 256Gi}\n"
    let asked = IssueList()
    let faults = sound.replacingOccurrences(of: "max: 5}", with: "max: 5, zones: [a, b]}") + "\n"
    let scheduled =
      sound + "\n  - {name: office, policy: scheduled, schedule: [{from: 8h, to: 18h, replicas: 5}]}\n"
    let external = sound.replacingOccurrences(
      of: "kind: persistence", with: "kind: external, command: [python3, forecaster.py]")
    for yaml in [
      sound, spot, shop, cell, requests, faults + ScenarioFaultsTests.everything,
      ForecasterKindTests.everyKind, scheduled, external,
    ]
      + Self.workloads.map(withWorkload) + HealingSpecification.Kind.allCases.map(withHealing)
    {
      _ = try Scenario(yaml: yaml, file: "s.yaml", issues: asked)
    }
    // generators within generators have the same keys again
    let known = Set(asked.keys.map { $0.replacing(/\[[0-9]+\]/, with: "[]") }).filter {
      !$0.contains("generator.of.") && !$0.contains("generator.parts[].")
    }
    func paths(_ keys: [Setting], _ prefix: String) -> Set<String> {
      keys.reduce(into: []) { all, setting in
        all.insert(prefix + setting.key)
        let step: String = if case .table = setting.form { "[]." } else { "." }
        all.formUnion(paths(setting.form.keys, prefix + setting.key + step))
      }
    }
    #expect(paths(Scenario.keys, "").symmetricDifference(known) == [])
  }

  @Test func absentFile() {
    #expect(throws: ScenarioError(file: "no.yaml", issues: ["there is no such scenario file"])) {
      try Scenario(path: "no.yaml")
    }
  }
}
