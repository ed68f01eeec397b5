/// A forecaster whose whole state is JSON in the header of a `ModelFile`: doubles survive bit for bit.
public protocol HeaderModel: StoredForecaster, Codable {
  /// One sentence on the first thing in a decoded model that will not do; nil where all will.
  var problem: String? { get }
}

extension StoredForecaster {
  /// One sentence on what every forecaster needs, whatever it is made of; nil where all is there.
  var frameProblem: String? {
    if let problem = task.problem { return problem }
    return (1...10_000_000).contains(inputLength)
      ? nil : "it must read 1 to 10000000 points, reads \(inputLength)."
  }
}

extension HeaderModel {
  /// The bytes of the model's file; equal models give equal bytes.
  public func encoded() -> [UInt8] { ModelFile(kind: Self.fileKind, encoding: self).encoded() }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let (model, reader) = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Self.self,
      name: "a model of kind '\(Self.fileKind)'")
    try reader.expect(count: 0)
    if let problem = model.problem ?? model.frameProblem {
      throw ModelFileError(source: source, reason: .wrongHeader(problem))
    }
    self = model
  }
}
