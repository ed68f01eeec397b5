import Autoscaling
import ClusterSimulation
import Foundation

/// Runs healthy weeks under every arm: every remedy is a false one.
struct MonthTable {
  var days: Int
  var seeds: ClosedRange<UInt64>
  var arms: [HealingSpecification.Kind]

  func run(traces: Bool) {
    print(
      "| arm | hours | replicas | alarms | false remedies | per hour and 28 replicas | suppressed | missed s per day | cost |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    var plainCost = 0.0
    for arm in arms {
      var (alarms, remedies, suppressed, cost, missed, replicaHours) = (0, 0, 0, 0.0, 0.0, 0.0)
      for seed in seeds {
        let inputs = EpisodeRig.month(days: days, seed: seed)
        let output = EpisodeTable.run(arm, inputs)
        guard let report = output.faults else { continue }
        alarms += report.alarms.count
        remedies += report.remedies.count
        suppressed += report.suppressions.reduce(0) { $0 + $1.count }
        cost += output.measurements.nodeCost
        missed += 60 * Double(output.measurements.violatingWindows)
        replicaHours += output.measurements.readySeconds / 3600
        if traces {
          for remedy in report.remedies.prefix(60) {
            print("    \(remedy.requested) \(remedy.action.remedy) \(remedy.action.reason)")
          }
          for count in report.suppressions { print("    \(count.guardName) \(count.remedy) \(count.count)") }
        }
      }
      if arm == .kubernetes { plainCost = cost }
      let hours = Double(days * 24 * seeds.count)
      let replicas = replicaHours / hours
      print(
        "| \(arm.rawValue) | \(Int(hours)) | \(String(format: "%.1f", replicas)) | \(alarms) | \(remedies) | "
          + "\(String(format: "%.3f", Double(remedies) / hours * 28 / replicas)) | \(suppressed) | "
          + "\(String(format: "%.0f", missed / hours * 24)) | \(String(format: "%+.2f %%", 100 * (cost / plainCost - 1))) |"
      )
      fflush(nil)
    }
  }
}
