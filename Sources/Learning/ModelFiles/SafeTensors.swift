import Foundation

/// A named array of single-precision numbers.
public struct Tensor: Hashable, Sendable {
  /// The name, by PyTorch's custom: `lstm.weight_ih_l0`.
  public let name: String
  /// Length of each dimension, the outermost first.
  public let shape: [Int]
  /// Row-major.
  public let values: [Float]

  /// - Precondition: There are as many values as the shape says.
  init(_ name: String, _ shape: [Int], _ values: some Sequence<Float>) {
    (self.name, self.shape, self.values) = (name, shape, Array(values))
    precondition(self.values.count == shape.reduce(1, *), "\(self.values.count) values for \(shape)")
  }
}

/// A model whose weights other programs can read as tensors.
public protocol TensorModel: StoredModel {
  /// The weights, each tensor once.
  var tensors: [Tensor] { get }
}

/// The safetensors format for weights, which PyTorch, JAX and NumPy read.
///
/// The length of the header (UInt64, little-endian), filled up with spaces so that numbers begin at a multiple of eight;
/// the header, JSON from each name to its type, shape and first and last offset; the numbers. Source: the format's page,
/// https://huggingface.co/docs/safetensors.
public enum SafeTensors {
  private struct Entry: Encodable {
    let dtype = "F32"
    let shape: [Int]
    // swift-format-ignore: AlwaysUseLowerCamelCase
    let data_offsets: [Int]
  }

  /// The bytes of the tensors' file; equal tensors in the same order give equal bytes.
  ///
  /// - Precondition: No name comes twice.
  public static func encoded(_ tensors: [Tensor]) -> [UInt8] {
    var entries: [String: Entry] = [:]
    var numbers: [UInt8] = []
    for tensor in tensors {
      let first = numbers.count
      for value in tensor.values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { numbers.append(contentsOf: $0) }
      }
      let previous = entries.updateValue(
        Entry(shape: tensor.shape, data_offsets: [first, numbers.count]), forKey: tensor.name)
      precondition(previous == nil, "two tensors are called \(tensor.name)")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard var header = try? Array(encoder.encode(entries)) else {
      preconditionFailure("names and numbers can be encoded")
    }
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + numbers
  }
}
