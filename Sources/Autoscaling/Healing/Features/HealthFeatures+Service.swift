import Foundation

extension HealthFeatures {
  /// Each signal over the replicas that serve: median, outliers, how many are off, and the median's change.
  func addReplicas(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    for (place, kind) in ReplicaSignals.kinds.enumerated() {
      let values = frame.serving.map { $0.values[place] }.filter(\.isFinite)
      let median = frame.medians[place]
      let off = values.count { abs($0 - median) > kind.off }
      func add(_ statistic: String, _ value: Double, _ summary: String) {
        row.add(.replicas, "replica_\(kind.name)_\(statistic)", value, "\(kind.summary): \(summary)")
      }
      // logarithms of latencies and costs depend on the service; only their change is comparable
      if !kind.summary.hasPrefix("natural log") { add("median", median, "median over the replicas") }
      add("change", replicaBaselines[place].change(median), "median minus its slow baseline")
      add("above", (values.max() ?? .nan) - median, "largest minus median")
      add("below", median - (values.min() ?? .nan), "median minus smallest")
      add(
        "off", Double(off) / Double(max(1, values.count)),
        "share of replicas more than \(kind.off) from the median")
    }
  }

  func change(_ kind: ServiceBaseline, _ frame: HealthFrame) -> Double {
    serviceBaselines[kind.rawValue].change(frame.value(kind))
  }

  /// The service as a whole, and what it shows that its replicas do not.
  func addService(_ row: inout HealthFeatureRow, _ frame: HealthFrame) {
    let service = frame.observation.service
    let share = Double(service.readyReplicas)
    func add(_ name: String, _ value: Double, _ summary: String) {
      row.add(.service, "service_\(name)", value, summary)
    }
    add("load_change", change(.load, frame), "natural log of calls a second over the slow baseline")
    add("retries", frame.value(.attempts), "repetitions over calls")
    add("retries_change", change(.attempts, frame), "the same minus its slow baseline")
    add("errors", service.errorRate, "share of calls that failed")
    add("violations", service.violationShare, "share of calls that failed or were late")
    add("late", service.violationShare - service.errorRate, "share of calls that were late")
    add("p50_change", change(.p50, frame), "natural log of the median latency over the slow baseline")
    add("p95_change", change(.p95, frame), "natural log of p95 over the slow baseline")
    add("p99_change", change(.p99, frame), "natural log of p99 over the slow baseline")
    add("tail", frame.value(.p95) - frame.value(.p50), "natural log of p95 over p50")
    add("far_tail", frame.value(.p99) - frame.value(.p95), "natural log of p99 over p95")
    add("queue", frame.value(.queue), "ln(1 + waiting requests a ready replica)")
    add("queue_change", change(.queue, frame), "the same minus its slow baseline")
    add(
      "cpu_per_request_change", change(.cpuPerRequest, frame),
      "natural log of CPU a call over the slow baseline")
    add("reach", frame.reach.isFinite ? 1 - frame.reach : .nan, "share of attempts that reached no replica")
    add("reach_change", -change(.reach, frame), "the same minus its slow baseline")
    let replicaErrors = mean(frame.serving, "errors")
    add(
      "errors_outside", service.errorRate - (replicaErrors.isFinite ? replicaErrors : 0),
      "share of calls that failed, minus the mean error share of the replicas")
    add(
      "latency_outside", frame.value(.p95) - frame.medians[ReplicaSignals.place("p95")],
      "natural log of the service's p95 over the replicas' median p95")
    add("ready", share / Double(max(1, service.desiredReplicas)), "ready replicas over those asked for")
    add(
      "missing", 1 - Double(service.replicas) / Double(max(1, service.desiredReplicas)),
      "share of the replicas asked for that do not exist")
    add("replicas_change", change(.replicas, frame), "natural log of replicas over the slow baseline")
    add("desired_change", change(.desired, frame), "natural log of replicas asked for over the slow baseline")
  }

  func mean(_ replicas: [ReplicaSignals], _ name: String) -> Double {
    let place = ReplicaSignals.place(name)
    let values = replicas.map { $0.values[place] }.filter(\.isFinite)
    return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }
}
