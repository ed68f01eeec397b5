import Learning
import Synchronization

/// Runs the trials of a search in their order; those that are known are not run again.
///
/// Which points are drawn follows from the seed and from earlier trials alone: trials of one batch do not see each other, and
/// batches do not depend on the number of threads. So a search that was stopped goes on as if it had not been.
public struct SearchRunner: Sendable {
  /// Trials that are drawn together once there is something to learn from.
  public static let batch = 4

  /// What is searched.
  public let specification: SearchSpecification
  /// Whether larger values of the metric are better.
  public let largerIsBetter: Bool
  /// Trials at a time.
  public var threads: Int
  /// Finished trials by position.
  public var known: [Int: Trial]
  /// Given each trial as soon as it is finished; one call at a time, from any thread.
  public var store: @Sendable (Trial) throws -> Void
  /// Runs a trial whose value is not known yet.
  let evaluate: @Sendable (Trial) throws -> Trial

  init(
    _ specification: SearchSpecification, largerIsBetter: Bool, threads: Int, known: [Int: Trial] = [:],
    store: @escaping @Sendable (Trial) throws -> Void = { _ in },
    evaluate: @escaping @Sendable (Trial) throws -> Trial
  ) {
    self.specification = specification
    self.largerIsBetter = largerIsBetter
    self.threads = threads
    self.known = known
    self.store = store
    self.evaluate = evaluate
  }

  /// All trials, in order.
  ///
  /// - Throws: What `store` throws, and `RunError` for a known trial that is not one of this search.
  public func run() throws -> [Trial] {
    let asGiven = try perform([Trial(position: 0, settings: [])])
    switch specification.method {
    case .random: return try asGiven + perform((1...specification.trials).map { trial($0, at: point($0)) })
    case .tpe: return try asGiven + parzenTrials()
    case .halving: return try asGiven + halvingTrials()
    }
  }

  private func point(_ position: Int) -> [Double] {
    SearchSampler.random(specification.space, seed: specification.seed, position: position)
  }

  private func trial(_ position: Int, at point: [Double]) -> Trial {
    Trial(position: position, settings: specification.space.settings(at: point))
  }

  private func parzenTrials() throws -> [Trial] {
    let sampler = TreeParzenSampler(specification.space, seed: specification.seed)
    var history: [(point: [Double], score: TrialScore)] = []
    var trials: [Trial] = []
    while trials.count < specification.trials {
      let first = trials.count + 1
      let most = trials.isEmpty ? sampler.startup : Self.batch
      let positions = first...min(specification.trials, first + most - 1)
      let points = positions.map { sampler.point(position: $0, after: history) }
      let finished = try perform(zip(positions, points).map { trial($0, at: $1) })
      history += zip(points, finished).map { ($0, $1.score(largerIsBetter: largerIsBetter)) }
      trials += finished
    }
    return trials
  }

  private func halvingTrials() throws -> [Trial] {
    guard let schedule = specification.schedule, let resource = specification.resource else { return [] }
    var all: [Trial] = []
    var candidates = (1...specification.trials).map { trial($0, at: point($0)).settings }
    for (number, rung) in schedule.rungs.enumerated() {
      let first = all.count + 1
      let budget = ExperimentSetting(path: resource.path, value: String(rung.resource))
      let finished = try perform(
        candidates.prefix(rung.count).enumerated().map { index, settings in
          Trial(
            position: first + index, rung: number, resource: rung.resource, settings: settings + [budget])
        })
      all += finished
      candidates = finished.sorted {
        ($0.score(largerIsBetter: largerIsBetter), $0.position)
          < ($1.score(largerIsBetter: largerIsBetter), $1.position)
      }.map { $0.settings.dropLast() }
    }
    return all
  }

  private func perform(_ trials: [Trial]) throws -> [Trial] {
    for trial in trials {
      if let stored = known[trial.position], stored.settings != trial.settings {
        throw RunError(
          "trial \(trial.position) of '\(specification.name)' is stored with other settings than this search draws; "
            + "choose another name or another database")
      }
    }
    let storing = Mutex(())
    return try parallelMap(trials, threads: threads) { trial in
      if let stored = known[trial.position] { return stored }
      let finished = try evaluate(trial)
      try storing.withLock { _ in try store(finished) }
      return finished
    }
  }
}

extension SearchSpecification {
  /// The best of some trials: of successive halving the best of the last rung; nil where all failed.
  public func best(of trials: [Trial], largerIsBetter: Bool) -> Trial? {
    let last = trials.compactMap(\.rung).max()
    return trials.filter { $0.rung == last && $0.value != nil && $0.position > 0 }.min {
      ($0.score(largerIsBetter: largerIsBetter), $0.position)
        < ($1.score(largerIsBetter: largerIsBetter), $1.position)
    }
  }
}
