import Foundation
import TestSupport
import Testing

/// Files of others, whose names and labels would run a command, drive a terminal or leave a folder if they could.
@Suite("Nothing in a file can act")
struct HostileFileTests {
  /// Six hours of a constant load, with the given arms and other keys.
  private static func scenario(arms: [String], _ more: String = "") -> String {
    let list = arms.enumerated().map { index, name in
      "  - {name: \(yaml(name)), policy: \(index == 0 ? "hpa, cpu_utilization: 70" : "static, size: peak")}"
    }
    return """
      format: forescale/scenario/v1
      name: small
      workload: {generator: {kind: constant, rate: 200}, span: 6h}
      service:
        replica: {cpu: 1, memory: 2Gi, start_up: 60s, min: 1, max: 20}
        request: {service_time: 100ms, cpu_time: 10ms}
        objective: {latency_target: 500ms}
      nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
      arms:
      \(list.joined(separator: "\n"))
      \(more)
      """
  }

  /// A text in YAML: JSON's strings are scalars of it.
  private static func yaml(_ text: String) -> String {
    String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
  }

  private func write(_ text: String, _ name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix("std") }
  }

  /// No control character but the newline and the tab, and no file that only a command in a text would have made.
  private func check(_ outcome: Binary.Outcome, _ folder: URL, code: Int32 = 0) throws {
    #expect(outcome.code == code, "\(outcome.errors)")
    for text in [outcome.output, outcome.errors] {
      #expect(
        !text.unicodeScalars.contains {
          $0.value < 0x20 && $0 != "\n" && $0 != "\t" || 0x7F...0x9F ~= $0.value
        })
    }
    #expect(try files(folder).allSatisfy { !$0.hasSuffix("PWNED") })
  }

  /// Commas, quotation marks, backticks, backslashes and bars with marks that Swift counts to them, and a terminal's sequences.
  static let names = [
    "a,\u{301}b`\u{301}touch PWNED`\u{301}\u{1B}[31mred\u{1B}]0;title\u{7}",
    "c\"\u{301}d,e|\u{301}\\\u{301}input{x}$\u{301}&\u{301}%\u{301}#\u{301}<\u{301}\r\u{1B}[2Kfake  0.00\nEND",
  ]

  @Test("arms of hostile names: run, plot, report in three forms, export and dump")
  func arms() throws {
    let folder = try Binary.scratch()
    try write(Self.scenario(arms: Self.names), "s.yaml", in: folder)
    // a temporary folder may have any name
    let temporary = folder.appendingPathComponent("x';touch PWNED;'")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
    let run = try Binary.run(
      ["run", "s.yaml", "--out", "r.sqlite"], in: folder, environment: ["TMPDIR": temporary.path])
    try check(run, folder)
    // header, units, rule and a row an arm
    let table = run.output.components(separatedBy: "\n\n")[1].split(separator: "\n")
    #expect(
      table.count == 5
        && table[3].hasPrefix("a,\u{301}b`\u{301}touch PWNED`\u{301}\\u001b[31mred\\u001b]0;title\\u0007"))
    #expect(try files(folder).contains("plots/r/cost-and-violation.png"))
    for arguments in [
      ["plot", "r.sqlite", "--plots", "p", "--style", "dark"], ["report", "r.sqlite", "--out", "x.html"],
      ["report", "r.sqlite", "--latex", "--out", "x.tex"],
      ["report", "r.sqlite", "--markdown", "--out", "x.md"],
      ["results", "export", "r.sqlite", "--csv", "csv"], ["dump", "r.sqlite"],
    ] { try check(try Binary.run(arguments, in: folder), folder) }
    let text = { (name: String) in
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    #expect(try text("x.html").contains("c&quot;\u{301}d,e|\u{301}"))
    let latex = try text("x.tex")
    for sign in [
      "\\textbackslash{}\u{301}input\\{x\\}", "\\$\u{301}", "\\&\u{301}", "\\%\u{301}", "\\#\u{301}",
    ] {
      #expect(latex.unicodeScalars.contains(sign.unicodeScalars), "\(sign)")
    }
    #expect(try text("x.md").unicodeScalars.contains("|\u{301}".unicodeScalars))
    let rows = try text("x.md").unicodeScalars.split(separator: "\n").map(String.init).filter {
      $0.unicodeScalars.starts(with: "| c\"".unicodeScalars)
    }
    #expect(!rows.isEmpty && rows.allSatisfy { $0.unicodeScalars.contains("\\|\u{301}".unicodeScalars) })
    #expect(try text("csv/run.csv").unicodeScalars.contains("\"\"\u{301}d,e|\u{301}".unicodeScalars))
  }

  @Test(
    "labels of traces are drawn as they are",
    arguments: [
      (
        "p.json",
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"x`\#u{301} 2>/dev/null; touch PWNED; `\#u{301}"},"values":["#
          + (1...60).map { "[\($0 * 60), \"\($0 % 7)\"]" }.joined(separator: ", ") + "]}]}}"
      ),
      (
        "t.csv",
        "time,x`\u{301} 2>/dev/null; touch PWNED; `\u{301}\n"
          + (1...60).map { "\($0 * 60),\($0 % 7)\n" }.joined()
      ),
    ])
  func labels(name: String, content: String) throws {
    let folder = try Binary.scratch()
    try write(content, name, in: folder)
    try check(try Binary.run(["trace", "inspect", name, "--chart", "c"], in: folder), folder)
    let chart = try #require(try files(folder).first { $0.hasSuffix(".svg") })
    let svg = try String(contentsOf: folder.appendingPathComponent(chart), encoding: .utf8)
    #expect(svg.unicodeScalars.contains("x`\u{301} 2>/dev/null; touch PWNED; `\u{301}".unicodeScalars))
  }

  @Test("a name or a path that holds a line end forges no line of what is printed")
  func lines() throws {
    let folder = try Binary.scratch()
    try write(Self.scenario(arms: ["a"]), "s.yaml", in: folder)
    try write(
      "format: forescale/experiment/v1\nname: \"x\\nkubectl apply -f evil\"\nscenario: s.yaml\nseeds: 2\n",
      "e.yaml",
      in: folder)
    let file = "a\nforged\u{1B}[2J.csv"
    for (command, code) in [
      (["sweep", "e.yaml", "--out", "w.sqlite", "--kubernetes", "img"], 0),
      (["sweep", "e.yaml", "--out", "w.sqlite", "--slurm"], 0),
      (["sweep", "e.yaml", "--out", "w.sqlite"], 0),
      (["results", "merge", "m.sqlite", "w.sqlite"], 0), (["results", "provenance", "w.sqlite"], 0),
      (["trace", "inspect", file], 2), (["dump", file], 2), (["run", file], 2), (["sweep", file], 2),
      (["backtest", file, "m.csv"], 2), (["inspect", file], 2),
      (["report", "w.sqlite", "--out", file + "/x/y"], 2),
    ] as [([String], Int32)] {
      if command[0] == "report" { try write("", file, in: folder) }
      let outcome = try Binary.run(command, in: folder)
      try check(outcome, folder, code: code)
      for text in [outcome.output, outcome.errors] {
        let forged = text.split(separator: "\n").filter {
          $0.hasPrefix("kubectl apply -f evil") || $0.hasPrefix("forged")
        }
        #expect(forged.isEmpty, "\(command): \(text)")
      }
    }
    let inspected = try Binary.run(["trace", "inspect", "b\u{1B}[2J.csv"], in: folder)
    #expect(inspected.errors.contains("b\\u001b[2J.csv"), "\(inspected.errors)")
  }

  @Test("an experiment's name and its file's name stay words of the job scripts")
  func jobs() throws {
    let folder = try Binary.scratch()
    let file = "e'\u{301}$(touch PWNED)'\u{301}.yaml"
    try write(Self.scenario(arms: ["a"]), "s.yaml", in: folder)
    try write(
      "format: forescale/experiment/v1\nname: \"x\\ntouch PWNED\\n#\"\nscenario: s.yaml\nseeds: 2\n", file,
      in: folder)
    try check(try Binary.run(["sweep", file, "--out", "w.sqlite", "--slurm"], in: folder), folder)
    let share = try Binary.run(
      ["w.shards/shards.sbatch"], of: URL(fileURLWithPath: "/bin/sh"), in: folder,
      environment: ["SLURM_ARRAY_TASK_ID": "1"])
    try check(share, folder)
    #expect(try files(folder).contains("w.shards/shard-1.sqlite"))
    try check(
      try Binary.run(["sweep", file, "--out", "w.sqlite", "--kubernetes", "img"], in: folder), folder)
    let blank = try Binary.run(["sweep", file, "--out", "a b.sqlite", "--slurm"], in: folder)
    #expect(blank.code == 2 && blank.errors.contains("has signs that Slurm cannot take in a file's name"))
  }

  struct Told: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var scenario: String
    var arguments = ["run", "s.yaml", "--out", "r.sqlite"]
    var code: Int32 = 2
    /// What stands in the sentence.
    var shown: String
  }

  @Test(
    "what a terminal would obey is told without its control characters",
    arguments: [
      Told(
        testDescription: "a key", scenario: scenario(arms: ["a"], "\"\\e[31mred\": 1"),
        shown: "\\u001b[31mred"),
      Told(
        testDescription: "a value",
        scenario: scenario(arms: ["a"]).replacing("policy: hpa", with: "policy: \"\\e]0;title\\a\""),
        shown: "\\u001b]0;title\\u0007"),
      Told(
        testDescription: "a word of the command line", scenario: "", arguments: ["\u{1B}[31mrun"],
        shown: "\\u001b[31mrun"),
      Told(
        testDescription: "an option", scenario: "", arguments: ["run", "s.yaml", "--\u{1B}[31m"],
        shown: "\\u001b[31m"),
      Told(
        testDescription: "what a program answered",
        scenario: scenario(arms: ["a"]).replacing(
          "policy: hpa, cpu_utilization: 70", with: "policy: external, command: [sh, policy.sh]"), code: 3,
        shown: "hello \\u001b[31mworld"),
    ])
  func terminal(the: Told) throws {
    let folder = try Binary.scratch()
    try write(the.scenario, "s.yaml", in: folder)
    try write(
      """
      read hello
      echo '{"type":"ready","protocol":"forescale/policy/v1"}'
      read observation
      printf 'hello \\033[31mworld\\n'
      read end
      """, "policy.sh", in: folder)
    let outcome = try Binary.run(the.arguments, in: folder)
    try check(outcome, folder, code: the.code)
    #expect(outcome.errors.contains(the.shown), "\(outcome.errors)")
  }

  struct Machine: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// What stands for gnuplot; REAL is the real one.
    var script: String
    var endings: Set<String>
    var sentence: String
  }

  @Test(
    "without gnuplot, or without its cairo terminals, results stay, what can be drawn is drawn, and no file is empty",
    arguments: [
      Machine(
        testDescription: "no gnuplot", script: "echo 'gnuplot: not found' >&2; exit 127",
        endings: ["gp", "csv"],
        sentence:
          "forescale: no chart was drawn: gnuplot cannot be run (gnuplot: not found); the results are kept, and 'forescale plot r.sqlite' draws them later"
      ),
      Machine(
        testDescription: "no cairo",
        script: "case \"$*\" in *GPVAL*) echo ' dumb svg ' >&2;; *) exec REAL \"$@\";; esac",
        endings: ["gp", "csv", "svg"],
        sentence:
          "forescale: PDF and PNG were not drawn, since this gnuplot lacks the terminals pdfcairo and pngcairo (gnuplot's cairo terminals); the results are kept, and 'forescale plot r.sqlite' draws them later"
      ),
      Machine(
        testDescription: "a gnuplot that draws nothing",
        script: "case \"$*\" in *GPVAL*) exec REAL \"$@\";; *) echo 'no font' >&2; exit 1;; esac",
        endings: ["gp", "csv"], sentence: "not drawn: cost-and-violation (gnuplot did not draw it: no font), "
      ),
    ])
  func machines(the: Machine) throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let real = path.split(separator: ":").map { "\($0)/gnuplot" }.first(
      where: FileManager.default.isExecutableFile)
    guard let real else { try skip("there is no gnuplot") }
    let folder = try Binary.scratch()
    try write(Self.scenario(arms: ["a", "b"]), "s.yaml", in: folder)
    let programs = folder.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: false)
    try write("#!/bin/sh\n" + the.script.replacing("REAL", with: real) + "\n", "bin/gnuplot", in: folder)
    chmod(programs.appendingPathComponent("gnuplot").path, 0o755)
    let outcome = try Binary.run(
      ["run", "s.yaml", "--out", "r.sqlite"], in: folder, environment: ["PATH": programs.path + ":" + path])
    try check(outcome, folder)
    #expect(outcome.errors.contains(the.sentence), "\(outcome.errors)")
    let drawn = try files(folder).filter { $0.hasPrefix("plots/r/") }
    #expect(Set(drawn.map { ($0 as NSString).pathExtension }) == the.endings)
    for file in drawn {
      #expect(try !Data(contentsOf: folder.appendingPathComponent(file)).isEmpty, "\(file)")
    }
    let plot = try Binary.run(
      ["plot", "r.sqlite", "--plots", "p"], in: folder, environment: ["PATH": programs.path + ":" + path])
    #expect(plot.code == (the.endings.contains("svg") ? 0 : 3), "\(plot.errors)")
    let report = try Binary.run(
      ["report", "r.sqlite"], in: folder, environment: ["PATH": programs.path + ":" + path])
    #expect(report.code == 0 && report.errors.contains("the page lacks charts") == (plot.code == 3))
  }
}
