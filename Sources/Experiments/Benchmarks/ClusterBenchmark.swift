import ClusterSimulation

extension ScenarioRunner {
  /// Simulates the whole time line under the first arm: seconds of CPU and wall time, and events a CPU second.
  ///
  /// - Throws: What `run` throws.
  public func benchmarkMonth(repetitions: Int) throws -> [BenchmarkRecord] {
    let workload = try PreparedWorkload(scenario, traces: traces, folder: folder)
    let arm = Arm(specification: scenario.arms[0], scenario: scenario, workload: workload)
    var events = 0
    let time = try Stopwatch.median(of: repetitions) {
      events =
        try arm.run(arm.specification, on: .whole, timelineInterval: 60).events
    }
    let parameters =
      [
        "days": .number(workload.load.span.seconds / 86_400), "runs": .init(repetitions),
      ] as [String: BenchmarkRecord.Parameter]
    func record(_ metric: String, _ value: Double, _ unit: String) -> BenchmarkRecord {
      BenchmarkRecord(
        name: "cluster/month-fluid", metric: metric, value: value, unit: unit, parameters: parameters)
    }
    return [
      record("cpu", time.cpu, "s"), record("wall", time.wall, "s"),
      record("rate", Double(events) / time.cpu, "events/s"),
    ]
  }
}
