import Foundation
import SimulationKernel

/// How much CPU and memory one replica should request, after the Kubernetes Vertical Pod Autoscaler's
/// recommender.
///
/// A pure recommender: it resizes nothing and evicts nothing. Percentiles of decaying histograms, plus a
/// margin; the bounds are widened as long as the history is short. Source: kubernetes/autoscaler, chart
/// 0.11.0 (2026-08-22), `vertical-pod-autoscaler/pkg/recommender`: `model/aggregations_config.go`,
/// `model/container.go`, `util/histogram.go`, `util/decaying_histogram.go`, `logic/estimator.go`,
/// `logic/recommender.go`. One container a replica; checkpoints, resource policies and rounding of the output
/// are left out.
public struct VerticalRecommender: Sendable {
  /// The percentiles and constants of the recommender.
  public struct Settings: Sendable, Hashable {
    /// The percentile that the target follows, in 0…1.
    public var targetPercentile = 0.9
    /// The percentile that the lower bound follows, in 0…1.
    public var lowerBoundPercentile = 0.5
    /// The percentile that the upper bound follows, in 0…1.
    public var upperBoundPercentile = 0.95
    /// The share that is added to all three, at least 0.
    public var marginFraction = 0.15
    /// The least CPU recommended, in millicores.
    public var minCPUMillicores: Int64 = 25
    /// The least memory recommended, in bytes.
    public var minMemoryBytes: Int64 = 250 << 20
    /// Time in which a sample loses half its weight.
    public var halfLife = SimulationDuration.hours(24)
    /// The length of the windows of which only the memory peak counts.
    public var memoryInterval = SimulationDuration.hours(24)
    /// The history, in samples a minute, that counts as confidence 1.
    public var confidenceInterval = SimulationDuration.hours(24)
    /// The factor on memory after an out-of-memory kill, at least 1.
    public var outOfMemoryRatio = 1.2
    /// The least growth of memory after an out-of-memory kill, in bytes.
    public var outOfMemoryMinimum: Int64 = 100 << 20

    /// The recommender's defaults.
    public init() {}
  }

  /// What is remembered of one replica.
  private struct Replica {
    var lastCPU: SimulationTime?
    var lastMemory: SimulationTime?
    var memoryPeak: Int64 = 0
    var outOfMemoryPeak: Int64 = 0
    var windowEnd: SimulationTime?
  }

  /// The percentiles and constants.
  public let settings: Settings
  private var cpu: DecayingHistogram
  private var memory: DecayingHistogram
  private var replicas: [Int: Replica] = [:]
  private var firstSample: SimulationTime?
  private var lastSample: SimulationTime?
  private var sampleCount = 0

  /// The weight of a CPU sample; memory peaks have weight 1.
  private static let cpuSampleWeight = 0.1
  /// What an infinite or larger amount is cut to.
  private static let maximum = 1e14

  /// A recommender without any history.
  public init(settings: Settings = Settings()) {
    self.settings = settings
    let epsilon = 0.001 * Self.cpuSampleWeight
    cpu = DecayingHistogram(
      buckets: .exponential(maximum: 1000, first: 0.01, ratio: 1.05), epsilon: epsilon,
      halfLife: settings.halfLife)
    memory = DecayingHistogram(
      buckets: .exponential(maximum: 1e12, first: 1e7, ratio: 1.05), epsilon: epsilon,
      halfLife: settings.halfLife)
  }

  /// Adds the CPU use of one replica (cores, at least 0); false if the sample is negative or not newer than
  /// its last.
  @discardableResult
  public mutating func addCPU(cores: Double, at time: SimulationTime, replica: Int = 0) -> Bool {
    let last = replicas[replica]?.lastCPU
    guard cores >= 0, last.map({ $0 < time }) ?? true else { return false }
    replicas[replica, default: Replica()].lastCPU = time
    cpu.add(cores, weight: Self.cpuSampleWeight, at: time)
    firstSample = firstSample.map { min($0, time) } ?? time
    lastSample = lastSample.map { max($0, time) } ?? time
    sampleCount += 1
    return true
  }

