/// Reads the parameters of a model one after the other, and refuses what cannot be.
struct ParameterReader {
  let parameters: [Float]
  let source: String
  var position = 0

  func refuse(_ message: String) -> ModelFileError {
    ModelFileError(source: source, reason: .wrongParameters(message))
  }

  mutating func next() throws -> Float {
    guard position < parameters.count else {
      throw refuse("they end after \(parameters.count) numbers, in the middle of a tree.")
    }
    defer { position += 1 }
    return parameters[position]
  }

  /// A whole number in 0..<`bound`.
  mutating func nextIndex(below bound: Int) throws -> Int {
    let value = try next()
    guard value >= 0, value < Float(bound), value == value.rounded(.down) else {
      throw refuse(
        "number \(position - 1) is \(value), but a whole number from 0 up to and without \(bound) is needed there."
      )
    }
    return Int(value)
  }

  /// Refuses another number of parameters than the header calls for.
  func expect(count: Int) throws {
    guard parameters.count == count else {
      throw ModelFileError(source: source, reason: .otherShape(found: parameters.count, expected: count))
    }
  }

  func finish() throws {
    guard position == parameters.count else {
      throw refuse("\(parameters.count - position) numbers follow the last tree.")
    }
  }
}
