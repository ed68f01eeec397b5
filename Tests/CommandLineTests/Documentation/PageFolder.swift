import Foundation

/// A fresh folder laid out as a clone, in which the commands of a page run.
struct PageFolder {
  let folder: URL
  private var output = ""

  init() throws {
    folder = try Binary.scratch()
    let files = FileManager.default
    for name in ["traces", "examples", "docs"] {
      try files.copyItem(
        at: Binary.root.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    try layScenarios(small: false)
    // readers of a page have the script of this name, or the command on their path
    try files.createSymbolicLink(
      at: folder.appendingPathComponent("forescale"), withDestinationURL: Binary.path)
  }

  /// Does what the block's marker says, unless it is slow and those are left out; what was wrong, in sentences.
  mutating func perform(_ block: PageBlock, withSlow: Bool = false) throws -> [String] {
    switch block.marker {
    case .file(let name):
      let path = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(block.text.utf8).write(to: path)
    case .run: return try run(block)
    case .runSlow where !withSlow: break
    case .runSmall, .runSlow:
      try layScenarios(small: true)
      defer { try? layScenarios(small: false) }
      return try run(block)
    case .output: return Self.missing(block.text, in: output).map { "line \(block.line): not printed: \($0)" }
    case .notRun, nil: break
    }
    return []
  }

  private mutating func run(_ block: PageBlock) throws -> [String] {
    let outcome = try Binary.run(
      ["-eu", "-c", block.text], of: URL(fileURLWithPath: "/bin/sh"), in: folder,
      environment: [
        "PATH": folder.path + ":" + ProcessInfo.processInfo.environment["PATH", default: "/usr/bin:/bin"],
        "FORESCALE_ROOT": folder.path,
      ])
    output = outcome.output + outcome.errors
    return outcome.code == 0
      ? [] : ["line \(block.line): exit code \(outcome.code): \(outcome.errors.suffix(400))"]
  }

  /// The lines of `expected` that no line of `output` is, word by word; `…` stands for any words. Numbers may differ by a
  /// twentieth, since trained models differ a little between kinds of processor.
  static func missing(_ expected: String, in output: String) -> [String] {
    let printed = output.split(whereSeparator: \.isNewline).map { $0.split(separator: " ") }
    return expected.split(separator: "\n").filter { line in
      let words = line.split(separator: " ")
      return !printed.contains { isSame(words[...], $0[...]) }
    }.map(String.init)
  }

  private static func isSame(_ expected: ArraySlice<Substring>, _ printed: ArraySlice<Substring>) -> Bool {
    guard let first = expected.first else { return printed.isEmpty }
    if first == "…" {
      return (printed.startIndex...printed.endIndex).contains { isSame(expected.dropFirst(), printed[$0...]) }
    }
    guard let word = printed.first, isClose(first, word) else { return false }
    return isSame(expected.dropFirst(), printed.dropFirst())
  }

  private static func isClose(_ a: Substring, _ b: Substring) -> Bool {
    func number(_ word: Substring) -> Double? { Double(word.replacing("−", with: "-")) }
    if let a = number(a), let b = number(b) { return abs(a - b) <= 0.05 * max(abs(a), abs(b)) + 1e-9 }
    return a == b
  }

  private func layScenarios(small: Bool) throws {
    let files = FileManager.default
    let target = folder.appendingPathComponent("scenarios")
    try? files.removeItem(at: target)
    try files.copyItem(at: Binary.root.appendingPathComponent("scenarios"), to: target)
    guard small else { return }
    try Data(Self.trace.utf8).write(to: folder.appendingPathComponent("traces/small.csv"))
    let names = try files.subpathsOfDirectory(atPath: target.path).filter { $0.hasSuffix(".yaml") }
    for name in names {
      let path = target.appendingPathComponent(name)
      var text = try String(contentsOf: path, encoding: .utf8)
      for (from, to) in Self.smaller {
        text = text.replacingOccurrences(of: from, with: to, options: .regularExpression)
      }
      try Data(Self.fewerWorkloads(text).utf8).write(to: path)
    }
  }

  /// Two days of 5-min means of one load.
  private static let trace =
    "timestamp,value\n"
    + (0..<576).map { "\(300 * $0),\(100 + 40 * ($0 * 7919 % 101) / 100)\n" }.joined()

  /// Shorter loads, fewer seeds, nothing tuned, hardly trained: the same keys with smaller values.
  private static let smaller = [
    ("service-month\\.json\\.gz", "small.csv"), ("epochs: [0-9]+", "epochs: 1"),
    ("hidden: [0-9]+", "hidden: 4"),
    (", tune: true", ""), ("span: (14d|4d)", "span: 2d"), ("warm_up: (1d|6h)", "warm_up: 1h"),
    ("seeds: 8", "seeds: 2"), ("start: 255h", "start: 37h"),
    ("mean_requests_per_second: 60\n", "mean_requests_per_second: 4\n"),
    ("violation_budget: \\[.*\\]", "violation_budget: [0.5%]"), ("nodes.min: \\[.*\\]", "nodes.min: [1]"),
    (": \\[15s, 30s, 60s, 120s, 300s\\]", ": [30s, 300s]"), (": \\[5%, 10%, 20%, 40%\\]", ": [5%, 40%]"),
    (": \\[30, 40, .*\\]", ": [50, 70]"), (": \\[2.5, .*\\]", ": [1.4, 1.1]"),
    (": \\[1.6, .*\\]", ": [1.2, 1.0]"),
  ]

  /// The first two of each list of workloads.
  private static func fewerWorkloads(_ text: String) -> String {
    var count = 0
    var keeps = true
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line.hasPrefix("    workloads:") { count = 0 }
      if line.hasPrefix("      - ") {
        count += 1
        keeps = count <= 2
      } else if !line.hasPrefix("        ") {
        keeps = true
      }
      return keeps
    }.joined(separator: "\n")
  }
}
