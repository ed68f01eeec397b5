import Autoscaling
import ClusterSimulation
import Foundation

/// What healing is worth: `healing-evidence episodes [first-seed seeds severity-from severity-to [type …]]` or
/// `healing-evidence month [days seeds]`. Prints tables in Markdown; `--trace` prints alarms and remedies instead.
///
/// `--arms kubernetes,classifier` takes these alone; cost is held against the first, or Kubernetes where it is among them.
/// The defaults are those of the results (seeds 1 to 20, severity 0.5 to 0.9); thresholds were chosen on
/// `episodes 1001 4 0.2 0.6` of the development types alone.
let traces = CommandLine.arguments.contains("--trace")
let chosen = CommandLine.arguments.firstIndex(of: "--arms").map { index in
  CommandLine.arguments[(index + 1)...].prefix(1).joined().split(separator: ",").compactMap {
    HealingSpecification.Kind(rawValue: String($0))
  }
}
let arms = chosen ?? HealingSpecification.Kind.allCases.filter { $0 != .none }
let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--trace" }.prefix { $0 != "--arms" }

@MainActor func number(_ index: Int, _ fallback: Double) -> Double {
  arguments.count > index ? Double(arguments[index]) ?? fallback : fallback
}

switch arguments.first {
case "episodes":
  let types = arguments.dropFirst(5).compactMap(AnomalyType.init(rawValue:))
  EpisodeTable(
    seeds: (0..<UInt64(number(2, 20))).map { UInt64(number(1, 1)) + $0 },
    severity: number(3, 0.5)...number(4, 0.9), types: types.isEmpty ? AnomalyType.allCases : types, arms: arms
  ).run(traces: traces)
case "month":
  MonthTable(days: Int(number(1, 30)), seeds: (1...UInt64(number(2, 1))), arms: arms).run(traces: traces)
default:
  FileHandle.standardError.write(
    Data(
      "usage: healing-evidence episodes [first-seed seeds severity-from severity-to [type …]] [--trace] [--arms LIST]\n"
        .utf8))
  FileHandle.standardError.write(
    Data("       healing-evidence month [days seeds] [--trace] [--arms LIST]\n".utf8))
  exit(2)
}
