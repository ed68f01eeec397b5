import Foundation
import Testing

@testable import Experiments

/// Texts that are refused before they become a tree, and where the sentence points.
@Suite("YAML as it comes from files")
struct YAMLDocumentTests {
  private static func problem(_ text: String) -> (place: YAMLPlace?, sentence: String)? {
    do {
      _ = try YAMLDocument.all(text)
      return nil
    } catch { return (error.place, error.sentence) }
  }

  /// Levels of lists that each name the one before nine times: a kilobyte that stands for 9^levels values.
  static func bomb(levels: Int) -> String {
    "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
      + (1..<levels).map { level in
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
          + "]\n"
      }.joined()
  }

  @Test("Sound texts are read, with as many aliases as they like")
  func sound() throws {
    #expect(try YAMLDocument.all("a: 1\n---\nb: 2\n").count == 2)
    #expect(try YAMLDocument.all("").isEmpty)
    #expect(try YAMLDocument.single("# nothing\n") == nil)
    let shared =
      "a: &a {x: 1, y: [1, 2]}\nb: [" + Array(repeating: "*a", count: 10_000).joined(separator: ",") + "]"
    #expect(try YAMLDocument.single(shared)?.mapping?["b"]?.sequence?.count == 10_000)
  }

  @Test("Nested aliases are counted as what they stand for, wherever they stand")
  func aliases() {
    for text in [Self.bomb(levels: 12), Self.bomb(levels: 12) + "? *a11\n: 1\n"] {
      let problem = Self.problem(text)
      // 9 + 9² + … + 9⁵ < 250,000 < 9⁶: the sixth line is too much
      #expect(problem?.place?.line == 6)
      #expect(
        problem?.sentence
          == "stands for more than 250000 values, the most that YAML may stand for here; an alias counts as all that it stands for"
      )
    }
    #expect(
      Self.problem("a: &a [*a]")?.sentence == "the alias *a stands for nothing: no anchor &a is above it")
  }

  @Test("Mappings and lists within each other have a bound, however they come to be so deep")
  func depth() {
    #expect(
      Self.problem("a: " + String(repeating: "[", count: 99) + String(repeating: "]", count: 99)) == nil)
    let sentence = "more than 100 mappings and lists within each other; that is the most"
    for text in [
      "a: " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
      String(repeating: "- ", count: 5000), String(repeating: "{a: ", count: 5000),
      // sixty levels within sixty
      "a: &a " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60) + "\nb: "
        + String(repeating: "[", count: 60) + "*a" + String(repeating: "]", count: 60),
    ] {
      #expect(Self.problem(text)?.sentence == sentence)
    }
  }

  @Test(
    "Cause, line and column",
    arguments: [
      ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, 3, "the key 'c' is given twice, first in line 3"),
      ("{a: 1, b: 2, 'a': 3}", 1, 14, "the key 'a' is given twice, first in line 1"),
      ("a:\n  b: 1\n\tc: 2\n", 3, 1, "a tab may not indent; use spaces"),
      ("a:\n\tb: 1\n", 2, 1, "a tab may not indent; use spaces"),
      ("a: 1\nb: \"x\n", 3, 1, "not valid YAML: found unexpected end of stream"),
      ("a: \0", 1, 4, "not valid YAML: control characters are not allowed"),
    ])
  func place(_ text: String, _ line: Int, _ column: Int, _ sentence: String) {
    let problem = Self.problem(text)
    #expect(problem?.place == YAMLPlace(line: line, column: column))
    #expect(problem?.sentence.hasPrefix(sentence) == true, "\(problem?.sentence ?? "read")")
  }

  @Test("A mistake is told with the line and column of its key, or of what should hold it")
  func mistakes() throws {
    let yaml = """
      format: forescale/experiment/v1
      name: e
      scenario: s.yaml
      seeds: x
      parameters:
        grid:
          service.replica.max: 3
          nodes.cpu: {from: 1, to: wide, count: 2}
      sceds: 1
      """
    let error = #expect(throws: ScenarioError.self) { try Experiment(yaml: yaml, file: "e.yaml") }
    #expect(
      error?.description == """
        e.yaml, line 4, column 1: seeds: expected how many (1 to 100000) or a list of different whole numbers
        e.yaml, line 7, column 5: parameters.grid.service.replica.max: expected a list of values, or a range with from, to and count
        e.yaml, line 8, column 17: parameters.grid.nodes.cpu.from: '1' and 'wide' are no two numbers of the same unit
        e.yaml, line 9, column 1: sceds: unknown key; did you mean 'seeds'?
        """)
  }

  @Test("At most twenty mistakes are listed, each of at most 300 characters")
  func bounded() throws {
    let yaml =
      "format: forescale/experiment/v1\nname: e\nscenario: s.yaml\n" + String(repeating: "k", count: 1000)
      + ": 1\n"
      + (1...100).map { "unknown\($0): 1\n" }.joined()
    let error = #expect(throws: ScenarioError.self) { try Experiment(yaml: yaml, file: "e.yaml") }
    let lines = try #require(error?.description.split(separator: "\n"))
    #expect(lines.count == 21)
    #expect(lines.allSatisfy { $0.count <= 300 })
    #expect(lines.last == "81 more mistakes are not listed")
    #expect(error?.issues.count == 101)
  }
}
