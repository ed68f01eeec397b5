/// Sequences of feature rows, each with a yes or no.
public struct SequenceTable: Sendable {
  /// T: rows of a sequence.
  public let steps: Int
  /// (D) what the columns of a row are called.
  public let featureNames: [String]
  /// (N × T × D) values, sequence after sequence, the oldest row first.
  public private(set) var values: [Float] = []
  /// (N) the truth.
  public private(set) var isPositive: [Bool] = []

  /// N.
  public var count: Int { isPositive.count }
  /// D: features of a row.
  public var featureCount: Int { featureNames.count }

  /// A table without sequences.
  ///
  /// - Precondition: There are steps and features.
  public init(steps: Int, featureNames: [String]) {
    precondition(steps > 0 && !featureNames.isEmpty, "steps \(steps), features \(featureNames.count)")
    self.steps = steps
    self.featureNames = featureNames
  }

  /// Adds a sequence of T × D finite values.
  public mutating func append(_ sequence: [Float], isPositive: Bool) {
    precondition(
      sequence.count == steps * featureCount,
      "\(steps) × \(featureCount) values expected, \(sequence.count) given")
    values += sequence
    self.isPositive.append(isPositive)
  }

  /// The values of one sequence.
  public func sequence(_ index: Int) -> ArraySlice<Float> {
    let width = steps * featureCount
    return values[index * width..<(index + 1) * width]
  }
}
