import ClusterSimulation
import Foundation
import SimulationKernel
import TestSupport
import Testing
import Workloads

@testable import Experiments

@Suite("Loads of scenarios")
struct PreparedWorkloadTests {
  private func scenario(_ workload: String, more: String = "", level: String = "fluid") throws -> Scenario {
    let lines = workload.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    return try Scenario(
      yaml: """
        format: forescale/scenario/v1
        name: small
        workload:
        \(lines)
        service:
          level: \(level)
          replica: {cpu: 1, memory: 2Gi, max: 100}
          request: {service_time: 100ms, cpu_time: 10ms, timeout: 60s}
          objective: {latency_target: 500ms}
        nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
        warm_up: 0s
        arms:
          - {name: peak, policy: static, size: peak}
        \(more)
        """, file: "s.yaml")
  }

  private func prepare(_ workload: String, _ files: [String]) throws -> PreparedWorkload {
    try PreparedWorkload(try scenario(workload), traces: files, folder: "")
  }

  @Test("a trace that counts requests is a load as it is")
  func counted() throws {
    let path = try SharedData.path("worldcup98/invocation_count.csv.gz")
    let workload = try prepare("traces: [x]", [path])
    // 125,310 minutes with 1,352,804,107 requests in the 125,300 that are there (awk); 10 minutes are filled
    let mean = 1_352_804_107.0 / 125_300 / 60
    let ratio: Double = workload.load.mean / mean
    #expect(abs(ratio - 1) < 1e-3)
    #expect(workload.load.span == .seconds(125_310 * 60))
    #expect(workload.filledWindows == 10)
    #expect(workload.summary == "1 series, 125310 steps of 60.0 s, 10 without a measurement")
    let scaled = try prepare("traces: [x]\nmean_requests_per_second: 50", [path])
    #expect(abs(scaled.load.mean - 50) < 1e-9)
  }

  @Test("files with a clock of their own follow each other, and CPU becomes requests by what one costs")
  func fleet() throws {
    let paths = try (1...3).map {
      try SharedData.path("azure-v2-fleet-5min/vm_cpu_readings_week\($0)_aggregated_cpu_mem.csv.gz")
    }
    let workload = try prepare("traces: [x]\nseries: [cpu]", paths)
    #expect(workload.load.span == .seconds(3 * 2016 * 300))
    let first = try TraceDemand(paths: [paths[0]], series: ["cpu"])
    let mean = first.series.values.compactMap(\.self).reduce(0, +) / 2016
    // a request takes 10 ms of a core
    let week = workload.load.slice(from: .zero, to: .seconds(2016 * 300))
    let ratio: Double = week.mean / (mean / 0.010)
    #expect(abs(ratio - 1) < 1e-9)
  }

