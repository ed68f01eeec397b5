import Foundation
import Testing

@testable import Learning

@Suite("The catalogue of features")
struct FeatureCatalogueTests {
  @Test("At least 220 features in 16 groups, each with a name, a formula and a unit")
  func size() {
    let set = FeatureCatalogue.all(step: 60)
    #expect(set.count >= 220)
    #expect(Set(set.features.map(\.group)) == Set(Feature.Group.allCases))
    for feature in set.features {
      #expect(feature.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(feature.name)")
      #expect(!feature.formula.text.isEmpty && !feature.formula.unit.isEmpty)
    }
  }

  @Test("The presets have 7 + 9 + 4 · 23 = 108 and 18 + 15 = 33 features")
  func presets() {
    let seven = FeatureCatalogue.sevenMetrics(step: 300)
    #expect(seven.count == 108)
    #expect(seven.features.filter { $0.group == .basic }.count == 7)
    #expect(seven.features.filter { $0.group == .calendar }.count == 9)
    for metric in ["cpu_usage", "memory_usage", "requests_per_second", "response_time"] {
      #expect(seven.names.count { $0.hasPrefix(metric + "_") } == 23)
    }
    let all = Set(FeatureCatalogue.all(step: 300).names)
    #expect(seven.names.allSatisfy(all.contains))
    let predictor = FeatureCatalogue.replicaPredictor(step: 15)
    #expect(predictor.count == 33)
    #expect(predictor.features.prefix(18).allSatisfy { $0.group == .basic })
    // five minutes of 15 s
    #expect(predictor.names.contains("cpu_usage_mean_20"))
  }

  @Test("docs/features.md holds the catalogue as it is")
  func page() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let url = root.appendingPathComponent("docs/features.md")
    let page = try String(contentsOf: url, encoding: .utf8)
    let begin = try #require(page.range(of: "<!-- catalogue begins -->\n\n"))
    let end = try #require(page.range(of: "<!-- catalogue ends -->"))
    let tables = FeatureCatalogue.tables
    if ProcessInfo.processInfo.environment["FORESCALE_WRITE_DOCS"] != nil {
      let written = page[..<begin.upperBound] + tables + page[end.lowerBound...]
      try String(written).write(to: url, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      page[begin.upperBound..<end.lowerBound] == tables,
      "write it anew: FORESCALE_WRITE_DOCS=1 swift test --filter FeatureCatalogueTests")
    let count = FeatureCatalogue.all(step: 60).count
    #expect(page.contains("**\(count) features**"), "the page gives another number than \(count)")
  }
}
