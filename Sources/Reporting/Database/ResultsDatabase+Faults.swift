import Autoscaling
import ClusterSimulation
import Foundation
import GRDB

extension ResultsDatabase {
  /// Stores what became of the faults of a run, and what its healing policy saw and did.
  func record(_ report: FaultReport, of run: Int64, _ database: Database) throws {
    for outcome in report.outcomes {
      let fault = outcome.record
      try database.execute(
        sql: """
          INSERT INTO fault (run, number, type, scope_json, severity, onset, ended, violation_seconds, recovery_seconds,
            is_censored, detection_seconds, reaction_seconds)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run, fault.number, fault.specification.type.rawValue, try Self.json(fault.specification.scope),
          fault.specification.severity, fault.onset, fault.end, outcome.violationSeconds, outcome.recovery,
          outcome.isCensored, outcome.detection, outcome.reaction,
        ])
      for (kind, numbers) in [("replica", fault.replicas), ("node", fault.nodes)] {
        for number in numbers {
          try database.execute(
            sql: "INSERT INTO fault_target (run, fault, kind, number) VALUES (?, ?, ?, ?)",
            arguments: [run, fault.number, kind, number])
        }
      }
    }
    for (position, record) in report.alarms.enumerated() {
      let (subject, number): (String, Int?) =
        switch record.alarm.subject {
        case .service: ("service", nil)
        case .replica(let number): ("replica", number)
        case .node(let number): ("node", number)
        }
      try database.execute(
        sql: """
          INSERT INTO alarm (run, position, time, subject, number, suspected, score) VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run, position, record.time, subject, number, record.alarm.suspected?.rawValue, record.alarm.score,
        ])
    }
    for (position, record) in report.remedies.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO remedy (run, position, requested, ended, kind, remedy_json, reason, outcome)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run, position, record.requested, record.ended, record.action.remedy.kind.rawValue,
          try Self.json(record.action.remedy), record.action.reason, record.outcome.rawValue,
        ])
    }
    try record(signals: report.health, of: run, database)
  }

  private func record(signals: [HealthObservation], of run: Int64, _ database: Database) throws {
    let rows = try database.makeStatement(
      sql: """
        INSERT INTO signal (run, time, requests_per_second, retries_per_second, error_share, violation_share, p50, p95, p99,
          queue_length, cpu_cores, memory_bytes, restarts, ready, replicas, desired)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for scrape in signals {
      let service = scrape.service
      try rows.execute(arguments: [
        run, scrape.timestamp, service.requestsPerSecond, service.retries, service.errorRate,
        service.violationShare, service.p50, service.p95, service.p99, service.queueLength, service.cpuUsed,
        scrape.replicas.reduce(0) { $0 + $1.memory }, scrape.replicas.reduce(0) { $0 + $1.restarts },
        service.readyReplicas, service.replicas, service.desiredReplicas,
      ])
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
