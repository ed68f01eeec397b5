import Experiments
import Foundation
import Testing

@testable import Reporting

import FoundationXML

@Suite("The gate's documents")
struct GateDocumentTests {
  /// One figure that passes, one that fails, and one left out.
  private func verdict() throws -> GateVerdict {
    func run(_ exact: Double) -> GateRun {
      GateRun(
        seed: 1,
        figures: [("exact", exact), ("rmse", 1.5)].map {
          GateFigure(data: "synthetic", model: "a<b", metric: $0, value: $1)
        })
    }
    let record = try GateBaselines.Record([run(0.75), run(0.75), run(0.75)], reason: "a test")
    return GateVerdict(
      run(0.5), against: record,
      omissions: [GateOmission(data: "crane", reason: "\"50 %\" is\nnot there")])
  }

  @Test("JUnit XML can be read, with a failure and a skipped case")
  func junit() throws {
    let text = GateDocuments.junit([(seed: 7, verdict: try verdict())])
    let document = try XMLDocument(xmlString: text)
    let suite = try #require(try document.nodes(forXPath: "//testsuite").first as? XMLElement)
    #expect(suite.attribute(forName: "name")?.stringValue == "seed 7")
    #expect(suite.attribute(forName: "tests")?.stringValue == "3")
    #expect(suite.attribute(forName: "failures")?.stringValue == "1")
    let cases = try document.nodes(forXPath: "//testcase").compactMap { $0 as? XMLElement }
    #expect(
      cases.compactMap { $0.attribute(forName: "name")?.stringValue } == [
        "a<b exact", "a<b rmse", "all models",
      ])
    let failure = try #require(try document.nodes(forXPath: "//failure").first as? XMLElement)
    #expect(
      failure.attribute(forName: "message")?.stringValue?.hasPrefix(
        "a<b on synthetic is worse than recorded: exact")
        == true)
    #expect(try document.nodes(forXPath: "//skipped").count == 1)
  }

  @Test("annotations are one line each, with percent signs and line feeds escaped")
  func annotations() throws {
    let lines = GateDocuments.annotations([(seed: 7, verdict: try verdict())])
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix(
        "::error title=forescale gate, seed 7::a<b on synthetic is worse than recorded: exact"))
    #expect(
      lines[1]
        == "::warning title=forescale gate::left out: every model on crane: \"50 %25\" is%0Anot there")
  }

  @Test("the JSON document has every figure with its baseline")
  func json() throws {
    let text = try GateDocuments.json([(seed: 7, verdict: try verdict())])
    let seeds = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    let figures = try #require(seeds[0]["figures"] as? [[String: Any]])
    #expect(seeds[0]["passes"] as? Bool == false)
    #expect(figures.map { $0["baseline"] as? Double } == [0.75, 1.5])
    #expect(figures.map { $0["failure"] == nil } == [false, true])
  }
}
