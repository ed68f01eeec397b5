import Learning
import SimulationKernel

/// The features of the replica predictor as a policy works them out from the scrapes that it is given.
public struct ReplicaFeatures: Sendable {
  private var stream: FeatureStream
  private let step: SimulationDuration
  private var last: SimulationTime?
  /// (D) the features of the newest scrape; empty before the first.
  public private(set) var row: [Double] = []

  /// Features of scrapes that come every `step`.
  public init(step: SimulationDuration) {
    self.step = step
    stream = FeatureStream(FeatureCatalogue.replicaPredictor(step: step.seconds))
  }

  /// What it works out, in order.
  public var set: FeatureSet { stream.set }

  /// Adds a scrape; true if it is new. Scrapes that were lost in between are steps of which nothing is known.
  public mutating func add(_ sample: ServiceSample) -> Bool {
    if let last {
      guard sample.timestamp > last else { return false }
      let steps = Int(((sample.timestamp - last).seconds / step.seconds).rounded())
      for _ in 0..<min(max(0, steps - 1), set.reach) { stream.skip(MetricReading()) }
    }
    last = sample.timestamp
    row = stream.add(MetricReading(sample), endingAt: sample.timestamp.seconds)
    return true
  }
}

extension MetricReading {
  /// What a scrape says.
  init(_ sample: ServiceSample) {
    self.init()
    self[.cpuUsage] = sample.cpuCores
    self[.requestsPerSecond] = sample.requestsPerSecond
    self[.queueLength] = sample.queueLength
    guard let details = sample.details else { return }
    self[.cpuRequest] = details.cpuRequest
    self[.cpuLimit] = details.cpuLimit ?? .nan
    self[.memoryUsage] = details.memory
    self[.memoryRequest] = details.memoryRequest
    self[.memoryLimit] = details.memoryLimit ?? .nan
    self[.responseTime] = details.p95
    self[.errorRate] = details.errorRate
    self[.restarts] = Double(details.restarts)
    self[.replicas] = Double(details.readyReplicas)
    self[.nodeCPUPressure] = details.hasCPUPressure ? 1 : 0
    self[.nodeMemoryPressure] = details.hasMemoryPressure ? 1 : 0
  }
}
