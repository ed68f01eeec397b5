/// What a replica predictor decided at one sync, and why.
public struct ReplicaPrediction: Sendable, Hashable, Codable {
  /// What follows for the number of replicas.
  public enum Action: String, Sendable, Codable {
    case scaleUp = "scale_up"
    case scaleDown = "scale_down"
    case keep
  }

  /// What follows.
  public var action: Action
  /// Replicas asked for before.
  public var current: Int
  /// Replicas that the coming lead will need.
  public var predicted: Int
  /// Share of the trees that say the same number, 0…1.
  public var confidence: Double
  /// One sentence.
  public var reasoning: String

  /// The prediction that `answer` stands for.
  ///
  /// - Parameters:
  ///   - predicted: Replicas that the coming lead will need.
  ///   - confidence: Share of the trees that say so.
  ///   - current: Replicas asked for before.
  ///   - load: Requests a second measured last.
  ///   - present: Replicas that this load needs.
  ///   - lead: How far ahead was looked, in seconds.
  public init(
    predicted: Int, confidence: Double, current: Int, load: Double, present: Int, lead: Double
  ) {
    action = predicted > current ? .scaleUp : predicted < current ? .scaleDown : .keep
    self.current = current
    self.predicted = predicted
    self.confidence = confidence
    func replicas(_ count: Int) -> String { count == 1 ? "1 replica" : "\(count) replicas" }
    let course =
      predicted > present ? "more will be needed" : predicted < present ? "less will do" : "so it stays"
    reasoning =
      "\((load * 10).rounded() / 10) requests a second need \(replicas(present)) now, and \(course) over the next "
      + "\(Int(lead.rounded())) s: \(replicas(predicted)), say \(Int((100 * confidence).rounded())) % of the trees."
  }
}
