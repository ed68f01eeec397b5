import Experiments
import Foundation
import Writing

/// The gate's verdicts as other programs read them.
public enum GateDocuments {
  /// One JUnit test suite a seed: a case a figure, failed, passed or skipped.
  public static func junit(_ verdicts: [(seed: UInt64, verdict: GateVerdict)]) -> String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"forescale gate\">"]
    for (seed, verdict) in verdicts {
      let count = verdict.findings.count + verdict.missing.count + verdict.omissions.count
      lines.append(
        "  <testsuite name=\"seed \(seed)\" tests=\"\(count)\" failures=\"\(verdict.failures.count)\" errors=\"0\" "
          + "skipped=\"\(verdict.omissions.count)\">")
      for finding in verdict.findings {
        let head =
          "    <testcase classname=\"\(Escape.xml("gate." + finding.figure.data))\" name=\"\(Escape.xml(finding.figure.model + " " + finding.figure.metric))\""
        if let failure = finding.failure {
          lines += [head + ">", "      <failure message=\"\(Escape.xml(failure))\"/>", "    </testcase>"]
        } else {
          lines.append(head + "/>")
        }
      }
      for sentence in verdict.missing {
        lines += [
          "    <testcase classname=\"gate\" name=\"baseline\">",
          "      <failure message=\"\(Escape.xml(sentence))\"/>",
          "    </testcase>",
        ]
      }
      for omission in verdict.omissions {
        let name = [omission.model ?? "all models", omission.metric].compactMap { $0 }.joined(separator: " ")
        lines += [
          "    <testcase classname=\"\(Escape.xml("gate." + omission.data))\" name=\"\(Escape.xml(name))\">",
          "      <skipped message=\"\(Escape.xml(omission.reason))\"/>", "    </testcase>",
        ]
      }
      lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>", ""]).joined(separator: "\n")
  }

  /// One workflow command of GitHub Actions a failure (`error`) and a thing left out (`warning`).
  public static func annotations(_ verdicts: [(seed: UInt64, verdict: GateVerdict)]) -> [String] {
    return verdicts.flatMap { seed, verdict in
      verdict.failures.map { "::error title=forescale gate, seed \(seed)::\(Escape.workflowCommand($0))" }
    }
      + (verdicts.first?.verdict.omissions ?? []).map {
        "::warning title=forescale gate::\(Escape.workflowCommand($0.sentence))"
      }
  }

  /// One JSON document, keys in order.
  public static func json(_ verdicts: [(seed: UInt64, verdict: GateVerdict)]) throws -> String {
    struct Finding: Encodable {
      var data, model, metric: String
      var value: Double?
      var baseline, margin: Double?
      var failure: String?
    }
    struct Seed: Encodable {
      var seed: UInt64
      var passes: Bool
      var figures: [Finding]
      var missing: [String]
      var omissions: [GateOmission]
    }
    let document = verdicts.map { seed, verdict in
      Seed(
        seed: seed, passes: verdict.passes,
        figures: verdict.findings.map {
          Finding(
            data: $0.figure.data, model: $0.figure.model, metric: $0.figure.metric,
            value: $0.figure.value.isFinite ? $0.figure.value : nil, baseline: $0.baseline,
            margin: $0.margin, failure: $0.failure)
        }, missing: verdict.missing, omissions: verdict.omissions)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}

extension GateOmission {
  /// What is left out and why, in a sentence.
  public var sentence: String {
    "left out: \([model ?? "every model", metric].compactMap { $0 }.joined(separator: " ")) on \(data): \(reason)"
  }
}
