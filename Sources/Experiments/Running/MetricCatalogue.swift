import ClusterSimulation
import SimulationKernel

/// The metrics that runs store, in the order of tables.
public enum MetricCatalogue {
  /// Recovery of a surge counts at most this many seconds (restricted mean).
  public static let surgeHorizon = 600.0
  /// A marked surge is watched from its onset until so long after its full height, or until that ends.
  public static let surgeWindow = SimulationDuration.minutes(10)

  /// All definitions.
  public static let all: [MetricDefinition] = rows.map(\.definition) + FaultMetrics.definitions + tuning

  /// What tuning a run's arm came to.
  private static let tuning: [MetricDefinition] = [
    MetricDefinition(
      name: "tuned_knob", unit: "1", better: "none",
      summary: "Where tuning left the arm's knob, from 0 (leanest) to 1 (most generous)."),
    MetricDefinition(
      name: "tuned_violation", unit: "%", better: "none",
      summary: "Violating windows on the validation part at that knob."),
    MetricDefinition(
      name: "tuned_in_budget", unit: "%", better: "none",
      summary: "100 where the violation budget could be met on the validation part, else 0."),
  ]

  /// The figures of a tuned arm, beside those of its run.
  static func values(of tuning: TuningResult) -> [MetricValue] {
    [
      MetricValue(name: "tuned_knob", value: tuning.knob),
      MetricValue(name: "tuned_violation", value: tuning.violation),
      MetricValue(name: "tuned_in_budget", value: tuning.feasible ? 100 : 0),
    ]
  }

  /// The figures of a run, in catalogue order; those of faults and healing where there was any.
  ///
  /// - Parameter holdTime: How long a service level has to hold to count as restored, in seconds.
  static func values(of output: ClusterSimulation.Output, holdTime: Double) -> [MetricValue] {
    let figures = rows.map { row in
      let value = row.value(output.measurements)
      return MetricValue(name: row.definition.name, value: value.flatMap { $0.isFinite ? $0 : nil })
    }
    return figures + (output.faults.map { FaultMetrics.values(of: $0, holdTime: holdTime) } ?? [])
  }

  private typealias Row = (definition: MetricDefinition, value: @Sendable (RunMeasurements) -> Double?)

  private static func row(
    _ name: String, _ unit: String, _ better: String, _ summary: String,
    _ value: @escaping @Sendable (RunMeasurements) -> Double?
  ) -> Row {
    (MetricDefinition(name: name, unit: unit, better: better, summary: summary), value)
  }

  private static let rows: [Row] = [
    row("node_cost", "USD", "lower", "Nodes times price from order to release; a booting node is billed.") {
      $0.nodeCost
    },
    row("replica_cost", "USD", "lower", "CPU and memory requests of existing replicas times their prices.") {
      $0.replicaCost
    },
    row(
      "violation_windows", "%", "lower", "60-s windows in which the objective's share of requests was missed."
    ) {
      100 * Double($0.violatingWindows) / Double($0.windows)
    },
    row("violation_requests", "%", "lower", "Requests that failed or were slower than the latency target.") {
      $0.arrived > 0 ? 100 * $0.violating / $0.arrived : nil
    },
    row("downtime", "s", "lower", "Total length of the violating 60-s windows.") {
      60 * Double($0.violatingWindows)
    },
    row("availability", "%", "higher", "One minus failed over all requests.") {
      $0.arrived > 0 ? 100 * (1 - $0.failed / $0.arrived) : nil
    },
    row("mean_latency", "s", "lower", "Mean time from arrival to the end of a request, failed ones included.")
    {
      $0.arrived > 0 ? $0.latencySeconds / $0.arrived : nil
    },
    row("memory_kills", "1", "lower", "Containers killed for exceeding their memory limit.") {
      Double($0.memoryKills)
    },
    row(
      "scaling_time", "s", "lower",
      "Mean time to adequate capacity of a surge, held for 60 s; restricted to 600 s, unanswered surges included."
    ) { measured in
      let all = (measured.surges + measured.openSurges).map { min($0, surgeHorizon) }
      return all.isEmpty ? nil : all.reduce(0, +) / Double(all.count)
    },
    row("surges", "1", "none", "Times the demand rose above the ready replicas, after adequacy.") {
      Double($0.surges.count + $0.openSurges.count)
    },
    row(
      "surge_scaling_time", "s", "lower",
      "Mean over the injected surges of the time in which demand exceeded supply, from the onset to the end of the plateau or 600 s of it. Every arm is judged by the same surges; of a step this is the time to adequate capacity."
    ) {
      $0.markedSurges.isEmpty ? nil : $0.markedSurges.reduce(0, +) / Double($0.markedSurges.count)
    },
    row(
      "under_provisioning_accuracy", "%", "lower", "θ_U: mean of (d − s)/d where demand d exceeds supply s."
    ) {
      $0.demandTime > 0 ? 100 * $0.underProvisioned / $0.demandTime : nil
    },
    row("over_provisioning_accuracy", "%", "lower", "θ_O: mean of (s − d)/d where supply s exceeds demand d.")
    {
      $0.demandTime > 0 ? 100 * $0.overProvisioned / $0.demandTime : nil
    },
    row("under_provisioning_time", "%", "lower", "τ_U: time in which demand exceeds supply.") {
      $0.demandTime > 0 ? 100 * $0.underTime / $0.demandTime : nil
    },
    row("over_provisioning_time", "%", "lower", "τ_O: time in which supply exceeds demand.") {
      $0.demandTime > 0 ? 100 * $0.overTime / $0.demandTime : nil
    },
    row("mean_replicas", "1", "none", "Ready replicas, averaged over time.") { $0.readySeconds / $0.seconds },
    row("peak_replicas", "1", "none", "Most ready replicas.") { Double($0.peakReady) },
    row("replica_changes", "1", "none", "Writes of the scale subresource.") { Double($0.scaleWrites) },
    row("cpu_used", "core-h", "none", "CPU that requests used.") { $0.cpuSeconds / 3600 },
    row("requests", "1", "none", "Requests that arrived.") { $0.arrived },
  ]
}
