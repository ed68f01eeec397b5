import Experiments
import Foundation
import Reporting

/// What a protocol came to, for people and for machines.
enum ClaimText {
  static func text(_ claims: ClaimProtocol, _ report: ClaimReport, _ checks: [SoundnessCheck]) -> String {
    ([
      "\(claims.name): \(claims.summary)", "",
      ClaimTables.verdicts(report, color: Console.colors), "",
      ClaimTables.others(report, color: Console.colors), "",
      ClaimTables.workloads(report, color: Console.colors), "",
    ] + checks.map { "\($0.holds ? "holds" : "FAILS")  \($0.name): \($0.detail)" }).joined(separator: "\n")
  }

  static func json(_ report: ClaimReport, _ checks: [SoundnessCheck]) throws -> String {
    let document = Document(
      protocolName: report.name,
      claims: report.claims.map { judged in
        Document.Claim(
          name: judged.claim.name, statement: judged.claim.statement, verdict: judged.verdict.rawValue,
          stated: judged.claim.stated, change: judged.effect.change,
          lower: judged.judgement.map { exp($0.interval.lowerBound) - 1 },
          upper: judged.judgement.map { exp($0.interval.upperBound) - 1 },
          workloads: Dictionary(
            judged.effect.changes.map { ($0.workload, $0.change) }, uniquingKeysWith: { $1 }))
      },
      checks: checks.map { Document.Check(name: $0.name, holds: $0.holds, detail: $0.detail) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  private struct Document: Encodable {
    struct Claim: Encodable {
      var name, statement, verdict: String
      var stated: Double
      var change, lower, upper: Double?
      var workloads: [String: Double]
    }
    struct Check: Encodable {
      var name: String
      var holds: Bool
      var detail: String
    }
    enum CodingKeys: String, CodingKey {
      case protocolName = "protocol"
      case claims, checks
    }
    var protocolName: String
    var claims: [Claim]
    var checks: [Check]
  }
}
