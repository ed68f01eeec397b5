import Autoscaling
import ClusterSimulation
import Foundation

/// What healing is worth: `healing-evidence episodes [first-seed seeds severity-from severity-to [type …]]` or
/// `healing-evidence month [days seeds]`. Prints tables in Markdown; `--trace` prints alarms and remedies instead.
///
/// The defaults are those of the results (seeds 1 to 20, severity 0.5 to 0.9); thresholds were chosen on
/// `episodes 1001 4 0.2 0.6` of the development types alone.
let traces = CommandLine.arguments.contains("--trace")
let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--trace" }

@MainActor func number(_ index: Int, _ fallback: Double) -> Double {
  arguments.count > index ? Double(arguments[index]) ?? fallback : fallback
}

switch arguments.first {
case "episodes":
  let types = arguments.dropFirst(5).compactMap(AnomalyType.init(rawValue:))
  EpisodeTable(
    seeds: (0..<UInt64(number(2, 20))).map { UInt64(number(1, 1)) + $0 },
    severity: number(3, 0.5)...number(4, 0.9), types: types.isEmpty ? AnomalyType.allCases : types
  ).run(traces: traces)
case "month":
  MonthTable(days: Int(number(1, 30)), seeds: (1...UInt64(number(2, 1)))).run(traces: traces)
default:
  FileHandle.standardError.write(
    Data(
      "usage: healing-evidence episodes [first-seed seeds severity-from severity-to [type …]] [--trace]\n"
        .utf8))
  FileHandle.standardError.write(Data("       healing-evidence month [days seeds] [--trace]\n".utf8))
  exit(2)
}
