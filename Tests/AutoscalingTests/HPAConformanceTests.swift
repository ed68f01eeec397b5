import Foundation
import TestSupport
import Testing

@testable import Autoscaling

@Suite("The HPA against the real controller's answers")
struct HPAConformanceTests {
  @Test func everyRecordedVector() throws {
    let folder = try SharedData.path("hpa-vectors")
    let report = try HPAConformance.check(folder: folder)
    #expect(report.files.count == 8)
    #expect(report.files.reduce(0) { $0 + $1.passed } == 392)
    for file in report.files {
      for failure in file.failures { Issue.record("\(file.name) \(failure.vector): \(failure.differences)") }
    }
  }

  private func report(_ vectors: String) throws -> HPAConformanceReport {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(vectors.utf8).write(to: folder.appendingPathComponent("a.json"))
    return try HPAConformance.check(folder: folder.path)
  }

  /// A vector with a wrong answer fails, and says where.
  @Test func aWrongAnswerIsFound() throws {
    let report = try report(
      """
      [{"id": "good", "kind": "legacy_limit", "min_replicas": 1, "max_replicas": 9, "current": 3, "desired": 9,
        "expect": {"final": 6, "limited_reason": "ScaleUpLimit"}},
       {"id": "bad", "kind": "legacy_limit", "min_replicas": 1, "max_replicas": 9, "current": 3, "desired": 9,
        "expect": {"final": 7, "limited_reason": "ScaleUpLimit"}}]
      """)
    #expect(!report.holds)
    #expect(report.files[0].passed == 1)
    #expect(report.files[0].failures.map(\.vector) == ["bad"])
    #expect(report.files[0].failures[0].differences == ["expect.final: expected 7, found 6"])
  }

  @Test(arguments: [
    ("{}", "is no JSON list of vectors"), ("[{}]", "is of no known kind"),
    ("[{\"fn\": \"cube\"}]", "has no field"),
    ("[{\"fn\": \"cube\", \"target\": 1}]", "the function 'cube' is not known"),
    ("[", "is no JSON list of vectors"),
    (
      #"[{"min_replicas": 1, "max_replicas": 2, "steps": [{"t_ms": 9223372036854775807, "current": 1, "desired": 1}]}]"#,
      "t_ms is out of range"
    ),
    ("[{\"kind\": \"odd\", \"expect\": {}}]", "the kind 'odd' is not known"),
  ])
  func whatIsNoVectorIsRefused(text: String, sentence: String) {
    do {
      _ = try report(text)
      Issue.record("accepted")
    } catch { #expect("\(error)".contains(sentence)) }
  }
}
