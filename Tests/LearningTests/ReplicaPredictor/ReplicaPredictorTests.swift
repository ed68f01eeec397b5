import Foundation
import Stochastics
import Testing

@testable import Learning

@Suite("The replica predictor")
struct ReplicaPredictorTests {
  /// Load that will double where the queue is not empty; one replica carries 10 requests a second.
  static func examples(_ count: Int, seed: UInt64) -> ReplicaExamples {
    let set = FeatureCatalogue.replicaPredictor(step: 15)
    let places = ["requests_per_second", "queue_length"].map { set.names.firstIndex(of: $0)! }
    var stream = RandomStream(seed: seed, purpose: RandomPurpose("replica test"))
    var rows = Matrix<Double>(rows: count, columns: set.count, repeating: .nan)
    var loads: [Double] = []
    var needed: [Int] = []
    for row in 0..<count {
      let load = 100 + 100 * stream.nextUnit()
      let doubles = stream.nextUnit() < 0.5
      rows[row, places[0]] = load
      rows[row, places[1]] = doubles ? 7 : 0
      loads.append(load)
      needed.append(Int((load * (doubles ? 2 : 1) / 10).rounded(.up)))
    }
    return ReplicaExamples(
      rows: rows, loads: loads, current: Array(repeating: 15, count: count), needed: needed)
  }

  static func fitted() throws -> ReplicaPredictor {
    try ReplicaPredictorConfiguration(treeCount: 30).fit(
      examples(1500, seed: 1), step: 15, lead: 120, ratePerReplica: 10,
      fitting: FittingRecord(trainedFrom: 0, trainedTo: 100))
  }

  @Test("It finds the signal that tells of more load; the load measured alone does not")
  func signal() throws {
    let predictor = try Self.fitted()
    let test = Self.examples(400, seed: 2)
    let answers = (0..<400).map { predictor.answer(test.rows.row($0), load: test.loads[$0]) }
    let learned = ReplicaAccuracy(predicted: answers.map(\.replicas), needed: test.needed)
    let present = ReplicaAccuracy(
      predicted: test.loads.map { Int(($0 / 10).rounded(.up)) }, needed: test.needed)
    #expect(learned.withinOne > 0.95)
    // half of the loads double, by 10 to 20 replicas
    #expect(abs(present.withinOne - 0.5) < 0.1)
    #expect(answers.allSatisfy { 0...1 ~= $0.confidence })
    #expect(learned.rSquared > 0.98)
  }

  @Test("Votes have the forest's prediction as their mean")
  func votes() throws {
    let predictor = try Self.fitted()
    let row = try predictor.table(of: Self.examples(1, seed: 3).rows).row(0)
    var votes = [Double](repeating: 0, count: 30)
    row.withUnsafeBufferPointer { row in
      votes.withUnsafeMutableBufferPointer { predictor.forest.votes(row: row, into: $0) }
    }
    #expect(abs(votes.reduce(0, +) / 30 - predictor.forest.prediction(for: row)[0]) < 1e-12)
  }

  @Test("A file gives the same model; other features, another kind or too few rows are refused")
  func files() throws {
    let predictor = try Self.fitted()
    let bytes = predictor.encoded()
    let loaded = try ReplicaPredictor(bytes: bytes, source: "r.model")
    #expect(loaded.encoded() == bytes)
    #expect(loaded.fitting == FittingRecord(trainedFrom: 0, trainedTo: 100))
    var file = try ModelFile(bytes: bytes, source: "r.model")
    let header = String(decoding: file.header, as: UTF8.self)
    file.header = Array(header.replacing("\"is_unstable\"", with: "\"is_stable\"").utf8)
    let error = #expect(throws: ModelFileError.self) {
      try ReplicaPredictor(bytes: file.encoded(), source: "r.model")
    }
    #expect(
      error?.description
        == "The model file r.model has a header that cannot be used: its features are not the 33 that this program works out."
    )
    #expect(throws: ModelFileError.self) {
      try ReplicaPredictor(bytes: predictor.forest.encoded(), source: "forest.model")
    }
    #expect(throws: LearningError.self) {
      try ReplicaPredictorConfiguration().fit(
        Self.examples(5, seed: 1), step: 15, lead: 120, ratePerReplica: 10,
        fitting: FittingRecord(trainedFrom: 0, trainedTo: 1))
    }
  }

  @Test("Accuracy of four predictions")
  func accuracy() {
    let accuracy = ReplicaAccuracy(predicted: [3, 4, 9, 2], needed: [3, 5, 6, 2])
    // errors 0, −1, 3, 0; mean of needed 4, spread 1 + 1 + 4 + 4 = 10
    #expect(accuracy.exact == 0.5)
    #expect(accuracy.withinOne == 0.75)
    #expect(accuracy.tooFew == 0.25)
    #expect(accuracy.mae == 1)
    #expect(abs(accuracy.rmse - 2.5.squareRoot()) < 1e-15)
    #expect(accuracy.rSquared == 0)  // 1 − 10 / 10
  }
}
