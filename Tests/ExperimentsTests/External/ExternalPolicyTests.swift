import Autoscaling
import Foundation
import Learning
import Synchronization
import TestSupport
import Testing

@testable import Experiments

/// Three hours with one external arm, or whatever the lines say.
private func scenario(_ lines: String) -> String {
  """
  format: forescale/scenario/v1
  name: external
  workload:
    generator: {kind: seasonal, mean: 300, amplitude: 50%, peak: 2h, noise: {coefficient_of_variation: 10%, correlation_time: 10m}}
    span: 3h
  service:
    replica: {cpu: 1, memory: 2Gi, max: 30}
    request: {service_time: 100ms, cpu_time: 10ms}
    objective: {latency_target: 500ms}
  nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
  warm_up: 0s
  \(lines)
  """
}

/// A folder with a shell script that plays the process.
private func folder(_ script: String) throws -> String {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("forescale-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  try Data(script.utf8).write(to: folder.appendingPathComponent("agent.sh"))
  return folder.path
}

private func run(_ lines: String, in folder: String) throws -> ScenarioOutcome {
  var runner = ScenarioRunner(
    try Scenario(yaml: scenario(lines), file: folder + "/s.yaml"), traces: [], threads: 2)
  runner.folder = folder
  return try runner.run()
}

private let arm =
  "arms: [{name: mine, policy: external, command: [sh, agent.sh], timeout: 2s, start_timeout: 20s}]"
private let ready = #"read hello; echo '{"type":"ready","protocol":"forescale/policy/v1"}'; read first; "#

@Suite("Policies that are processes")
struct ExternalPolicyTests {
  @Test("a process decides, writes what it likes to standard error, and is gone afterwards")
  func decides() throws {
    // more on standard error than a pipe holds, before the first answer
    let folder = try folder(
      """
      echo $$ >> pids
      \(ready)
      i=0; while [ $i -lt 2000 ]; do echo "a line of some forty characters or a few more $i" >&2; i=$((i+1)); done
      echo '{"type":"decision","replicas":4}'
      while read line; do
        case "$line" in *'"type":"end"'*) echo "$line" >> ends; exit 0;; esac
        echo '{"type":"decision","replicas":7,"signal":1.5}'
      done
      """)
    let outcome = try run(arm.replacingOccurrences(of: "2s,", with: "20s,"), in: folder)
    #expect(Set(outcome.runs[0].timeline.map(\.desired)) == [7])
    #expect(outcome.runs[0].decisions.last?.rule == "external process")
    #expect(outcome.runs[0].decisions.last?.signal == 1.5)
    // the arm and its A/A twin; each was told the end, and neither is left, not even as a zombie
    let pids = try String(contentsOfFile: folder + "/pids", encoding: .utf8).split(separator: "\n")
    #expect(pids.count == 2)
    for pid in pids { #expect(kill(try #require(pid_t(pid)), 0) == -1 && errno == ESRCH) }
    #expect(
      try String(contentsOfFile: folder + "/ends", encoding: .utf8)
        == "{\"type\":\"end\"}\n{\"type\":\"end\"}\n")
    // its file is an input of the result
    #expect(outcome.runs[0].inputs.map(\.name) == ["agent.sh"])
  }

  @Test(
    "whatever goes wrong with it is one sentence",
    arguments: [
      (
        ready + "echo oops >&2; exit 3",
        "ended with exit status 3 before it answered; the last line of its standard error: oops"
      ),
      (
        ready + "exit 0",
        "ended with exit status 0 before it answered; it wrote nothing to its standard error"
      ),
      (
        ready + "kill -9 $$",
        "was ended by signal 9 before it answered; it wrote nothing to its standard error"
      ),
      (
        ready + "exec >&-; sleep 5",
        "closed its standard output before it answered; it wrote nothing to its standard error"
      ),
      (
        ready + "echo still thinking >&2; sleep 5",
        "gave no answer within 2s; the last line of its standard error: still thinking"
      ),
      (
        ready + "echo hm; sleep 5",
        #"answered hm; expected is a line such as {"type":"decision","replicas":3}"#
      ),
      (
        ready + "echo; sleep 5",
        #"answered an empty line; expected is a line such as {"type":"decision","replicas":3}"#
      ),
      (
        ready + #"echo '{"type":"decision","replicas":-1}'; sleep 5"#,
        #"answered {"type":"decision","replicas":-1}; expected is a line such as {"type":"decision","replicas":3}"#
      ),
      (
        ready + #"echo '{"type":"decision","replicas":2.5}'; sleep 5"#,
        #"answered {"type":"decision","replicas":2.5}; expected is a line such as {"type":"decision","replicas":3}"#
      ),
      (
        ready + #"printf '{"type":"decision","replicas":3}\n{"type":"decision","replicas":3}\n'; sleep 5"#,
        "answered more than one line to one message"
      ),
      (
        #"read hello; echo '{"type":"ready","protocol":"forescale/policy/v9"}'; sleep 5"#,
        "speaks forescale/policy/v9; this program speaks forescale/policy/v1"
      ),
      (
        "exit 7", "ended with exit status 7 before it answered; it wrote nothing to its standard error"
      ),
    ])
  func failures(script: String, sentence: String) throws {
    let folder = try folder(script)
    let error = #expect(throws: ProcessError.self) { try run(arm, in: folder) }
    #expect(error?.description == "arm mine: 'sh agent.sh' " + sentence)
  }

  @Test("a failed process ends its own run and no other") func othersGoOn() throws {
    let folder = try folder(ready + "exit 3")
    let finished = Mutex([String]())
    var runner = ScenarioRunner(
      try Scenario(
        yaml: scenario(
          "arms:\n  - {name: stock, policy: hpa, cpu_utilization: 70}\n"
            + "  - {name: mine, policy: external, command: [sh, agent.sh]}\n"
            + "  - {name: react, policy: react-plus}"), file: "s.yaml"), traces: [])
    runner.folder = folder
    runner.finished = { run in finished.withLock { $0.append(run.arm) } }
    #expect(throws: ProcessError.self) { try runner.run() }
    #expect(finished.withLock { $0 } == ["stock", "react"])
  }

  @Test("a program that is not there is told before anything runs") func noProgram() throws {
    let error = #expect(throws: ProcessError.self) {
      try run(
        "arms: [{name: mine, policy: external, command: [no-such-program]}]", in: NSTemporaryDirectory())
    }
    #expect(
      error?.description
        == "arm mine: 'no-such-program' is no program, neither in PATH nor as a file of the scenario's folder"
    )
  }

  @Test("the example in plain Python decides, the same twice, and with the pods if it asks for them")
  func pythonPolicy() throws {
    let python = try Python.with("json")
    let folder = root.appendingPathComponent("examples/python").path
    let arm = "arms: [{name: mine, policy: external, command: [\(python), policy.py, --headroom, '1.2']}]"
    let one = try run(arm, in: folder)
    let two = try run(arm, in: folder)
    #expect(one.runs[0].timeline == two.runs[0].timeline && one.runs[0].metrics == two.runs[0].metrics)
    #expect(one.checks[0].holds, "\(one.checks[0].detail)")
    #expect(Set(one.runs[0].timeline.map(\.desired)).count > 1)
  }

  @Test("an external forecaster is trained, judged and followed; its failure is one sentence")
  func forecaster() throws {
    let lines = """
      forecasters:
        - {name: twice, kind: external, command: [sh, agent.sh], input_length: 1, timeout: 20s}
      arms:
        - {name: ahead, policy: proactive, forecaster: twice, stabilization: 0s}
        - {name: react, policy: react-plus, stabilization: 0s}
      """
    let hello =
      #"read hello; echo "$hello" > hello; echo '{"type":"ready","protocol":"forescale/forecaster/v1"}'; "#
    let constant = try folder(
      hello + #"while read line; do echo '{"type":"forecast","value":1000,"quantiles":[]}'; done"#)
    let outcome = try run(lines, in: constant)
    #expect(outcome.models[0].forecasts.allSatisfy { $0.value == 1000 })
    // 1000 requests a second all the while, once two minutes were seen
    let desired = outcome.runs.map { $0.timeline.last?.desired ?? 0 }
    #expect(desired[0] >= 11 && desired[1] < 8)
    let told =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: constant + "/hello"))) as? [String: Any]
    // half of 180 minutes, rounded to ten minutes, and a quarter
    #expect((told?["training"] as? [Double])?.count == 90 && (told?["validation"] as? [Double])?.count == 45)
    #expect(told?["target"] as? String == "maximum-over-horizon" && told?["horizon"] as? Double == 120)

    let broken = try folder(hello + "read line; echo no more >&2; exit 1")
    let error = #expect(throws: ProcessError.self) { try run(lines, in: broken) }
    #expect(
      error?.description
        == "forecaster twice: 'sh agent.sh' ended with exit status 1 before it answered; the last line of its standard error: no more"
    )
  }

  @Test("the example that trains scikit-learn forecasts better than the newest value")
  func sklearn() throws {
    let python = try Python.with("sklearn", "numpy")
    let lines = """
      forecasters:
        - {name: boosted, kind: external, command: [\(python), sklearn_forecaster.py], input_length: 20}
      arms:
        - {name: ahead, policy: proactive, forecaster: boosted, quantile: 95%}
      """
    let outcome = try run(lines, in: root.appendingPathComponent("examples/python").path)
    let forecasts = outcome.models[0].forecasts
    #expect(forecasts.count > 20)
    // of 45 forecasts the upper bound of 95 % covers most; 80 % is four standard errors (3.2 %) below
    let covered = forecasts.count { $0.actual <= $0.upper ?? 0 }
    #expect(Double(covered) / Double(forecasts.count) > 0.8)
  }

  @Test("mistakes in the keys are told with their place")
  func keys() {
    func issues(_ lines: String) -> [String] {
      do {
        _ = try Scenario(yaml: scenario(lines), file: "s.yaml")
        return []
      } catch { return (error as? ScenarioError)?.issues ?? ["\(error)"] }
    }
    #expect(
      issues("arms: [{name: mine, policy: external}]") == [
        "arms[0].command: missing; a list of texts is expected"
      ])
    #expect(
      issues("arms: [{name: mine, policy: react-plus, command: [sh]}]") == [
        "arms[0].command: a key of other policies; react-plus has headroom, sizing, stabilization, utilization"
      ])
    #expect(
      issues("arms: [{name: mine, policy: do-nothing, headroom: 2}]") == [
        "arms[0].headroom: a key of other policies; do-nothing has none of its own"
      ])
    #expect(
      issues("arms: [{name: mine, policy: experts, members: [other]}]") == [
        "arms[0].members: an experts arm needs two or more members or forecasters",
        "arms[0].members[0]: 'other' is not among the arms",
      ])
    #expect(
      issues(
        "arms: [{name: o, policy: oracle}, {name: r, policy: react-plus}, {name: e, policy: experts, members: [r, o]}]"
      )
        == [
          "arms[2].members[1]: 'o' (oracle) cannot be a member: members decide by themselves, from metrics or forecasts"
        ])
    #expect(
      issues("arms: [{name: plan, policy: mpc, forecasters: [x]}]") == [
        "arms[0].forecasters[0]: 'x' is no forecaster; there is none"
      ])
    #expect(
      issues("arms: [{name: s, policy: scheduled, schedule: [{from: 8h, replicas: 2}]}]") == [
        "arms[0].schedule[0].to: missing; a duration such as 500ms, 15s, 10m, 2h or 1d is expected"
      ])
    #expect(
      issues("arms: [{name: n, policy: do-nothing, tune: true}]") == [
        "arms[0].tune: a do-nothing arm has no knob to tune"
      ])
    #expect(
      issues(
        "forecasters: [{name: f, kind: persistence, command: [sh]}]\narms: [{name: r, policy: react-plus}]")
        == [
          "forecasters[0].command: unknown key; allowed are horizon, kind, name, quantiles, step, target"
        ])
  }
}
