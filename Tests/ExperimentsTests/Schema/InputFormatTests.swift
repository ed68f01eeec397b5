import Experiments
import Foundation
import InputFiles
import Testing

/// What is written from the declared keys.
@Suite("Formats of input files")
struct InputFormatTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private func all(_ keys: [Setting]) -> [Setting] { keys.flatMap { [$0] + all($0.form.keys) } }

  @Test(
    "the schema in scenarios/ is what the keys say; .ci/declared.py writes it",
    arguments: InputFormat.allCases)
  func schemaIsWritten(format: InputFormat) throws {
    #expect(try text("scenarios/\(format.rawValue).schema.json") == format.schema)
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(format.schema.utf8)) }
  }

  @Test(
    "the table of the page is what the keys say; .ci/declared.py writes it", arguments: InputFormat.allCases)
  func tableIsWritten(format: InputFormat) throws {
    let page = try text(format.page)
    #expect(page.contains("<!-- keys of \(format.rawValue) -->\n\(format.table)<!-- end of keys -->\n"))
  }

  @Test("each key has a name, a meaning and an example that it allows", arguments: InputFormat.allCases)
  func keysAreWhole(format: InputFormat) throws {
    for setting in all(format.keys) {
      #expect(setting.key.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil)
      #expect(setting.summary.hasSuffix("."), "\(setting.key): \(setting.summary)")
      guard let example = setting.example else { continue }
      switch setting.form {
      case .quantity(let unit, let range):
        #expect(range.contains(try #require(unit.parse(example))), "\(setting.key)")
      case .whole(let range), .percent(let range):
        #expect(range.contains(try #require(Int(example))), "\(setting.key)")
      default: break
      }
    }
  }

  @Test("a schema has types, ranges, defaults and what is required")
  func schemaOfAScenario() throws {
    let schema =
      try JSONSerialization.jsonObject(with: Data(InputFormat.scenario.schema.utf8)) as? [String: Any]
    func node(_ path: String...) throws -> [String: Any] {
      var found = try #require(schema)
      for key in path {
        let inside = found["items"] as? [String: Any] ?? found
        found = try #require((inside["properties"] as? [String: [String: Any]])?[key], "\(path)")
      }
      return found
    }
    #expect(schema?["required"] as? [String] == ["name", "workload", "service", "nodes", "arms"])
    let percentile = try node("service", "objective", "percentile")
    #expect(percentile["default"] as? String == "95%")
    #expect(percentile["minimum"] as? Double == 0.5 && percentile["maximum"] as? Double == 0.9999)
    #expect(try node("control", "sync")["default"] as? String == "15s")
    #expect(
      try node("control", "sync")["description"] as? String
        == "Time between decisions. Default 15s. 1s to 1h.")
    #expect(try node("arms", "headroom")["default"] as? Double == 1)
    // policies differ in it: no default for all
    #expect(try node("arms", "stabilization")["default"] == nil)
    let of = try node("workload", "generator", "of")
    #expect(of["$ref"] as? String == "#/properties/workload/properties/generator")
    #expect(InputFormat.allCases.allSatisfy { !$0.schema.contains("\"\"") })
  }

  @Test("keys of several kinds are one list, each with those that have it")
  func merging() {
    let kinds = [
      ("a", [Setting("x", .number(0...5), "How far.", default: 1), Setting("y", .flag, "Whether.")]),
      ("b", [Setting("x", .number(0...5), "How far.", default: 1)]),
      ("c", [Setting("x", .number(2...9), "How deep.", default: 3, isRequired: true)]),
    ]
    let merged = Setting.merged(kinds)
    #expect(merged.map(\.key) == ["x", "y"])
    #expect(merged[0].form == .number(0...9) && merged[0].fallback == nil && !merged[0].isRequired)
    #expect(
      merged[0].sentences
        == "a, b (default 1; 0 to 5): How far. c (needed; default 3; 2 to 9): How deep. 0 to 9.")
    #expect(merged[1].sentences == "a: Whether.")
  }

  @Test("a default is a value of its key's form")
  func defaults() {
    #expect(Setting("a", .duration(0...600), "A.", default: 300).fallback == .number(300))
    #expect(
      Setting("a", .quantities(.number, 0...9), "A.", default: .wholes([1, 2])).fallback == .numbers([1, 2]))
    #expect(Setting("a", .duration(0...600), "A.", default: 300).sentences == "A. Default 5m. 0s to 10m.")
    #expect(Setting("a", .share(0...3), "A.", default: 1).sentences == "A. Default 100%. 0% to 300%.")
    #expect(
      Setting("a", .choice(["b", "c"]), "A.", default: "b").sentences == "A. Default b. One of `b`, `c`.")
  }
}
