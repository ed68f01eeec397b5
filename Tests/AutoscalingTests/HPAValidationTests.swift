import Foundation
import Testing

@testable import Autoscaling

/// The limits of section 2: both ends of each, just inside and just outside.
@Suite struct HPAValidationTests {
  private static func metric(_ type: String, _ field: String, _ rest: String, _ target: String) -> String {
    #""maxReplicas": 9, "metrics": [{"type": "\#(type)", "\#(field)": {\#(rest), "target": {\#(target)}}}]"#
  }

  private static func cpu(_ target: String) -> String {
    metric("Resource", "resource", #""name": "cpu""#, target)
  }

  private static func queue(_ target: String) -> String {
    metric("External", "external", #""metric": {"name": "queue"}"#, target)
  }

  private static func up(_ rules: String) -> String {
    #""maxReplicas": 9, "behavior": {"scaleUp": {\#(rules)}}"#
  }

  private static func policy(value: Int = 1, period: Int = 15) -> String {
    up(#""policies": [{"type": "Percent", "value": \#(value), "periodSeconds": \#(period)}]"#)
  }

  private static func read(_ fields: String, gate: Bool) throws -> [String] {
    let text = #"{"scaleTargetRef": {"kind": "Deployment", "name": "web"}, \#(fields)}"#
    let value = try JSONDecoder().decode(ManifestValue.self, from: Data(text.utf8))
    return try HPASpec(manifest: value).validate(scaleToZero: gate)
  }

  @Test(
    "Inside",
    arguments: [
      #""maxReplicas": 1"#, #""minReplicas": 1, "maxReplicas": 1"#, #""minReplicas": 7, "maxReplicas": 7"#,
      up(#""stabilizationWindowSeconds": 0"#), up(#""stabilizationWindowSeconds": 3600"#),
      policy(value: 1), policy(value: 1000), policy(period: 1), policy(period: 1800),
      up(#""tolerance": "0""#),
      cpu(#""type": "Utilization", "averageUtilization": 1"#),
      cpu(#""type": "AverageValue", "averageValue": "1n""#), queue(#""type": "Value", "value": "1n""#),
    ])
  func isAllowed(fields: String) throws { #expect(try Self.read(fields, gate: false) == []) }

  @Test(
    "Outside",
    arguments: [
      (#""maxReplicas": 0"#, "spec.maxReplicas: 0 is too few"),
      (#""minReplicas": 0, "maxReplicas": 1"#, "spec.minReplicas: 0 is too few"),
      (#""minReplicas": 8, "maxReplicas": 7"#, "spec.maxReplicas: 7 is less than minReplicas"),
      (up(#""stabilizationWindowSeconds": -1"#), "scaleUp.stabilizationWindowSeconds: -1 is out of range"),
      (
        up(#""stabilizationWindowSeconds": 3601"#), "scaleUp.stabilizationWindowSeconds: 3601 is out of range"
      ),
      (policy(value: 0), "scaleUp.policies[0].value: 0 is not positive"),
      (policy(period: 0), "scaleUp.policies[0].periodSeconds: 0 is out of range"),
      (policy(period: 1801), "scaleUp.policies[0].periodSeconds: 1801 is out of range"),
      (up(#""policies": []"#), "scaleUp.policies: at least one policy is required"),
      (up(#""tolerance": "-1n""#), "scaleUp.tolerance: -1n is negative"),
      (
        cpu(#""type": "Utilization", "averageUtilization": 0"#),
        "spec.metrics[0].resource.target.averageUtilization: 0 is too small"
      ),
      (
        cpu(#""type": "AverageValue", "averageValue": "0""#),
        "spec.metrics[0].resource.target.averageValue: 0 is not positive"
      ),
      (
        queue(#""type": "Value", "value": "-1""#), "spec.metrics[0].external.target.value: -1 is not positive"
      ),
    ])
  func isRefused(fields: String, sentence: String) throws {
    let issues = try Self.read(fields, gate: false)
    #expect(issues.first?.contains(sentence) == true, "\(issues)")
  }

  /// Minimum 0 needs the gate and a metric that can be read at zero replicas.
  @Test(arguments: [
    (
      cpu(#""type": "Utilization", "averageUtilization": 50"#), true, "at least one Object or External metric"
    ),
    (queue(#""type": "Value", "value": "1""#), true, nil),
    (queue(#""type": "Value", "value": "1""#), false, "spec.minReplicas: 0 is too few"),
  ])
  func zero(fields: String, gate: Bool, sentence: String?) throws {
    let issues = try Self.read(#""minReplicas": 0, "# + fields, gate: gate)
    #expect(issues.count == (sentence == nil ? 0 : 1))
    if let sentence { #expect(issues.contains { $0.contains(sentence) }, "\(issues)") }
  }
}
