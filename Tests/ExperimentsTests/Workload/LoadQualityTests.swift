import Foundation
import Testing
import Workloads

@testable import Experiments

@Suite("How much of a load was measured")
struct LoadQualityTests {
  private func prepare(_ workload: String, _ rows: [String], header: String = "timestamp,requests") throws
    -> PreparedWorkload
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("quality-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("load.csv").path
    try Data((header + "\n" + rows.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    let scenario = try Scenario(
      yaml: """
        format: forescale/scenario/v1
        name: small
        workload: {traces: [load.csv]\(workload)}
        service:
          replica: {cpu: 1, memory: 2Gi, max: 100}
          request: {service_time: 100ms, cpu_time: 10ms, timeout: 60s}
          objective: {latency_target: 500ms}
        nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
        warm_up: 0s
        split: {train: 50%, validation: 25%}
        arms:
          - {name: peak, policy: static, size: peak}
        """, file: "s.yaml")
    return try PreparedWorkload(scenario, traces: [path], folder: "")
  }

  /// 96 hours of hours, without those of `gaps`.
  private func hours(without gaps: Set<Int> = []) -> [String] {
    (0..<96).filter { !gaps.contains($0) }.map { "\(1_699_999_200 + 3600 * $0),3600" }
  }

  @Test("nothing is said of a load that was measured whole but the unit of its times")
  func whole() throws {
    let workload = try prepare("", hours())
    #expect(workload.filledWindows == 0)
    #expect(
      workload.remarks == [
        "load.csv: timestamp holds seconds since 1970, going by the size of the numbers, in steps of 3600 s."
      ])
  }

  // two of the 24 hours of the test part, 72 to 95, are missing: 8.3 %; the load does not change where rates are constant
  @Test("a part of which more than 5 % is made up is refused, unless the scenario allows it")
  func madeUp() throws {
    let error = #expect(throws: RunError.self) { try prepare("", hours(without: [80, 81])) }
    #expect(
      error?.description
        == "load.csv: 8.3 % of the steps of the test part would be made up, since nothing was measured there; allowed are "
        + "5.0 % of each part. workload.allow.made_up allows more, workload.transforms can cut out a part that was measured"
    )
    let workload = try prepare(", allow: {made_up: 9%}", hours(without: [80, 81]))
    #expect(
      workload.remarks.last
        == "2 windows were not measured and are made up (fill: linear): 0.0 % of the training part, 0.0 % of the validation "
        + "part, 8.3 % of the test part")
    // one of 24 is 4.2 %
    #expect(try prepare("", hours(without: [80])).filledWindows == 1)
  }

  @Test("what transforms cut off does not count, what they repeat does")
  func transforms() throws {
    let cut = try prepare(", transforms: [{crop: {from: 0h, to: 72h}}]", hours(without: [80, 81]))
    #expect(cut.remarks.last?.contains("0.0 % of the test part") == true)
    // 24 h with a gap of two hours, again and again
    let error = #expect(throws: RunError.self) {
      try prepare(", transforms: [{crop: {from: 72h, to: 96h}}, {repeat: 96h}]", hours(without: [80, 81]))
    }
    #expect(error?.description.contains("8.3 % of the steps of the training part") == true)
  }

  @Test("rows that are left out are counted, and refused where they are more than 1 %")
  func leftOut() throws {
    let header = "time,collection_id,instance_index,avg_cpu_usage"
    func rows(repeating count: Int) -> [String] {
      (0..<576).flatMap { index -> [String] in
        let row = "\(300_000_000 * (index + 2)),7,0,0.5"
        return index < count ? [row, row] : [row]
      }
    }
    let few = try prepare(", mean_requests_per_second: 10", rows(repeating: 5), header: header)
    #expect(few.remarks == ["load.csv: 5 rows that repeat the time of the row before"])
    let error = #expect(throws: RunError.self) {
      try prepare(", mean_requests_per_second: 10", rows(repeating: 6), header: header)
    }
    #expect(
      error?.description
        == "load.csv: 6 of 582 rows would be left out (6 rows that repeat the time of the row before); allowed are 1.0 %. "
        + "workload.allow.left_out allows more")
    _ = try prepare(
      ", mean_requests_per_second: 10, allow: {left_out: 2%}", rows(repeating: 6), header: header)
  }

  @Test("noise that a scenario invents is told")
  func noise() throws {
    let workload = try prepare(", fluctuation: {coefficient_of_variation: 5%}", hours())
    #expect(
      workload.remarks.last
        == "within the traces' windows the load fluctuates by 5.0 %, log-normal noise that the scenario invents "
        + "(workload.fluctuation)")
  }

  @Test(
    "what is allowed stands in the scenario's JSON only where it is said, so that older scenarios keep theirs"
  )
  func json() throws {
    var specification = WorkloadSpecification(traces: ["x"])
    #expect(try !specification.canonicalJSON().contains("allowed"))
    specification.allowedMadeUp = 0.25
    #expect(try specification.canonicalJSON().contains("\"allowedMadeUp\":0.25"))
  }
}