  @Test("a share of an unknown machine says nothing about requests")
  func percent() throws {
    let path = try SharedData.path("azure-v1-vm-5min/microsoft_avg_50vms.csv.gz")
    #expect(
      throws: RunError(
        "the trace measures CPU in %, which says nothing about cores; workload.cores_per_unit or workload.mean_requests_per_second is needed"
      )
    ) { try prepare("traces: [x]", [path]) }
    let workload = try prepare("traces: [x]\ncores_per_unit: 4", [path])
    let demand = try TraceDemand(paths: [path])
    let mean = demand.series.values.compactMap(\.self).reduce(0, +) / Double(demand.series.values.count)
    let expected: Double = mean / 100 * 4 / 0.010
    #expect(abs(workload.load.mean / expected - 1) < 1e-9)
  }

  @Test("percentiles of the windows survive, and so does each window's mean")
  func reconstruction() throws {
    let path = try SharedData.path("google2019-instance-usage/job113-task22.csv.gz")
    // half of the training part of this task was not measured
    let common = "traces: [x]\nmean_requests_per_second: 100\nallow: {made_up: 50%}\n"
    let curve = try prepare(common, [path]).load
    let path15 = try prepare(common + "reconstruction: percentiles", [path]).load
    #expect(path15.resolution == .seconds(15) && path15.span == curve.span)
    let pairs = zip(curve.means(step: 300), path15.means(step: 300))
    let largest: Double = pairs.map { (a: Double, b: Double) -> Double in abs(a - b) / max(a, 1) }.max() ?? 1
    #expect(largest < 1e-9)
    func spread(_ load: LoadProfile) -> Double {
      let mean = load.mean
      return load.rates.reduce(0.0) { $0 + abs($1 - mean) } / Double(load.rates.count)
    }
    #expect(spread(path15) > 1.2 * spread(curve))
  }

  @Test("recorded requests are replayed one by one, each with its work")
  func requests() throws {
    let path = try SharedData.path("azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz")
    let scenario = try scenario("requests: [x]", level: "request")
    let workload = try PreparedWorkload(scenario, traces: [path], folder: "")
    let arrivals = try #require(workload.arrivals)
    #expect(arrivals.count == 8819)
    // the mean of the work is the service time
    let work: Double = arrivals.map(\.demand).reduce(0, +)
    #expect(abs(work / 8819 - 0.1) < 1e-12)
    let outcome = try ScenarioRunner(scenario, traces: [path]).run()
    let (from, to) = (workload.measuredWindow.lowerBound, workload.measuredWindow.upperBound)
    // 57 min 16 s make 230 steps of 15 s, and 55 whole minutes of windows, of which three quarters are 41
    #expect(from == 2460)
    #expect(to == 3450)
    let expected = arrivals.count { $0.time > from && $0.time <= to }
    #expect(outcome.runs[0].value("requests") == Double(expected))
    #expect(expected > 500)
  }

  @Test("surges, transforms and a second trace change the load as they say")
  func changes() throws {
    let plain = try prepare("generator: {kind: constant, rate: 100}\nspan: 2d", [])
    #expect(plain.load.rates.allSatisfy { $0 == 100 } && plain.load.span == .days(2))
    let surged = try prepare(
      """
      generator: {kind: constant, rate: 100}
      span: 2d
      transforms: [{crop: {to: 1d}}, {scale: 2}]
      surges: [{shape: step, start: 6h, length: 1h, factor: 3}]
      """, [])
    #expect(surged.load.span == .days(1))
    #expect(surged.load.rate(at: .seconds(6 * 3600 + 1)) == 600)
    #expect(surged.load.rate(at: .seconds(7 * 3600 + 1)) == 200)
    #expect(surged.onsets.map(\.start) == [.seconds(6 * 3600)])
    let path = try SharedData.path("crane-metrics-1min/input0.csv.gz")
    let both = try prepare(
      """
      generator: {kind: constant, rate: 100}
      span: 8d
      transforms: [{superpose: {traces: [\(path)], mean_requests_per_second: 10}}]
      """, [])
    #expect(abs(both.load.mean - 110) < 1e-9)
    #expect(both.inputs.map(\.name) == ["input0.csv.gz"])
  }

  @Test("a cell of which only shapes and requests are known carries its tasks under a service")
  func cell() throws {
    let machines = try SharedData.path("google2019-requests/2019_a_host_resource.csv")
    let tasks = try SharedData.path("google2019-requests/2019_a_user_requests.csv.gz")
    let scenario = try scenario(
      "generator: {kind: constant, rate: 100}\nspan: 3h",
      more: "cell: {machine_shapes: [\(machines)], task_requests: [\(tasks)], cpu: 64, memory: 256Gi}")
    let cell = try #require(try scenario.cell?.read(in: ""))
    // awk: the shapes' counts add up to 10,002 machines, the extract has 10,000 tasks
    #expect(cell.report.machines == 10_002 && cell.report.tasks == 10_000)
    #expect(cell.report.startsNowhere == 0 && cell.report.withoutSize == 0)
  }
}
