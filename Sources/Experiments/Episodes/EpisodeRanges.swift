/// From what an episode's service, load and fault are drawn. Ranges are uniform unless said otherwise.
public struct EpisodeRanges: Sendable, Hashable, Codable {
  /// How the load goes.
  public enum LoadShape: String, Sendable, Hashable, Codable, CaseIterable {
    /// Always the same.
    case constant
    /// Up or down in a line.
    case ramp
    /// A sine of some ten minutes.
    case wave
    /// A surge of some minutes, with ramps of one minute.
    case surge
    /// Up in a line, down at once, again and again.
    case sawtooth
    /// Two steps up and one down.
    case steps
  }

  /// Replicas at the start.
  public var replicas: ClosedRange<Int>
  /// Replicas that fit on a node.
  public var replicasPerNode: ClosedRange<Int>
  /// Workers of a replica.
  public var concurrency: ClosedRange<Int>
  /// Mean seconds of a request; log-uniform.
  public var serviceTime: ClosedRange<Double>
  /// CPU seconds of a request over its service time.
  public var cpuShare: ClosedRange<Double>
  /// Latency target over service time.
  public var latencyFactor: ClosedRange<Double>
  /// Share of what the replicas carry within their objective that the load at the start asks for.
  public var utilization: ClosedRange<Double>
  /// How far the load goes from its level, as a share of it.
  public var swing: ClosedRange<Double>
  /// How the load goes.
  public var shapes: [LoadShape]
  /// Mean start-up of a replica in seconds.
  public var startUp: ClosedRange<Double>
  /// Severities of the fault; one of the ranges by chance.
  public var severities: [ClosedRange<Double>]
  /// Seconds that the fault lasts.
  public var duration: ClosedRange<Double>

  /// What models learn from.
  public static let familiar = EpisodeRanges(
    replicas: 4...16, replicasPerNode: 2...4, concurrency: 6...16, serviceTime: 0.04...0.16,
    cpuShare: 0.1...0.4, latencyFactor: 4.5...7, utilization: 0.45...0.8, swing: 0.05...0.3,
    shapes: [.constant, .ramp, .wave, .surge], startUp: 15...50, severities: [0.3...0.85],
    duration: 240...600)

  /// What models have not seen: milder and worse faults, loads of other shapes, other services.
  public static let unfamiliar = EpisodeRanges(
    replicas: 17...28, replicasPerNode: 3...6, concurrency: 17...24, serviceTime: 0.16...0.3,
    cpuShare: 0.4...0.6, latencyFactor: 7...9, utilization: 0.35...0.45, swing: 0.3...0.45,
    shapes: [.sawtooth, .steps], startUp: 50...80, severities: [0.1...0.3, 0.85...1],
    duration: 600...840)
}

/// Which ranges an episode is drawn from.
public enum EpisodePart: String, Sendable, Hashable, Codable, CaseIterable {
  /// To learn from.
  case training
  /// To choose by.
  case validation
  /// Of the same ranges, looked at once.
  case test
  /// Severity, load shape and service each of the unfamiliar ranges by chance, at least one of them; looked at once.
  case shifted
}
