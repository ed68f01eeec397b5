import Autoscaling
import Learning

/// Classifiers for the types of faults that can be simulated.
extension AnomalyClassifier {
  /// The classes, in the order of the probabilities: `healthy`, then the types in the order of their list.
  public static let classNames = classNames(for: AnomalyType.allCases)

  /// The place of a type among the classes, or that of healthy for nil.
  public static func classNumber(of type: AnomalyType?) -> Int {
    type.flatMap { AnomalyType.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
  }

  /// A classifier around a trained ensemble.
  ///
  /// - Throws: `LearningError` where it was trained for other types or features.
  public init(_ model: ClassifierEnsemble) throws { try self.init(model, types: AnomalyType.allCases) }

  /// The classifier in the file at `path`.
  ///
  /// - Throws: `ModelFileError` or `LearningError`.
  public init(contentsOf path: String) throws { try self.init(ClassifierEnsemble(contentsOf: path)) }
}
