import Experiments
import Foundation
import GRDB

extension ResultsDatabase {
  /// Stores the verdicts of a protocol with all that was compared; those stored before under its name go.
  public func record(claims report: ClaimReport) throws {
    try write { database in
      try database.execute(sql: "DELETE FROM claim WHERE protocol = ?", arguments: [report.name])
      for (position, judged) in report.claims.enumerated() {
        let claim = judged.claim
        try database.execute(
          sql: """
            INSERT INTO claim (protocol, position, name, statement, experiment, metric, arm, baseline, stated, verdict,
              is_guarded, change, lower, upper, confidence, workloads, detectable, oracle_change, oracle_share)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            report.name, position, claim.name, claim.statement, claim.experiment, claim.metric, claim.arm,
            claim.baseline, claim.stated, judged.verdict.rawValue, judged.isGuarded, judged.effect.change,
            judged.judgement.map { exp($0.interval.lowerBound) - 1 },
            judged.judgement.map { exp($0.interval.upperBound) - 1 }, judged.judgement?.confidence,
            judged.effect.effects.workloads.count, judged.detectable, judged.oracle?.change,
            judged.oracle?.share,
          ])
        for (position, effect) in ([judged.effect] + judged.others).enumerated() {
          try database.execute(
            sql: """
              INSERT INTO claim_effect (protocol, claim, position, arm, baseline, metric, condition, change, lower, upper,
                workloads)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
            arguments: [
              report.name, claim.name, position, effect.arm, effect.baseline, effect.metric, effect.condition,
              effect.change, effect.interval?.lowerBound, effect.interval?.upperBound,
              effect.effects.workloads.count,
            ])
        }
        for (row, workload) in zip(judged.effect.changes, judged.effect.effects.workloads) {
          try database.execute(
            sql:
              "INSERT INTO claim_workload (protocol, claim, workload, change, seeds) VALUES (?, ?, ?, ?, ?)",
            arguments: [report.name, claim.name, row.workload, row.change, workload.effects.count])
        }
      }
      try PartChecksum.seal(["claims of"], part: report.name, database)
    }
  }
}
