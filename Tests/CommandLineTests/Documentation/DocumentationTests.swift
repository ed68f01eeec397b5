import Foundation
import TestSupport
import Testing

@Suite("What the documentation says to type")
struct DocumentationTests {
  /// The pages, by their paths below the clone.
  static let pages: [String] = {
    let folders = ["docs", "benchmarks", "traces", "plots", "examples"].flatMap { folder in
      ((try? FileManager.default.subpathsOfDirectory(
        atPath: Binary.root.appendingPathComponent(folder).path)) ?? []).map { "\(folder)/\($0)" }
    }
    return (["README.md", "CONTRIBUTING.md"] + folders).filter { $0.hasSuffix(".md") }.sorted()
  }()

  /// The pages that are read in one go share a folder: the parts of the tutorial.
  static let sittings: [[String]] = {
    let parts = pages.filter { $0.hasPrefix("docs/tutorial/") }
    return [parts] + pages.filter { !parts.contains($0) }.map { [$0] }
  }()

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: Binary.root.appendingPathComponent(page), encoding: .utf8)
  }

  @Test("each command of each page says whether it is run, and those that are end well", arguments: sittings)
  func commandsRun(sitting: [String]) throws { try Self.perform(sitting, withSlow: false) }

  @Test(
    "each slow command of a page ends well",
    arguments: sittings.filter { sitting in
      sitting.contains { page in
        PageBlock.blocks(of: (try? text(page)) ?? "").blocks.contains { $0.marker == .runSlow }
      }
    })
  func slowCommandsRun(sitting: [String]) throws {
    guard ProcessInfo.processInfo.environment["FORESCALE_LONG_TESTS"] == "1" else {
      try skip("slow commands of the pages run where FORESCALE_LONG_TESTS=1")
    }
    try Self.perform(sitting, withSlow: true)
  }

  private static func perform(_ sitting: [String], withSlow: Bool) throws {
    var folder: PageFolder?
    defer { if let folder { try? FileManager.default.removeItem(at: folder.folder) } }
    for page in sitting {
      let (blocks, problems) = PageBlock.blocks(of: try text(page))
      #expect(problems == [], "\(page): \(problems.joined(separator: "\n"))")
      guard blocks.contains(where: { [.run, .runSmall, .runSlow].contains($0.marker) }) else { continue }
      var laid = try folder ?? PageFolder()
      folder = laid
      for block in blocks {
        let problems = try laid.perform(block, withSlow: withSlow)
        #expect(problems == [], "\(page): \(problems.joined(separator: "\n"))")
        guard problems.isEmpty else { return }
      }
    }
  }

  @Test("the tutorial shows no output that was not compared")
  func tutorialIsCompared() throws {
    let parts = Self.pages.filter { $0.hasPrefix("docs/tutorial/") }
    #expect(parts.count == 5, "an overview and four parts")
    for part in parts {
      for block in PageBlock.blocks(of: try Self.text(part)).blocks where block.marker == nil {
        Issue.record("\(part), line \(block.line): a block without a marker")
      }
    }
  }

  @Test("every `forescale …` within a sentence is a command that exists, with options that it has")
  func inlineCommands() throws {
    let known = try CommandTree.read()
    for page in Self.pages {
      for match in try Self.text(page).matches(of: /`(?:\.\/)?forescale ([a-z][^`]*)`/) {
        #expect(known.problem(with: String(match.1)) == nil, "\(page): \(match.0)")
      }
    }
    // the check can fail
    #expect(known.problem(with: "rum x.yaml") == "no command 'rum'")
    #expect(known.problem(with: "run x.yaml --ot y") == "no option --ot")
    #expect(known.problem(with: "results merge a b") == nil)
  }

  @Test(
    "what is not marked, not said why, or not fenced is found",
    arguments: [
      (
        "```sh\nls\n```\n", "line 1: a command needs <!-- run --> or <!-- not run: reason --> above its fence"
      ),
      ("<!-- not run: no -->\n```sh\nls\n```\n", "line 2: say why it is not run"),
      ("```\nforescale run\n```\n", "line 1: a command stands in a fence that is not marked sh"),
      ("Text\n\n    ./forescale run\n", "line 3: a command stands in a block without a fence marked sh"),
      ("```sh\n", "line 1: the fence is never closed"),
    ])
  func problems(page: String, problem: String) {
    #expect(PageBlock.blocks(of: page).problems == [problem])
  }

  @Test("a command that fails, and a line that was not printed, are told")
  func failures() throws {
    var folder = try PageFolder()
    defer { try? FileManager.default.removeItem(at: folder.folder) }
    func block(_ text: String, _ marker: PageBlock.Marker) -> PageBlock {
      PageBlock(line: 7, language: "sh", text: text, marker: marker)
    }
    #expect(
      try folder.perform(block("forescale run no.yaml\n", .run))[0].hasPrefix(
        "line 7: exit code 2: forescale: "))
    #expect(try folder.perform(block("echo a  b c; echo d\n", .run)) == [])
    #expect(try folder.perform(block("a b c\na … c\nd\n", .output)) == [])
    #expect(try folder.perform(block("a … d\nd\n", .output)) == ["line 7: not printed: a … d"])
    #expect(PageFolder.missing("x 10.0 −5 %", in: "x 10.4 -5.1 %\n") == [])
    #expect(PageFolder.missing("x 10.0 −5 %", in: "x 10.6 −5 %\n") == ["x 10.0 −5 %"])
  }
}
