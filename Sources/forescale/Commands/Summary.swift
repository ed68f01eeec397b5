import Experiments
import Foundation
import Reporting

/// What a scenario came to, for people and for machines.
enum Summary {
  static func text(_ outcome: ScenarioOutcome, _ runner: ScenarioRunner) -> String {
    let workload = outcome.workload
    let seconds = workload.measuredWindow.upperBound - workload.measuredWindow.lowerBound
    let measured =
      seconds >= 172_800
      ? String(format: "%.2f days", seconds / 86_400) : String(format: "%.1f hours", seconds / 3600)
    var lines = [
      "\(runner.scenario.name): \(workload.summary), \(workload.filledWindows) windows filled; "
        + "seed \(runner.scenario.seed)",
      "measured: the last \(measured) (test part); tuned arms were tuned on the validation part",
      "",
      ArmTable.render(runs: outcome.runs, definitions: MetricCatalogue.all, color: Console.colors),
    ]
    if let faults = FaultTables.render(runs: outcome.runs, color: Console.colors) { lines += ["", faults] }
    for tuned in outcome.tuning where !tuned.feasible {
      lines.append("\(tuned.arm): even its most generous setting misses the budget on the validation part")
    }
    if !outcome.models.isEmpty {
      lines += [
        "", "forecasters on the test part:",
        ForecasterTable.render(models: outcome.models, color: Console.colors),
      ]
    }
    lines.append("")
    lines += outcome.checks.map { "\($0.holds ? "holds" : "FAILS")  \($0.name): \($0.detail)" }
    return lines.joined(separator: "\n")
  }

  static func json(_ outcome: ScenarioOutcome, _ runner: ScenarioRunner) throws -> String {
    func figures(_ values: [MetricValue]) -> [String: Double] {
      Dictionary(
        values.compactMap { value in value.value.map { (value.name, $0) } }, uniquingKeysWith: { $1 })
    }
    let document = Document(
      scenario: runner.scenario.name, seed: runner.scenario.seed,
      arms: outcome.runs.map { Document.Arm(name: $0.arm, metrics: figures($0.metrics)) },
      forecasters: outcome.models.map { Document.Arm(name: $0.name, metrics: figures($0.quality)) },
      checks: outcome.checks.map { Document.Check(name: $0.name, holds: $0.holds, detail: $0.detail) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  private struct Document: Encodable {
    struct Arm: Encodable {
      var name: String
      var metrics: [String: Double]
    }
    struct Check: Encodable {
      var name: String
      var holds: Bool
      var detail: String
    }
    var scenario: String
    var seed: UInt64
    var arms: [Arm]
    var forecasters: [Arm]
    var checks: [Check]
  }
}
