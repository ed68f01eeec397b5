import Foundation
import Learning
import Testing

@Suite struct ModelFileTests {
  static func model() throws -> LSTMForecaster {
    try small(.maximumOverHorizon, epochs: 1).fit(training: sine(0..<100), validation: sine(0..<100))
  }

  @Test("a model survives its file")
  func roundTrip() throws {
    let model = try Self.model()
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.write(to: path)
    let read = try LSTMForecaster(contentsOf: path)
    #expect(read.configuration == model.configuration)
    #expect(read.scaler == model.scaler)
    #expect(read.network == model.network)
    #expect(read.encoded() == model.encoded())
    let history = sine(40..<48).values[...]
    #expect(
      read.forecast(history: history, endOfHistory: 0) == model.forecast(history: history, endOfHistory: 0))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var spoil: @Sendable (inout [UInt8]) throws -> Void
    var sentence: String
  }

  /// Unpacks, changes and packs again, so that the checksum is right.
  static func repack(_ bytes: inout [UInt8], _ change: (inout ModelFile) -> Void) throws {
    var file = try ModelFile(bytes: bytes, source: "test")
    change(&file)
    bytes = file.encoded()
  }

  static let notAModel = "x.model is not a Forescale model file: such a file begins with FSCMODEL."
  static let damaged =
    "The model file x.model is damaged: its checksum does not match its contents; copy it again."
  static let refusals = [
    Refusal(testDescription: "empty", spoil: { $0 = [] }, sentence: notAModel),
    Refusal(testDescription: "wrong magic", spoil: { $0[0] = 0x47 }, sentence: notAModel),
    Refusal(
      testDescription: "truncated", spoil: { $0 = Array($0.prefix(100)) },
      sentence:
        "The model file x.model is cut off after 100 bytes, before the end that it announces; copy it again."),
    Refusal(
      testDescription: "truncated among the weights", spoil: { $0 = Array($0.prefix(900)) },
      sentence:
        "The model file x.model is cut off after 900 bytes, before the end that it announces; copy it again."),
    Refusal(
      testDescription: "longer", spoil: { $0 += [1, 2, 3] },
      sentence: "The model file x.model has 3 bytes after its end; copy it again."),
    Refusal(testDescription: "flipped bit in a weight", spoil: { $0[$0.count - 40] ^= 1 }, sentence: damaged),
    Refusal(testDescription: "flipped bit in the header", spoil: { $0[60] ^= 1 }, sentence: damaged),
    Refusal(
      testDescription: "flipped bit in the checksum", spoil: { $0[$0.count - 1] ^= 1 }, sentence: damaged),
    Refusal(
      testDescription: "other version", spoil: { $0[8] = 9 },
      sentence: "The model file x.model has format version 9, but only version 2 can be read; train it again."
    ),
    Refusal(
      testDescription: "the version before", spoil: { $0[8] = 1 },
      sentence: "The model file x.model has format version 1, but only version 2 can be read; train it again."
    ),
    Refusal(
      testDescription: "other kind", spoil: { try repack(&$0) { $0.kind = "forest" } },
      sentence: "The model file x.model holds a model of kind 'forest', but 'lstm' is needed here."),
    Refusal(
      testDescription: "no configuration", spoil: { try repack(&$0) { $0.header = Array("{}".utf8) } },
      sentence: "The model file x.model has a header that cannot be used: it is not the JSON of an LSTM's "
        + "configuration and scaler."),
    // D = 3, H = 8, O = 3: 32·3 + 32·8 + 32 + 3·8 + 3 = 411 parameters.
    Refusal(
      testDescription: "other shape", spoil: { try repack(&$0) { $0.parameters.removeLast() } },
      sentence: "The model file x.model holds 410 parameters, but its configuration calls for 411."),
    Refusal(
      testDescription: "a weight that is no number", spoil: { try repack(&$0) { $0.parameters[17] = .nan } },
      sentence: "The model file x.model has a parameter, number 17, that is not finite; train it again."),
  ]

  @Test("a file that will not do is refused in one sentence", arguments: refusals)
  func refusal(_ refusal: Refusal) throws {
    var bytes = try Self.model().encoded()
    try refusal.spoil(&bytes)
    do {
      _ = try LSTMForecaster(bytes: bytes, source: "x.model")
      Issue.record("the file was accepted")
    } catch let error as ModelFileError {
      #expect(error.description == refusal.sentence)
    }
  }

  @Test("a kind that is not known, or no forecaster, is refused with those that are")
  func unknownKind() throws {
    var bytes = try Self.model().encoded()
    try Self.repack(&bytes) { $0.kind = "random-forest" }
    let error = #expect(throws: ModelFileError.self) {
      try StoredForecasters.forecaster(bytes: bytes, source: "x.model")
    }
    #expect(
      error?.description
        == "The model file x.model holds a model of kind 'random-forest', but one of lstm, persistence, "
        + "seasonal-naive, linear-lags, ridge-lags, boosted-trees, autoregression, exponential-smoothing, "
        + "moving-average-trend, decomposable, conformal, experts is needed here.")
  }

  @Test("every proper prefix is refused")
  func prefixes() throws {
    let bytes = try Self.model().encoded()
    for length in bytes.indices {
      #expect(throws: ModelFileError.self) {
        _ = try LSTMForecaster(bytes: Array(bytes.prefix(length)), source: "x.model")
      }
    }
  }
}
