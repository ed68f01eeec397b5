/// How well numbers of replicas were predicted, over N steps.
public struct ReplicaAccuracy: Hashable, Sendable {
  /// Share of predictions that are right, 0…1.
  public let exact: Double
  /// Share that are off by at most one replica, 0…1.
  public let withinOne: Double
  /// Root of the mean squared error, in replicas.
  public let rmse: Double
  /// Mean absolute error, in replicas.
  public let mae: Double
  /// 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; NaN where y does not vary.
  public let rSquared: Double
  /// Share that are too low, 0…1.
  public let tooFew: Double

  /// The accuracy of `predicted` against what was `needed`.
  ///
  /// - Precondition: Both have N elements, N at least 1.
  public init(predicted: [Int], needed: [Int]) {
    precondition(
      predicted.count == needed.count && !needed.isEmpty, "\(predicted.count) of \(needed.count)")
    let count = Double(needed.count)
    let mean = Double(needed.reduce(0, +)) / count
    let spread = needed.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let errors = zip(predicted, needed).map { $0 - $1 }
    let squares = errors.reduce(0.0) { $0 + Double($1 * $1) }
    exact = Double(errors.count { $0 == 0 }) / count
    withinOne = Double(errors.count { abs($0) <= 1 }) / count
    tooFew = Double(errors.count { $0 < 0 }) / count
    rmse = (squares / count).squareRoot()
    mae = errors.reduce(0.0) { $0 + Double(abs($1)) } / count
    rSquared = spread > 0 ? 1 - squares / spread : .nan
  }
}
