/// Scores of one arm over many tasks with some runs each, such as policies over workloads and seeds.
///
/// Resampling is stratified: runs are drawn within their task, and the tasks stay. Its intervals therefore speak of
/// other seeds of the same tasks, never of other tasks; a claim about workloads in general needs `PairedEffects`.
///
/// Source: Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 2021.
public struct ScoreTable: Sendable, Equatable {
  /// The scores of each task, in order of runs.
  public let tasks: [[Double]]

  /// A table of scores.
  ///
  /// - Precondition: there is a task, each has a run, and all scores are finite.
  public init(_ tasks: [[Double]]) {
    precondition(
      !tasks.isEmpty && tasks.allSatisfy { !$0.isEmpty }, "each of at least one task needs a score")
    precondition(tasks.allSatisfy { $0.allSatisfy(\.isFinite) }, "a score is not finite")
    self.tasks = tasks
  }

  /// The mean of the middle half of all runs: a quarter of them, rounded down, is left out at each end.
  public var interquartileMean: Double {
    let sorted = tasks.joined().sorted()
    let cut = sorted.count / 4
    return arithmeticMean(sorted[cut..<sorted.count - cut])
  }

  /// The mean over tasks of their mean scores.
  public var mean: Double { arithmeticMean(tasks.map { arithmeticMean($0) }) }

  /// The median over tasks of their mean scores.
  public var median: Double { quantile(ofSorted: tasks.map { arithmeticMean($0) }.sorted(), 0.5) }

  /// By how much runs fall short of `target` on average; what exceeds it does not count. Larger scores are better.
  public func optimalityGap(target: Double = 1) -> Double {
    let scores = Array(tasks.joined())
    return target - arithmeticMean(scores.map { min($0, target) })
  }

  /// The share of runs with a score above `threshold`.
  public func share(above threshold: Double) -> Double {
    let count = tasks.reduce(0) { $0 + $1.count }
    return Double(tasks.reduce(0) { $0 + $1.reduce(0) { $0 + ($1 > threshold ? 1 : 0) } }) / Double(count)
  }

  /// The percentile interval of any statistic of the table by the stratified bootstrap.
  public func interval(
    confidence: Double = 0.95, plan: BootstrapPlan = BootstrapPlan(), of statistic: (ScoreTable) -> Double
  ) -> ClosedRange<Double> {
    let replicates = plan.stratifiedReplicates { statistic(resampled(from: &$0)) }
    return percentileInterval(ofSorted: replicates.sorted(), confidence: confidence)
  }

  /// A table of as many runs of each task, drawn with replacement.
  func resampled(from stream: inout RandomStream) -> ScoreTable {
    var drawn = tasks
    for (task, scores) in tasks.enumerated() {
      for run in scores.indices { drawn[task][run] = scores[stream.nextIndex(below: scores.count)] }
    }
    return ScoreTable(unchecked: drawn)
  }

  private init(unchecked tasks: [[Double]]) { self.tasks = tasks }
}

extension BootstrapPlan {
  /// One value for each resample, from a stream of its own.
  func stratifiedReplicates(_ draw: (inout RandomStream) -> Double) -> [Double] {
    (0..<resamples).map { resample in
      var stream = RandomStream(seed: seed, purpose: .stratifiedBootstrap, ordinal: UInt64(resample))
      return draw(&stream)
    }
  }
}
