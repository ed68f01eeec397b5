import SimulationKernel

/// Sums over a metric's pods, sorted into groups: all that the calculation needs, so that pods are looked at once and
/// nothing is stored. (Section 3.2.)
///
/// All sums wrap, as the controller's 64-bit integers do.
public struct PodMetricTally: Sendable {
  /// The instant of the evaluation.
  let now: SimulationTime
  let settings: HPASettings
  /// Whether the resource is `cpu`, for which alone the readiness rules hold.
  let isCPU: Bool
  /// T × … for missing pods on the way down: percent of their request. 100, or the target where that is more.
  let fallbackPercent: Int64

  var pods = 0
  /// Pods with a usable sample.
  var counted: Int64 = 0
  var countedUsage: Int64 = 0
  var countedRequest: Int64 = 0
  /// Pods that count as unready.
  var unready: Int64 = 0
  var unreadyRequest: Int64 = 0
  /// Pods without a sample.
  var missing: Int64 = 0
  var missingRequest: Int64 = 0
  /// What missing pods are taken to use when the others ask for fewer replicas.
  var missingFallback: Int64 = 0
  /// Samples of pods that are not in the list.
  var ghosts: Int64 = 0
  var ghostUsage: Int64 = 0
  var requestError: HPAMetricError?

  /// An empty tally for an evaluation at `now`.
  ///
  /// - Parameters:
  ///   - now: The instant.
  ///   - settings: The controller's.
  ///   - isCPU: Whether the resource is exactly `cpu`.
  ///   - targetPercent: The utilization target; nil for an average value.
  public init(now: SimulationTime, settings: HPASettings, isCPU: Bool, targetPercent: Int64?) {
    self.now = now
    self.settings = settings
    self.isCPU = isCPU
    fallbackPercent = max(100, targetPercent ?? 100)
  }

  /// Sorts a pod into its group; the first matching rule wins.
  ///
  /// - Parameters:
  ///   - pod: Its state. Its `usage` is not looked at.
  ///   - sample: Its value of this metric, if the source gave one.
  ///   - request: Its request for the resource in milli-units; 0 for an average value target.
  @inline(__always)
  public mutating func add(_ pod: PodObservation, sample: PodSample?, request: Int64) {
    pods += 1
    if pod.isTerminating || pod.phase == .failed { return }
    if pod.phase == .pending {
      unready += 1
      unreadyRequest &+= request
      return
    }
    guard let sample else {
      missing += 1
      missingRequest &+= request
      missingFallback &+= (request &* fallbackPercent) / 100
      return
    }
    if isCPU, isUnready(pod, sample) {
      unready += 1
      unreadyRequest &+= request
      return
    }
    counted += 1
    countedUsage &+= sample.milli
    countedRequest &+= request
  }

  /// Sorts all pods of a service whose replicas have equal requests.
  @inline(__always)
  mutating func add(_ pods: [PodObservation], request: Int64, _ value: (PodUsage) -> Int64) {
    let oldest = now.nanoseconds &- settings.cpuInitializationPeriod
    // sums of the pods that nearly all are: running, ready and past their initialization; no rule sorts them elsewhere
    var usual: Int64 = 0
    var usage: Int64 = 0
    pods.withUnsafeBufferPointer { pods in
      for index in pods.indices {
        if pods[index].phase == .running, !pods[index].isTerminating, pods[index].readiness == .ready,
          let start = pods[index].startTime, start.nanoseconds <= oldest, let reading = pods[index].usage
        {
          usual &+= 1
          usage &+= value(reading)
        } else {
          addUnusual(pods, index, value: pods[index].usage.map(value) ?? 0, request: request)
        }
      }
    }
    self.pods += Int(usual)
    counted += usual
    countedUsage &+= usage
    countedRequest &+= usual &* request
  }

  /// Out of line, so that the loop over the usual pods keeps its registers.
  @inline(never)
  private mutating func addUnusual(
    _ pods: UnsafeBufferPointer<PodObservation>, _ index: Int, value: Int64, request: Int64
  ) {
    let sample = pods[index].usage.map {
      PodSample(milli: value, timestamp: $0.timestamp, window: $0.window)
    }
    add(pods[index], sample: sample, request: request)
  }

  /// The sample of a pod that is not in the list is kept.
  public mutating func addGhost(milli: Int64) {
    ghosts += 1
    ghostUsage &+= milli
  }

  /// Notes that some pod's request cannot be had; the first such error stands, whatever the pod's state.
  public mutating func note(_ error: HPAMetricError) {
    if requestError == nil { requestError = error }
  }

  /// Rule 4 of section 3.2.
  @inline(__always)
  private func isUnready(_ pod: PodObservation, _ sample: PodSample) -> Bool {
    guard pod.readiness != .absent, let start = pod.startTime else { return true }
    if start.nanoseconds &+ settings.cpuInitializationPeriod > now.nanoseconds {
      return pod.readiness == .notReady
        || sample.timestamp.nanoseconds < pod.readySince.nanoseconds &+ sample.window.nanoseconds
    }
    return pod.readiness == .notReady
      && start.nanoseconds &+ settings.initialReadinessDelay > pod.readySince.nanoseconds
  }
}