  /// Adds the memory use of one replica (bytes, at least 0); false if the sample is negative or older than
  /// its last.
  @discardableResult
  public mutating func addMemory(bytes: Int64, at time: SimulationTime, replica: Int = 0) -> Bool {
    addMemory(bytes: bytes, at: time, replica: replica, isOutOfMemory: false)
  }

  /// Notes that a replica with the given memory request (bytes) was killed; false if that was long ago.
  @discardableResult
  public mutating func addOutOfMemory(requestBytes: Int64, at time: SimulationTime, replica: Int = 0) -> Bool
  {
    let state = replicas[replica, default: Replica()]
    if let last = state.lastMemory, time < last - settings.memoryInterval { return false }
    let used = max(requestBytes, state.memoryPeak)
    let needed = max(used + settings.outOfMemoryMinimum, Self.scaled(used, settings.outOfMemoryRatio))
    return addMemory(bytes: needed, at: time, replica: replica, isOutOfMemory: true)
  }

  private mutating func addMemory(
    bytes: Int64, at time: SimulationTime, replica: Int, isOutOfMemory: Bool
  ) -> Bool {
    var state = replicas[replica, default: Replica()]
    guard bytes >= 0, isOutOfMemory || state.lastMemory.map({ $0 <= time }) ?? true else { return false }
    state.lastMemory = time
    let end = state.windowEnd ?? time
    let peak = max(state.memoryPeak, state.outOfMemoryPeak)
    var isNewPeak = false
    if time < end {
      if peak != 0, bytes > peak {
        memory.subtract(Double(peak), weight: 1, at: end)
        isNewPeak = true
      }
      state.windowEnd = end
    } else {
      let windows = (time - end) / settings.memoryInterval + 1
      state.windowEnd = end + settings.memoryInterval * windows
      state.memoryPeak = 0
      state.outOfMemoryPeak = 0
      isNewPeak = true
    }
    if isNewPeak {
      // a peak is dated to the end of its window, which may lie ahead
      memory.add(Double(bytes), weight: 1, at: state.windowEnd ?? time)
      if isOutOfMemory { state.outOfMemoryPeak = bytes } else { state.memoryPeak = bytes }
    }
    replicas[replica] = state
    return true
  }

  /// How far the history reaches, in confidence intervals: by time and by one CPU sample a minute, whichever
  /// is less.
  ///
  /// Memory samples do not count, and it is 0 where there is at most one instant of history.
  public var confidence: Double {
    guard let firstSample, let lastSample else { return 0 }
    let lifespan =
      Double((lastSample - firstSample).nanoseconds) / Double(settings.confidenceInterval.nanoseconds)
    return min(lifespan, Double(sampleCount) / (settings.confidenceInterval.seconds / 60))
  }

  /// What one replica should request by all that was added so far.
  public var recommendation: RequestRecommendation {
    // the bounds start at zero and infinity and approach their percentiles, the lower one much sooner
    let narrowing = pow(1 + 0.001 / confidence, -2)
    let widening = 1 + 1 / confidence
    return RequestRecommendation(
      target: resources(settings.targetPercentile, factor: 1),
      lowerBound: resources(settings.lowerBoundPercentile, factor: narrowing),
      upperBound: resources(settings.upperBoundPercentile, factor: widening))
  }

  private func resources(_ percentile: Double, factor: Double) -> RequestRecommendation.Amounts {
    let amount = { (base: Double, minimum: Int64) in
      let whole = Self.amount(base)
      return max(minimum, Self.scaled(whole + Self.scaled(whole, settings.marginFraction), factor))
    }
    return RequestRecommendation.Amounts(
      cpuMillicores: amount(cpu.percentile(percentile) * 1000, settings.minCPUMillicores),
      memoryBytes: amount(memory.percentile(percentile), settings.minMemoryBytes))
  }

  private static func scaled(_ amount: Int64, _ factor: Double) -> Int64 {
    Self.amount(Double(amount) * factor)
  }

  /// Whole units, cut off as the recommender does; 0 · ∞ is 0 here, where the original leaves it undefined.
  private static func amount(_ value: Double) -> Int64 {
    value.isNaN ? 0 : Int64(max(0, min(maximum, value)))
  }
}

