import Foundation

/// What a search chooses: keys with the values that each may take. A point of the space has one share, 0..<1, a key.
public struct SearchSpace: Sendable, Hashable {
  /// One key.
  public enum Parameter: Sendable, Hashable {
    /// Any value of an interval.
    case range(ExperimentRange)
    /// One of some values.
    case choice(ExperimentAxis)

    /// How many values there are to choose from; nil for an interval.
    public var choices: Int? {
      if case .choice(let axis) = self { return axis.values.count }
      return nil
    }

    /// The value at a share of the way.
    func setting(at share: Double) -> ExperimentSetting {
      switch self {
      case .range(let range): return range.setting(at: share)
      case .choice(let axis):
        let index = min(axis.values.count - 1, Int(share * Double(axis.values.count)))
        return ExperimentSetting(path: axis.path, value: axis.values[index])
      }
    }
  }

  /// The keys, in order.
  public var parameters: [Parameter]

  /// A space of the given keys.
  public init(_ parameters: [Parameter]) { self.parameters = parameters }

  /// What is set at a point.
  ///
  /// - Precondition: The point has a share a key.
  public func settings(at point: [Double]) -> [ExperimentSetting] {
    precondition(point.count == parameters.count, "\(point.count) shares for \(parameters.count) keys")
    return zip(parameters, point).map { $0.setting(at: $1) }
  }
}

/// How good a trial was; smaller is better.
public struct TrialScore: Sendable, Hashable, Comparable {
  /// How far the constraint is missed; 0 where it holds. It counts before the loss does.
  public var excess: Double
  /// What is to be small.
  public var loss: Double

  /// The score of the given excess and loss; a loss that is not a number is the worst of all.
  public init(excess: Double = 0, loss: Double) {
    self.excess = excess
    self.loss = loss.isNaN ? .infinity : loss
  }

  /// The score of a trial that failed.
  public static let failed = TrialScore(excess: .infinity, loss: .infinity)

  /// By excess, then by loss.
  public static func < (a: Self, b: Self) -> Bool { (a.excess, a.loss) < (b.excess, b.loss) }
}
