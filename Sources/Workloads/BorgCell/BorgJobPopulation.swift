import Stochastics

import Glibc

/// The jobs that arrive at a cell, each drawn by its number alone, so that any of them can be drawn at any
/// time.
///
/// CPU time, instances and requests of a job are quantiles at normal scores that correlate (a Gaussian
/// copula), so that each has its published distribution. The run time is what follows: CPU time over
/// instances, request and the share of it that is used. Where it came out longer than 744 hours or shorter
/// than two seconds, the instances give way, and after them the CPU time.
///
/// ```swift
/// let jobs = BorgJobPopulation(BorgCellParameters())
/// let largest = (0..<200_000).map { jobs.job($0).cpuHours }.max()
/// ```
public struct BorgJobPopulation: Sendable {
  /// What the jobs are like.
  public let parameters: BorgCellParameters
  let sizes: BorgJobSizes
  let usage: BorgUsageModel
  private let cpuRequests: QuantileCurve
  private let memoryRequests: QuantileCurve
  private let residentCPURequests: QuantileCurve
  private let residentMemoryRequests: QuantileCurve
  private let tiers: WeightedIndex
  private let ends: WeightedIndex
  private let bounds: Bounds

  /// The most that a job may be in the cell at hand.
  struct Bounds {
    var cpuHours = Double.infinity
    var cpu = Double.infinity
    var memory = Double.infinity
  }

  /// The longest run time in seconds, the 31 days over which the paper counts.
  static let longestRunTime = 744 * 3600.0
  private static let shortestRunTime = 2.0
  /// Of the spread of used over requested memory that arriving jobs have; the closeness of CPU and memory
  /// hours of jobs allows no more.
  private static let memoryNarrowing = 0.35

  /// The population of a whole cell, whose jobs are as large as published.
  ///
  /// - Throws: ``WorkloadError`` if a parameter is wrong.
  public init(_ parameters: BorgCellParameters) throws {
    try parameters.validate()
    self.init(checked: parameters, bounds: Bounds())
  }

  init(checked parameters: BorgCellParameters, bounds: Bounds) {
    self.parameters = parameters
    self.bounds = bounds
    sizes = BorgJobSizes(parameters.sizes)
    usage = BorgUsageModel(parameters)
    cpuRequests = QuantileCurve(parameters.sizes.cpuRequest)
    memoryRequests = QuantileCurve(parameters.sizes.memoryRequest)
    residentCPURequests = QuantileCurve(parameters.sizes.residentCPURequest)
    residentMemoryRequests = QuantileCurve(parameters.sizes.residentMemoryRequest)
    tiers = WeightedIndex(weights: parameters.tiers.map(\.jobShare))
    ends = WeightedIndex(weights: parameters.endShares)
  }

  /// The job of the given number.
  public func job(_ ordinal: UInt64) -> BorgJob {
    var stream = RandomStream(seed: parameters.seed, purpose: .borgJob, entity: ordinal)
    let tier = BorgTier.allCases[tiers.sample(from: &stream)]
    return job(ordinal, tier: tier, from: &stream)
  }

  /// A job of the given tier that runs from before the trace to beyond it.
  func resident(_ index: Int, tier: BorgTier) -> BorgJob {
    let ordinal = BorgJob.firstResident + UInt64(index)
    var stream = RandomStream(seed: parameters.seed, purpose: .borgJob, entity: ordinal)
    var job = job(ordinal, tier: tier, from: &stream)
    // Drawn anew, without the size: what runs for months is not chosen by what it has used.
    let (count, request) = stream.nextNormalPair()
    let (memory, memoryUsage) = stream.nextNormalPair()
    job.instances = sizes.instances(score: count)
    let memoryScore = Self.correlated(request, memory, parameters.sizes.residentRequestCorrelation)
    job.cpuRequest = min(residentCPURequests.value(score: request), bounds.cpu)
    job.memoryRequest = min(residentMemoryRequests.value(score: memoryScore), bounds.memory)
    job.instances = min(job.instances, mostInstances(job))
    job.runTime = .infinity
    // Random rows of memory are about long-running instances: only here their whole spread applies.
    job.memoryUsedOverRequested = usage.memoryRatio(tier, score: memoryUsage)
    job.cpuUsedOverRequested = usage.expectedRatio(tier, job: job.usageScore)
    return job
  }

