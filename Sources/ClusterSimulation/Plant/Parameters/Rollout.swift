/// A new version of a service, by a rolling update (a quarter of the replicas more, a quarter fewer) or a canary.
public struct Rollout: Sendable, Hashable, Codable {
  /// When it begins, in seconds after the start of the measured window.
  public var after: Double
  /// The new version's image; nil for the old one's.
  public var image: ContainerImage?
  /// The new version's mean start-up in seconds; nil for the old one's.
  public var startUp: Double?
  /// Steps on the way; nil for all at once.
  public var canary: CanaryPlan?
  /// Share of late or failed requests in a 60-s window above which it is rolled back; nil for never.
  public var rollBackAbove: Double?

  /// A rollout of an equal version.
  public init(after: Double) { self.after = after }
}
