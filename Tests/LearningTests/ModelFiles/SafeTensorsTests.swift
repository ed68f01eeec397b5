import Foundation
import Testing

@testable import Learning

@Suite("Weights as safetensors") struct SafeTensorsTests {
  static let shape = LSTMShape(
    inputs: 2, hidden: 3, outputs: 4, layers: 2, convolution: .init(channels: 5, width: 2))
  static let network = LSTMNetwork<Float>(shape: shape, seed: 7)

  @Test("the bytes are read back by the rules of the format")
  func format() throws {
    let tensors = Self.network.tensors
    let bytes = SafeTensors.encoded(tensors)
    let length = bytes[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    #expect(length % 8 == 0)
    let header = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: [String: Any]])
    #expect(Set(header.keys) == Set(tensors.map(\.name)))
    var end = 0
    for tensor in tensors {
      let entry = try #require(header[tensor.name])
      let offsets = try #require(entry["data_offsets"] as? [Int])
      #expect(entry["dtype"] as? String == "F32" && entry["shape"] as? [Int] == tensor.shape)
      #expect(offsets[0] == end && offsets[1] - end == 4 * tensor.values.count)
      end = offsets[1]
      let values = (0..<tensor.values.count).map { index in
        let first = 8 + length + offsets[0] + 4 * index
        return Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[first + $1]) << UInt32(8 * $1) })
      }
      #expect(values == tensor.values)
    }
    #expect(bytes.count == 8 + length + end)
  }

  @Test("each weight of the network is in one tensor, in PyTorch's shapes")
  func shapes() throws {
    let tensors = Dictionary(uniqueKeysWithValues: Self.network.tensors.map { ($0.name, $0) })
    let shapes = tensors.mapValues(\.shape)
    #expect(
      shapes == [
        "convolution.weight": [5, 2, 2], "convolution.bias": [5],
        "lstm.weight_ih_l0": [12, 5], "lstm.weight_hh_l0": [12, 3], "lstm.bias_ih_l0": [12],
        "lstm.bias_hh_l0": [12],
        "lstm.weight_ih_l1": [12, 3], "lstm.weight_hh_l1": [12, 3], "lstm.bias_ih_l1": [12],
        "lstm.bias_hh_l1": [12],
        "head.weight": [4, 3], "head.bias": [4],
      ])
    let parameters = Self.network.parameters
    let all = tensors.values.filter { !$0.name.contains("bias_hh") }.flatMap(\.values)
    #expect(all.sorted() == parameters.sorted())
    // Channel 3, feature 1, step 0 of a (C, D, K) array is the weight of channel 3, step 0, feature 1 of (C, K, D).
    #expect(tensors["convolution.weight"]?.values[3 * 4 + 1 * 2 + 0] == parameters[3 * 4 + 0 * 2 + 1])
    #expect(tensors["convolution.weight"]?.values[3 * 4 + 0 * 2 + 1] == parameters[3 * 4 + 1 * 2 + 0])
  }

  @Test("a model without tensors is refused, and no model is overwritten")
  func refusals() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    let series = sine(0..<100)
    try small(.stepMean).fit(training: series, validation: series).write(to: path("lstm.model"))
    try Persistence(task: ForecastTask(target: .stepMean, step: 60, horizon: 60)).write(
      to: path("plain.model"))
    for (model, target, sentence) in [
      (
        "plain.model", "w",
        "The model file \(path("plain.model")) holds a model of kind 'persistence', but one of lstm, "
          + "sequence-classifier is needed here."
      ),
      (
        "lstm.model", "lstm.model",
        "The model file \(path("lstm.model")) could not be read or written: a model is there, which weights would replace; "
          + "name another."
      ),
    ] {
      let error = #expect(throws: ModelFileError.self) {
        try SafeTensors.write(weightsOf: path(model), to: path(target))
      }
      #expect(error?.description == sentence)
    }
    try SafeTensors.write(weightsOf: path("lstm.model"), to: path("w"))
    #expect(try LSTMForecaster(contentsOf: path("lstm.model")).inputLength == 8)
    #expect(FileManager.default.fileExists(atPath: path("w")))
  }
}
