import SimulationKernel

@testable import Autoscaling

extension HPAFuzz {
  private static let extremes: [Int64] = [
    0, 1, -1, 99, 1000, 250_000, Int64(Int32.max), .max, .max - 1, .min, 1 << 61,
  ]
  private static let counts: [Int32] = [0, 0, 1, 2, 3, 5, 20, 21, .max - 1, .max, -1, .min]

  /// Answers for any metric: a few pods in random states, with values up to the limits of the type.
  struct Source: HPAMetricSource {
    var pods: [(state: PodObservation, request: Int64)] = []
    var value: Int64?
    var series: [Int64] = []
    var ghosts: [Int64] = []

    init(_ random: inout Random, now: SimulationTime) {
      for _ in 0..<random.below(5) {
        let usage = PodUsage(
          cpu: random.pick(extremes), timestamp: now - .seconds(Int64(random.below(60))),
          window: .seconds(15))
        let state = PodObservation(
          phase: random.pick([.running, .running, .pending, .failed]), isTerminating: random.oneIn(6),
          readiness: random.pick([.ready, .ready, .notReady, .absent, .unknown]),
          startTime: random.oneIn(5) ? nil : now - .seconds(Int64(random.below(600))),
          readySince: now - .seconds(Int64(random.below(600))), usage: random.oneIn(4) ? nil : usage)
        pods.append((state, random.pick(extremes)))
      }
      value = random.oneIn(5) ? nil : random.pick(extremes)
      series = (0..<random.below(4)).map { _ in random.pick(extremes) }
      ghosts = random.oneIn(4) ? [random.pick(extremes)] : []
    }

    func addPods(to tally: inout PodMetricTally, for metric: HPAMetric) throws(HPAMetricError) {
      for pod in pods {
        let sample = pod.state.usage.map {
          PodSample(milli: $0.cpu, timestamp: $0.timestamp, window: $0.window)
        }
        tally.add(pod.state, sample: sample, request: pod.request)
      }
      for ghost in ghosts { tally.addGhost(milli: ghost) }
    }

    var readyPods: Int64? { pods.isEmpty ? nil : Int64(pods.count { $0.state.readiness == .ready }) }

    func objectValue(of metric: HPAMetric) throws(HPAMetricError) -> Int64 {
      guard let value else { throw .metricsUnavailable }
      return value
    }

    func externalValue(
      of metric: HPAMetric, sum: (borrowing [Int64]) -> Int64
    ) throws(HPAMetricError) -> Int64 {
      guard !series.isEmpty else { throw .metricsUnavailable }
      return sum(series)
    }
  }

  /// Reconciles an accepted spec a few times; what is written has to be within the limits. Nil if all is well.
  static func fault(of spec: HPASpec, scaleToZero: Bool, _ random: inout Random) -> String? {
    var controller = HPAController(spec: spec, scaleToZero: scaleToZero)
    let lowest = spec.minReplicas ?? 1
    var current = random.pick(counts)
    for step in 0..<4 {
      let now = SimulationTime.seconds(10_000 + 15 * Int64(step))
      let scale = HPAController.Scale(specReplicas: current, statusReplicas: random.pick(counts))
      let outcome = controller.reconcile(now: now, scale: scale, source: Source(&random, now: now))
      if let reason = outcome.rescaleReason { _ = controller.text(of: reason) }
      if let written = outcome.scaleTo {
        if written < lowest || written > spec.maxReplicas {
          return "\(written) replicas are written, outside \(lowest)...\(spec.maxReplicas)"
        }
        current = random.oneIn(4) ? random.pick(counts) : written
      }
    }
    return nil
  }
}
