import InputFiles
import Learning

/// One forecaster to train or set up.
public struct ForecasterSpecification: Sendable, Hashable, Codable {
  /// The name in tables.
  public var name: String
  /// What it is: the name of a `ForecasterKind`, or `external`.
  public var kind: String
  /// What it predicts.
  public var task: ForecastTask
  /// Probabilities of the quantiles it gives.
  public var quantiles: [Double]
  /// Hyperparameters of the kind, by name.
  public var hyperparameters: [String: SettingValue]
  /// What it is made of; fitted again for it.
  public var members: [ForecasterSpecification]
  /// The process that forecasts; nil for a kind of this program's own.
  public var process: ExternalCommand?

  /// The kind itself.
  ///
  /// - Throws: `RunError` for a name that this program does not know, as an older database may have.
  func knownKind() throws -> ForecasterKind {
    guard let known = ForecasterKind.named(kind) else {
      throw RunError("'\(kind)' is no kind of forecaster that this program knows")
    }
    return known
  }

  /// What is fitted.
  func configuration(seed: UInt64) throws -> any ForecasterConfiguration {
    try knownKind().configuration(
      ForecasterKind.Request(
        task: task, quantiles: quantiles, seed: seed, values: hyperparameters,
        members: members.map { try $0.configuration(seed: seed) }))
  }
}
