import Foundation
import Stochastics
import Testing

@testable import Learning

@Suite("What a model was fitted on")
struct FittingRecordTests {
  private static let series = LoadSeries(
    values: (0..<200).map { (index: Int) -> Double in Double(40 + index * 37 % 23) / 7 }, step: 60)
  private static let record = FittingRecord(
    training: series.part(0..<120), validation: series.part(120..<160))

  @Test("is known by instants and by a digest that scaling does not change, and other values do")
  func identity() {
    let record = Self.record
    // 120 and 160 steps of a minute
    #expect(record.trainedFrom == 0 && record.trainedTo == 7200 && record.selectedTo == 9600)
    #expect(record.isFitted(on: Self.series))
    var other = Self.series
    for index in other.values.indices { other.values[index] *= 3.7 }
    #expect(record.isFitted(on: other))
    // a hundredth of one value: 100,000 times what rounding may do
    other.values[50] *= 1.01
    #expect(!record.isFitted(on: other))
    // what comes after the training data does not count
    other = Self.series
    other.values[130] = 7
    #expect(record.isFitted(on: other))
    // too short, of other steps, and an hour later
    #expect(!record.isFitted(on: Self.series.part(0..<119)))
    #expect(!record.isFitted(on: LoadSeries(values: Self.series.values, step: 30)))
    #expect(!record.isFitted(on: LoadSeries(values: Self.series.values, step: 60, start: 3600)))
    // who does not say of which load may have seen this one
    #expect(FittingRecord(trainedFrom: 0, trainedTo: 60).isFitted(on: Self.series))
  }

  @Test("is kept in the file beside the model, shown, and changes nothing of it")
  func file() throws {
    let model = try LinearLagsConfiguration(
      task: ForecastTask(target: .stepMean, step: 60, horizon: 60), inputLength: 6, form: .minMax
    ).fit(
      training: Self.series.part(0..<120), validation: Self.series.part(120..<160))
    let fitted = FittedForecaster(model, fitting: Self.record)
    let bytes = fitted.encoded()
    let read = try FittedForecaster(bytes: bytes, source: "x.model")
    #expect(read.fitting == Self.record && read.encoded() == bytes)
    #expect(read.model.encoded() == model.encoded())
    #expect(try LinearLags(bytes: bytes, source: "x.model").encoded() == model.encoded())
    let plain = FittedForecaster(model, fitting: nil)
    #expect(plain.encoded() == model.encoded() && plain.encoded() != bytes)
    #expect(try FittedForecaster(bytes: plain.encoded(), source: "x.model").fitting == nil)
    let rows = try ModelInspection(bytes: bytes, source: "x.model").rows
    #expect(rows.contains { $0 == ("fitted on", "0.0 s to 7200.0 s") })
    #expect(rows.contains { $0 == ("chosen on", "data up to 9600.0 s") })
    #expect(rows.contains { $0.name == "load" && $0.value.hasSuffix(", steps of 60.0 s") })
  }

  @Test("a record that cannot be is refused in a sentence")
  func refusal() throws {
    let model = try ModelFileTests.model()
    var bytes = FittedForecaster(
      model, fitting: FittingRecord(trainedFrom: 60, trainedTo: 0)
    ).encoded()
    let error = #expect(throws: ModelFileError.self) {
      try FittedForecaster(bytes: bytes, source: "x.model")
    }
    #expect(
      error?.description
        == "The model file x.model has a record of what it was fitted on that cannot be used: it says "
        + "that it was fitted from 60.0 s to 0.0 s.")
    // magic, version, length and kind, length: 8 + 4 + 4 + 4 + 4 bytes before the record
    bytes = FittedForecaster(model, fitting: Self.record).encoded()
    bytes[24] = UInt8(ascii: "x")
    let digest = fnv1a(bytes.dropLast(8))
    for (place, shift) in zip(bytes.indices.suffix(8), stride(from: 0, to: 64, by: 8)) {
      bytes[place] = UInt8(truncatingIfNeeded: digest >> shift)
    }
    let other = #expect(throws: ModelFileError.self) {
      try FittedForecaster(bytes: bytes, source: "x.model")
    }
    #expect(
      other?.description
        == "The model file x.model has a record of what it was fitted on that cannot be used: it is not "
        + "the JSON of a record.")
  }
}
