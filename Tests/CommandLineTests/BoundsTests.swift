import Foundation
import Testing

/// Inputs that never end, streams that take nothing, signals: one sentence, the right code, within seconds.
@Suite("Nothing hangs, nothing crashes")
struct BoundsTests {
  private static let scenario = """
    format: forescale/scenario/v1
    name: small
    workload: {generator: {kind: constant, rate: 200}, span: 2h}
    service:
      replica: {cpu: 1, memory: 2Gi, start_up: 60s, min: 1, max: 20}
      request: {service_time: 100ms, cpu_time: 10ms}
      objective: {latency_target: 500ms}
    nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
    warm_up: 0s
    arms:
      - {name: stock, policy: hpa, cpu_utilization: 70}
      - {name: flat, policy: static, size: peak}
    """
  private static let experiment = """
    format: forescale/experiment/v1
    name: e
    scenario: s.yaml
    parameters: {grid: {service.replica.max: [10, 20]}}
    """
  private static let manifest = """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: shop}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
      maxReplicas: 10
      metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
    """

  private static func folder(_ files: [String: String] = [:]) throws -> URL {
    let folder = try Binary.scratch()
    let standing = ["s.yaml": scenario, "e.yaml": experiment, "h.yaml": manifest]
    for (name, text) in standing.merging(files, uniquingKeysWith: { $1 }) {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    return folder
  }

  /// What a shell does with the command, which is `$F` there.
  private static func shell(_ script: String, in folder: URL) throws -> Binary.Outcome {
    try Binary.run(
      ["-c", script], of: URL(fileURLWithPath: "/bin/sh"), in: folder, environment: ["F": Binary.path.path])
  }

  /// Every place of the command line, and of files, where an input is named.
  static let doors: [[String]] = [
    ["run", "pipe", "--out", "r.sqlite"], ["run", "t.yaml", "--out", "r.sqlite"],
    ["sweep", "pipe", "--out", "r.sqlite"],
    ["sweep", "n.yaml", "--out", "r.sqlite"], ["tune", "pipe", "--out", "r.sqlite"], ["environment", "pipe"],
    ["train", "pipe", "--forecaster", "x", "--out", "m.model"], ["evaluate", "pipe"],
    ["backtest", "pipe", "m.csv"], ["backtest", "h.yaml", "pipe"], ["trace", "inspect", "pipe"],
    ["trace", "import", "pipe", "--out", "o.fscol"], ["dump", "pipe"], ["report", "pipe"], ["plot", "pipe"],
    ["compare", "pipe", "pipe"], ["results", "export", "pipe", "--csv", "c"],
    ["results", "merge", "a.sqlite", "pipe"],
    ["inspect", "pipe"], ["evaluate", "classifier", "--model", "pipe"],
    ["evaluate", "failure-predictor", "--model", "pipe"],
    ["reproduce", "--protocol", "pipe", "--out", "r.sqlite"],
    ["gate", "--quick", "--baselines", "pipe"], ["bench", "reading", "--file", "pipe"],
    ["trace", "synthesize", "cell", "--recipe", "pipe", "--out", "cell"],
  ]

  @Test("A named pipe that nobody writes into is no input", arguments: doors)
  func pipes(_ words: [String]) throws {
    let folder = try Self.folder([
      "t.yaml": Self.scenario.replacingOccurrences(
        of: "generator: {kind: constant, rate: 200}, span: 2h", with: "traces: [pipe]"),
      "n.yaml": Self.experiment.replacingOccurrences(of: "s.yaml", with: "pipe"),
    ])
    #expect(mkfifo(folder.appendingPathComponent("pipe").path, 0o644) == 0)
    let outcome = try Self.shell("exec timeout 10 \"$F\" \(words.joined(separator: " "))", in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("pipe"))
    #expect(
      outcome.errors.contains("a regular file is needed")
        || outcome.errors.contains("a regular file is expected"))
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("r.sqlite").path))
  }

  @Test("A scenario whose path has one character is read like any other")
  func oneCharacter() throws {
    let folder = try Self.folder([
      "x": Self.scenario, "x.yaml": Self.experiment.replacingOccurrences(of: "s.yaml", with: "x"),
      "e.yaml": Self.experiment.replacingOccurrences(of: "s.yaml", with: "."),
    ])
    let sweep = try Binary.run(["sweep", "x.yaml", "--out", "w.sqlite"], in: folder)
    #expect(sweep.code == 0)
    #expect(sweep.output == "e: 4 runs, 0 of them were there before, 0 failed\n")
    let refused = try Binary.run(["sweep", "e.yaml", "--out", "w.sqlite"], in: folder)
    #expect(refused.code == 2)
    #expect(refused.errors == "forescale: .: is a folder; a regular file is needed\n")
  }

  @Test(
    "Too few open files are a sentence at the start, not a trap in the middle",
    arguments: [4, 6, 10, 16, 24, 40])
  func openFiles(_ limit: Int) throws {
    let folder = try Self.folder()
    let outcome = try Self.shell("ulimit -n \(limit); exec \"$F\" run s.yaml --out r.sqlite", in: folder)
    if limit > 30 { return #expect(outcome.code == 0) }
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("24 files have to be open at once, and \(limit) are allowed"))
    // a limit that may be raised is raised
    let raised = try Self.shell("ulimit -S -n \(limit); exec \"$F\" run s.yaml --out r.sqlite", in: folder)
    #expect(raised.code == 0)
  }

  @Test("Standard output that takes nothing is told in a sentence, and what ran is stored")
  func output() throws {
    let folder = try Self.folder(["dear.yaml": Self.scenario.replacing("0.4", with: "0.8")])
    for (scenario, file) in [("s.yaml", "c.sqlite"), ("dear.yaml", "d.sqlite")] {
      #expect(try Binary.run(["run", scenario, "--out", file], in: folder).code == 0)
    }
    let full = "forescale: standard output cannot be written (No space left on device)\n"
    let closed = "forescale: standard output cannot be written (Bad file descriptor)\n"
    for (script, code, errors) in [
      ("\"$F\" trace formats > /dev/full", 3, full), ("\"$F\" policies >&-", 3, closed),
      ("\"$F\" --help > /dev/full", 3, full), ("\"$F\" --version >&-", 3, closed),
      // whoever reads has enough: no failure
      ("\"$F\" policies | true", 0, ""),
      // a check that failed, and a table that did not arrive
      ("\"$F\" compare c.sqlite d.sqlite > /dev/full", 3, nil),
      ("\"$F\" compare c.sqlite d.sqlite > /dev/null", 1, nil),
      // a report that somebody reads, has read enough of, or that cannot be written
      ("{ \"$F\" report c.sqlite --out /dev/stdout; echo $? > code; } | true; exit $(cat code)", 0, nil),
      ("\"$F\" report c.sqlite --markdown --out /dev/full", 3, nil),
      ("\"$F\" run s.yaml --out /dev/stdout > o.txt", 2, nil),
      ("\"$F\" run s.yaml --out o.txt > o.txt", 2, nil),
      // nothing can be said either
      ("\"$F\" policies >&- 2>&-", 3, ""), ("\"$F\" nonsense 2> /dev/full", 2, ""),
    ] as [(String, Int32, String?)] {
      let outcome = try Self.shell(script, in: folder)
      #expect(outcome.code == code, "\(script)")
      if let errors { #expect(outcome.errors == errors, "\(script)") }
      if code == 3, errors == nil {
        #expect(outcome.errors.contains("cannot be written (No space left"), "\(script)")
      }
    }
    for (script, file) in [
      ("\"$F\" sweep e.yaml --out w.sqlite <&- >&- 2>&-", "w.sqlite"),
      ("\"$F\" sweep e.yaml --out v.sqlite > /dev/full", "v.sqlite"),
    ] {
      #expect(try Self.shell(script, in: folder).code == 3)
      // a descriptor that is closed must not become the database's: words would be written into it
      let again = try Binary.run(["sweep", "e.yaml", "--out", file], in: folder)
      #expect(again.output == "e: 4 runs, 4 of them were there before, 0 failed\n")
    }
  }

  @Test(
    "Signals end a command with 128 + their number and a sentence about what is kept", arguments: [2, 15])
  func signals(_ number: Int) throws {
    let folder = try Self.folder([
      "long.yaml": Self.scenario.replacingOccurrences(of: "span: 2h", with: "span: 360d"),
      "big.csv": "time,collection_id,instance_index,avg_cpu_usage\n"
        + (0..<400_000).map { "\(300_000_000 * ($0 / 40 + 1)),7,\($0 % 40),0.1\n" }.joined(),
    ])
    for (command, sentence) in [
      (
        "run long.yaml --out r.sqlite",
        "interrupted; 0 of 2 arms' runs are stored in r.sqlite, without comparisons"
      ),
      ("train classifier --out c.model", "interrupted; no model is written to c.model"),
      ("trace import big.csv --out o.fscol", "interrupted; o.fscol is not written"),
      ("bench kernel --runs 1000", "interrupted"),
    ] {
      let outcome = try Self.shell(
        // a shell that is not interactive lets what it starts in the background ignore SIGINT
        "exec \(Self.python) -c 'import os, signal, subprocess, sys, time\np = subprocess.Popen(sys.argv[1:], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))\nend = time.time() + 0.7\nwhile time.time() < end and not any(n.endswith(\".part\") for n in os.listdir(\".\")): time.sleep(0.002)\np.send_signal(\(number))\nsys.exit(p.wait())' \"$F\" \(command)",
        in: folder)
      #expect(outcome.code == 128 + Int32(number), "\(command): \(outcome.errors)")
      #expect(outcome.errors.hasSuffix("forescale: \(sentence)\n"), "\(command): \(outcome.errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(!left.contains { $0.hasSuffix(".part") || $0.hasSuffix(".model") })
    }
  }

  private static let python = "python3"

  @Test("A child ends with the command, whatever ends that", arguments: [2, 15, 9])
  func children(_ number: Int) throws {
    let folder = try Self.folder([
      "s.yaml": Self.scenario.replacingOccurrences(
        of: "policy: hpa, cpu_utilization: 70", with: "policy: external, command: [/bin/sh, child.sh]"),
      // it answers nothing, hears of no hang-up, and has a child of its own
      "child.sh": "echo $$ > pid\ntrap '' TERM\nsleep 60 & sleep 61\n",
    ])
    let outcome = try Self.shell(
      "exec \(Self.python) -c 'import os, signal, subprocess, sys, time\np = subprocess.Popen(sys.argv[1:], preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))\nfor _ in range(200):\n  if os.path.exists(\"pid\") and os.path.getsize(\"pid\"): break\n  time.sleep(0.05)\ntime.sleep(0.2)\np.send_signal(\(number))\nprint(p.wait(), end=\" \")\ntime.sleep(0.3)\nstat = \"/proc/%s/stat\" % open(\"pid\").read().strip()\n# a zombie, which nobody has waited for yet, has ended\nprint(os.path.exists(stat) and open(stat).read().rsplit(\")\", 1)[1].split()[0] != \"Z\")' \"$F\" run s.yaml --out r.sqlite",
      in: folder)
    #expect(outcome.output == (number == 9 ? "-9 False\n" : "\(128 + number) False\n"))
  }
}
