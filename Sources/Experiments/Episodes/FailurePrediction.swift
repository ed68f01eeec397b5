import Autoscaling
import Learning

/// Says whether the service level will be missed, or a container killed, within the next minutes.
///
/// A failure is a scrape in which more than 5 % of the calls failed or were late, or a container had been restarted. It is
/// asked for only while there was none for two minutes. Positive is a scrape after which a failure begins within
/// `horizon`. Sequences are the last five minutes of the features that no single replica decides.
public struct FailurePrediction: Sendable, Hashable {
  /// Seconds ahead, 300…900.
  public var horizon = 600.0
  /// Scrapes between two sequences of an episode that are learned from; every one is judged.
  public var stride = 2

  /// Predictions ten minutes ahead.
  public init() {}

  /// A scrape that is asked about.
  public struct Question: Sendable {
    /// The last rows, the oldest first: T × D.
    public var sequence: [Float]
    /// Seconds until the next failure begins; nil for none in the rest of the episode.
    public var lead: Double?
    /// The share of requests that were late or failed at the newest scrape, which a rule without a model would look at.
    public var violationShare = 0.0
  }

  /// The questions of an episode, in order of time.
  public func questions(_ episode: Episode) -> [Question] {
    let rows = EpisodeRows(episode).rows
    let failures = Self.failures(episode.observations)
    let shares = episode.violationShares
    var questions: [Question] = []
    for index in rows.indices where index + 1 >= FailurePredictor.steps {
      let time = rows[index].time
      if failures.contains(where: { $0 <= time && $0 > time - 120 }) { continue }
      let next = failures.first { $0 > time }
      // nobody knows what comes after the end of the run
      let end = rows.last?.time ?? time
      if next == nil, end < time + horizon { continue }
      let sequence = rows[index + 1 - FailurePredictor.steps...index].flatMap { row in
        FailurePredictor.columns.map { row.features[$0] }
      }
      questions.append(
        Question(
          sequence: sequence, lead: next.map { $0 - time }, violationShare: shares[time] ?? 0))
    }
    return questions
  }

  /// Whether the answer to a question is yes.
  public func isPositive(_ question: Question) -> Bool { question.lead.map { $0 <= horizon } ?? false }

  /// Times of the scrapes that saw a failure.
  static func failures(_ observations: [HealthObservation]) -> [Double] {
    var restarts: [Int: Int] = [:]
    return observations.compactMap { observation in
      var isKilled = false
      for health in observation.replicas {
        if let before = restarts[health.replica], health.restarts > before { isKilled = true }
        restarts[health.replica] = health.restarts
      }
      return isKilled || observation.service.violationShare > 0.05 ? observation.timestamp : nil
    }
  }

  /// A table of the questions of many episodes.
  public func table(_ questions: [[Question]]) -> SequenceTable {
    var table = SequenceTable(steps: FailurePredictor.steps, featureNames: FailurePredictor.featureNames)
    for episode in questions {
      for index in Swift.stride(from: 0, to: episode.count, by: stride) {
        table.append(episode[index].sequence, isPositive: isPositive(episode[index]))
      }
    }
    return table
  }

  /// The questions of many episodes, on up to `threads` threads.
  public func questions(part: EpisodePart, count: Int, seed: UInt64, threads: Int) -> [[Question]] {
    parallelMap(Array(0..<count), threads: threads) { number in
      questions(Episode(EpisodeSpecification(part: part, number: number, seed: seed)))
    }
  }
}