  private func job(_ ordinal: UInt64, tier: BorgTier, from stream: inout RandomStream) -> BorgJob {
    let sizes = parameters.sizes
    let (size, first) = stream.nextNormalPair()
    let (second, third) = stream.nextNormalPair()
    let (usageScore, memoryUsage) = stream.nextNormalPair()
    var job = BorgJob(
      ordinal: ordinal, tier: tier, instances: 1, cpuRequest: 0, memoryRequest: 0,
      isUneven: stream.nextUnit() < sizes.unevenJobShare, runTime: 0, cpuUsedOverRequested: 0,
      memoryUsedOverRequested: usage.memoryRatio(tier, score: Self.memoryNarrowing * memoryUsage),
      end: [.finish, .kill, .fail][ends.sample(from: &stream)], usageScore: usageScore)
    job.instances = self.sizes.instances(score: Self.correlated(size, first, sizes.sizeInstancesCorrelation))
    setRequests(
      &job, cpuScore: Self.correlated(size, second, sizes.sizeRequestCorrelation), memoryScore: third)
    fit(&job, cpuHours: min(self.sizes.cpuHours(score: size), bounds.cpuHours))
    return job
  }

  private static func correlated(_ score: Double, _ other: Double, _ correlation: Double) -> Double {
    correlation * score + (1 - correlation * correlation).squareRoot() * other
  }

  private func setRequests(_ job: inout BorgJob, cpuScore: Double, memoryScore: Double) {
    let memory = Self.correlated(cpuScore, memoryScore, parameters.sizes.requestCorrelation)
    job.cpuRequest = min(cpuRequests.value(score: cpuScore), bounds.cpu)
    job.memoryRequest = min(memoryRequests.value(score: memory), bounds.memory)
  }

  private func mostInstances(_ job: BorgJob) -> Int {
    let most = min(bounds.cpu / job.cpuRequest, bounds.memory / job.memoryRequest)
    return max(1, Int(min(most, Double(parameters.sizes.maximumInstances))))
  }

  /// Finds the run time that gives the job its CPU time.
  private func fit(_ job: inout BorgJob, cpuHours: Double) {
    let most = mostInstances(job)
    job.instances = min(job.instances, most)
    let ratio = usage.expectedRatio(job.tier, job: job.usageScore)
    let whole = cpuHours * 3600 / (job.cpuRequest * ratio)
    if whole / Double(job.instances) > Self.longestRunTime {
      job.instances = min(most, Int(whole / Self.longestRunTime) + 1)
    } else if whole / Double(job.instances) < Self.shortestRunTime {
      job.instances = max(1, Int(whole / Self.shortestRunTime))
    }
    let runTime = whole / Double(job.instances)
    job.runTime = min(max(runTime, 1), Self.longestRunTime)
    job.cpuUsedOverRequested = ratio
  }

  /// What is random about an instance.
  func instance(_ index: Int, of job: BorgJob) -> BorgInstanceDraw {
    var stream = RandomStream(
      seed: parameters.seed, purpose: .borgInstance, entity: job.ordinal, ordinal: UInt64(index))
    let (usage, window) = stream.nextNormalPair()
    let (request, _) = job.isUneven ? stream.nextNormalPair() : (0, 0)
    var resubmissions = 0
    if parameters.resubmissionsPerInstance > 0 && stream.nextUnit() < parameters.resubmittedShare {
      // One, and geometrically more: the mean over all instances is as wanted.
      let mean = parameters.resubmissionsPerInstance / parameters.resubmittedShare
      resubmissions = 1 + Geometric(probability: 1 / mean).sample(from: &stream)
    }
    return BorgInstanceDraw(
      usageScore: usage, firstWindowScore: window, requestScore: request, resubmissions: resubmissions)
  }
}