/// The boundaries of a histogram's buckets; values outside fall into the first or the last.
struct HistogramBuckets: Sendable, Hashable {
  let first: Double
  /// The ratio of the sizes of neighbours, at least 1.
  let ratio: Double
  let count: Int

  /// Buckets that grow by `ratio` (above 1) from the size `first`; the last one begins at or above `maximum`.
  static func exponential(maximum: Double, first: Double, ratio: Double) -> Self {
    let last = (log(maximum * (ratio - 1) / first + 1) / log(ratio)).rounded(.up)
    return Self(first: first, ratio: ratio, count: Int(last) + 1)
  }

  /// Buckets of one size; the last one begins at or above `maximum`.
  static func linear(maximum: Double, size: Double) -> Self {
    Self(first: size, ratio: 1, count: Int((maximum / size).rounded(.up)) + 1)
  }

  func index(of value: Double) -> Int {
    guard value >= first else { return 0 }
    let position = ratio == 1 ? value / first : log(value * (ratio - 1) / first + 1) / log(ratio)
    return position < Double(count - 1) ? Int(position) : count - 1
  }

  func start(of index: Int) -> Double {
    if ratio == 1 { return Double(index) * first }
    return index == 0 ? 0 : first * (pow(ratio, Double(index)) - 1) / (ratio - 1)
  }
}

/// A histogram whose samples lose half their weight in every half-life.
///
/// Weights are kept relative to a reference instant that is moved when the exponents grow large; only their
/// ratios matter.
struct DecayingHistogram: Sendable {
  let buckets: HistogramBuckets
  /// The least weight of a bucket that counts as filled.
  let epsilon: Double
  let halfLife: SimulationDuration
  private var weights: [Double]
  private var total = 0.0
  private var lowest: Int
  private var highest = 0
  private var reference = SimulationTime.zero

  init(buckets: HistogramBuckets, epsilon: Double, halfLife: SimulationDuration) {
    self.buckets = buckets
    self.epsilon = epsilon
    self.halfLife = halfLife
    weights = Array(repeating: 0, count: buckets.count)
    lowest = buckets.count - 1
  }

  var isEmpty: Bool { weights[lowest] < epsilon }

  mutating func add(_ value: Double, weight: Double, at time: SimulationTime) {
    let index = buckets.index(of: value)
    let decayed = weight * factor(at: time)
    weights[index] += decayed
    total += decayed
    guard weights[index] >= epsilon else { return }
    lowest = min(lowest, index)
    highest = max(highest, index)
  }

  mutating func subtract(_ value: Double, weight: Double, at time: SimulationTime) {
    let index = buckets.index(of: value)
    let decayed = weight * factor(at: time)
    total = difference(total, decayed)
    weights[index] = difference(weights[index], decayed)
    narrow()
  }

  /// The upper end of the bucket that holds the percentile (0…1), or the start of the last one; 0 if empty.
  func percentile(_ share: Double) -> Double {
    guard !isEmpty else { return 0 }
    let threshold = share * total
    var sum = 0.0
    var index = lowest
    while index < highest {
      sum += weights[index]
      if sum >= threshold { break }
      index += 1
    }
    return buckets.start(of: min(index + 1, buckets.count - 1))
  }

  private func difference(_ value: Double, _ subtracted: Double) -> Double {
    let rest = value - subtracted
    return rest < epsilon ? 0 : rest
  }

  private mutating func narrow() {
    while weights[lowest] < epsilon, lowest < buckets.count - 1 { lowest += 1 }
    while weights[highest] < epsilon, highest > 0 { highest -= 1 }
  }

  private mutating func factor(at time: SimulationTime) -> Double {
    if time > reference + halfLife * 100 {
      let halfLives = (time.sinceOrigin.seconds / halfLife.seconds).rounded()
      let moved = SimulationTime.zero + halfLife * Int64(halfLives)
      let scale = exp2(-Double((moved - reference) / halfLife))
      for index in weights.indices { weights[index] *= scale }
      total *= scale
      reference = moved
      narrow()
    }
    return exp2(Double((time - reference).nanoseconds) / Double(halfLife.nanoseconds))
  }
}
