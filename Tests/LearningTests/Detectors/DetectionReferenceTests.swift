import Foundation
import Testing

@testable import Learning

/// VUS, range-based precision and recall and the NAB score beside the published code, on series that
/// `make_detection_reference.py` makes by the same formula.
@Suite("Scores of detectors beside the published code")
struct DetectionReferenceTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      struct Volume: Decodable { var window: Int, pr: Double, roc: Double }
      struct Ranged: Decodable { var bias: String, cardinality: String, precision: Double, recall: Double }
      var seed: UInt32
      var count: Int
      var ranges: [[Int]]
      var vus: [Volume]
      var ranged: [Ranged]

      var labels: [Bool] {
        (0..<count).map { index in ranges.contains { ($0[0]...$0[1]).contains(index) } }
      }
      var scores: [Double] {
        var state = seed
        return labels.map { label in
          state = 1_664_525 &* state &+ 1_013_904_223
          return ((Double(state >> 8) / 0x1p24 + (label ? 0.4 : 0)) * 100).rounded(.toNearestOrEven) / 100
        }
      }
    }
    struct Corpus: Decodable {
      var profile: String, best: Double, threshold: Double, at095: Double, at138: Double
    }
    var cases: [Case]
    var nab: [Corpus]
  }

  static func reference() throws -> Reference {
    let file = try #require(
      Bundle.module.url(forResource: "detection_reference", withExtension: "json", subdirectory: "Reference"))
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  @Test("VUS-PR and VUS-ROC are those of the package vus to 1e-9", arguments: 0..<3)
  func volume(index: Int) throws {
    let given = try Self.reference().cases[index]
    for expected in given.vus {
      let volume = VolumeUnderSurface(scores: given.scores, anomalies: given.labels, window: expected.window)
      #expect(abs(volume.precisionRecall - expected.pr) < 1e-9, "window \(expected.window)")
      #expect(abs(volume.receiverOperating - expected.roc) < 1e-9, "window \(expected.window)")
    }
  }

  @Test("range-based precision and recall are those of the package prts to 1e-9", arguments: 0..<3)
  func ranged(index: Int) throws {
    let given = try Self.reference().cases[index]
    for expected in given.ranged {
      let bias = try #require(RangePrecisionRecall.Bias(rawValue: expected.bias))
      let result = RangePrecisionRecall(
        flags: given.scores.map { $0 >= 0.9 }, anomalies: given.labels, existence: 0.3, recallBias: bias,
        precisionBias: bias, dividesByCount: expected.cardinality == "reciprocal")
      #expect(abs(result.precision - expected.precision) < 1e-9, "\(expected)")
      #expect(abs(result.recall - expected.recall) < 1e-9, "\(expected)")
    }
  }

  @Test("NAB scores are those of NAB's sweeper to 1e-9", arguments: 0..<3)
  func nab(index: Int) throws {
    let reference = try Self.reference()
    let profile = NABFile.Profile.all[index]
    let expected = try #require(reference.nab.first { $0.profile == profile.name })
    let given = reference.cases.filter { $0.ranges.allSatisfy { $0[1] > $0[0] } }
    let files = given.map { NABFile(scores: $0.scores, windows: $0.ranges.map { $0[0]...$0[1] }) }
    for (threshold, raw) in [
      (0.95, expected.at095), (1.38, expected.at138), (expected.threshold, expected.best),
    ] {
      #expect(
        abs(files.reduce(0) { $0 + $1.score(profile, threshold: threshold) } - raw) < 1e-9, "\(threshold)")
    }
    let best = NABFile.score(files, profile)
    #expect(best.threshold == expected.threshold)
    #expect(abs(best.score - NABFile.score(files, profile, threshold: expected.threshold).score) < 1e-9)
  }

  @Test("delays count from the start of each anomaly")
  func delays() {
    let flags = [false, true, false, false, true, true, false]
    // 2...5 is first flagged at 4, 6...6 never, 1...1 at once
    #expect(detectionDelays(flags, anomalies: [1...1, 2...5, 6...6]) == [0, 2, nil])
    #expect(anomalyRanges(flags) == [1...1, 4...5])
  }

  @Test("the three controls score as controls must")
  func controls() throws {
    let given = try Self.reference().cases[0]
    let share = Double(given.labels.count { $0 }) / Double(given.count)
    let constant = VolumeUnderSurface(
      scores: [Double](repeating: 0.5, count: given.count), anomalies: given.labels, window: 0)
    // everything flagged at the one threshold: precision is the share of anomalies
    #expect(abs(constant.precisionRecall - share) < 1e-9)
    let perfect = VolumeUnderSurface(
      scores: given.labels.map { $0 ? 1 : 0 }, anomalies: given.labels, window: 0)
    #expect(perfect.precisionRecall > 0.99)
  }
}
