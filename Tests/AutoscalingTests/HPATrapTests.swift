import Foundation
import Testing

@testable import Autoscaling

/// A situation in which simulators of the HPA go wrong, as a vector of the conformance form with the answer worked out
/// by hand.
struct Trap: Sendable, CustomTestStringConvertible {
  var name: String
  var vector: String
  var testDescription: String { name }

  init(_ name: String, _ vector: String) {
    self.name = name
    self.vector = vector
  }

  /// One evaluation with the controller's default settings. `pods` and `metrics` are lists.
  static func metric(
    _ name: String, _ function: String, current: Int, target: Int, pods: [String] = [],
    metrics: [String] = [],
    more: String = "", resource: String = "cpu", expect: String
  ) -> Trap {
    Trap(
      name,
      """
      {"fn": "\(function)", "current_replicas": \(current), "target": \(target), "resource": "\(resource)",
       "pods": [\(pods.joined(separator: ","))], "metrics": [\(metrics.joined(separator: ","))], \(more)
       "expect": \(expect)}
      """)
  }

  /// Rate limits alone; `rules` is scale_up or scale_down with its policies.
  static func rate(
    _ name: String, current: Int, desired: Int, up: String = "null", down: String = "null", minimum: Int = 0,
    ups: String = "[]", downs: String = "[]", final: Int, reason: String
  ) -> Trap {
    Trap(
      name,
      """
      {"kind": "rate_limit", "min_replicas": \(minimum), "max_replicas": 1000, "current": \(current),
       "desired": \(desired), "scale_up": \(up), "scale_down": \(down), "up_events": \(ups), "down_events": \(downs),
       "expect": {"final": \(final), "limited_reason": "\(reason)"}}
      """)
  }
}

/// A pod of one container that requests one core (1000 milli), ready for long unless `state` says otherwise.
private func pod(_ index: Int, _ state: String = "", request: String = "1000") -> String {
  let ready = #""start_ms": -900000, "ready": "True", "ready_since_ms": -800000"#
  return #"{"name": "p\#(index)", "requests": {"app": \#(request)}, \#(state.isEmpty ? ready : state)}"#
}

private func sample(_ index: Int, _ milli: Int, at time: Int = -10_000, window: Int = 15_000) -> String {
  #"{"pod": "p\#(index)", "value_milli": \#(milli), "timestamp_ms": \#(time), "window_ms": \#(window)}"#
}

private func pods(_ count: Int) -> [String] { (0..<count).map { pod($0) } }
private func samples(_ count: Int, _ milli: Int) -> [String] { (0..<count).map { sample($0, milli) } }

/// Two metrics, an Object and an External one, in a whole reconcile at three replicas.
private func reconcile(
  spec: String = #""minReplicas": 1, "maxReplicas": 10"#, replicas: Int = 3, status: Int? = nil,
  gate: Bool = false,
  behavior: String = "", before: String = "", object: String?, external: String?, expect: String
) -> String {
  let hits = object.map { #""object_metrics": {"hits": "\#($0)"},"# } ?? ""
  let queue = external.map { #""external_metrics": {"queue": ["\#($0)"]},"# } ?? ""
  return """
    {"gate_scale_to_zero": \(gate), "pod_template": [{"name": "app", "requests": {"cpu": "1"}}], \(before)
     "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, \(spec), \(behavior) "metrics": [
      {"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s"}, "metric": {"name": "hits"},
        "target": {"type": "AverageValue", "averageValue": "100"}}},
      {"type": "External", "external": {"metric": {"name": "queue"},
        "target": {"type": "AverageValue", "averageValue": "100"}}}]},
     "steps": [{"t_ms": 0, "spec_replicas": \(replicas), "status_replicas": \(status ?? replicas), \(hits) \(queue)
       "pods": [{"name": "w0", "start_ms": -900000, "ready": "True", "ready_since_ms": -800000}],
       "expect": \(expect)}]}
    """
}

@Suite("Traps of the HPA")
struct HPATrapTests {
  static let metricTraps: [Trap] = [
    // 550/500 = 1.1, and 1.0 + 0.1 is the same double; |1 − 1.1| > 0.1 would scale
    .metric(
      "tolerance, upper end included: hold", "pods_average_value", current: 1, target: 500, pods: pods(1),
      metrics: samples(1, 550), expect: #"{"error": null, "replicas": 1, "value_milli": 550}"#),
    .metric(
      "just above the tolerance: grow", "pods_average_value", current: 1, target: 500, pods: pods(1),
      metrics: samples(1, 551), expect: #"{"error": null, "replicas": 2, "value_milli": 551}"#),
    .metric(
      "tolerance, lower end included: hold", "pods_average_value", current: 10, target: 500, pods: pods(10),
      metrics: samples(10, 450), expect: #"{"error": null, "replicas": 10, "value_milli": 450}"#),
    .metric(
      "tolerance per direction: down only", "pods_average_value", current: 10, target: 500, pods: pods(10),
      metrics: samples(10, 450), more: #""tolerance_down": 0.05, "tolerance_up": 0.5,"#,
      expect: #"{"replicas": 9}"#),
    // 56/50 · 25 = 28.000000000000004
    .metric(
      "ceil works on doubles: 29, not 28", "resource_utilization", current: 25, target: 50, pods: pods(25),
      metrics: samples(25, 560), expect: #"{"replicas": 29, "utilization": 56, "value_milli": 560}"#),
    // 55.4 % counts as 55: 1.1 holds, 1.108 would not
    .metric(
      "utilization is a whole percent: hold", "resource_utilization", current: 1, target: 50, pods: pods(1),
      metrics: samples(1, 554), expect: #"{"replicas": 1, "utilization": 55}"#),
    // 1.5 · 2 counted pods = 3, although there are 5
    .metric(
      "a proposal multiplies counted pods, not replicas", "resource_utilization", current: 5, target: 50,
      pods: pods(2) + [pod(2, #""phase": "Failed""#), pod(3, #""deleting": true"#)], metrics: samples(4, 750),
      expect: #"{"replicas": 3, "utilization": 75}"#),
    // first 40/50; with the two missing at 100 %: 80/50, the other side of 1
    .metric(
      "missing pods may not flip a scale-in: hold", "resource_utilization", current: 3, target: 50,
      pods: pods(3),
      metrics: samples(1, 400), expect: #"{"replicas": 3, "utilization": 40}"#),
    // first 60/50; with the two missing at 0: 20/50
    .metric(
      "missing pods may not flip a scale-out: hold", "resource_utilization", current: 3, target: 50,
      pods: pods(3),
      metrics: samples(1, 600), expect: #"{"replicas": 3, "utilization": 60}"#),
    // 9 at 30 % and one missing at 100 %: 37 %, ceil(0.74 · 10) = 8, more than the 5 that a scale-in may leave
    .metric(
      "a scale-in never adds replicas: hold", "resource_utilization", current: 5, target: 50, pods: pods(10),
      metrics: samples(9, 300), expect: #"{"replicas": 5, "utilization": 30}"#),
    // 3 at 60 % of 150 and one missing at 150 %: 82 %, ceil(0.5466 · 4) = 3; at 100 % it would be 2
    .metric(
      "missing pods use the target where it is above 100 %", "resource_utilization", current: 4, target: 150,
      pods: pods(4), metrics: samples(3, 600), expect: #"{"replicas": 3, "utilization": 60}"#),
    // 3 at 60 % and one pending at 0: 45 %, 0.9 is within, so the 5 stay; without it ceil(1.2 · 3) = 4
    .metric(
      "unready pods count as idle on the way up", "resource_utilization", current: 5, target: 50,
      pods: pods(3) + [pod(3, #""phase": "Pending""#)], metrics: samples(3, 600),
      expect: #"{"replicas": 5, "utilization": 60}"#),
    // start + 300 s is not later than now: initialized, counted
    .metric(
      "the initialization period ends at its end", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, #""start_ms": -300000, "ready": "True", "ready_since_ms": -20000"#)],
      metrics: [sample(0, 1000, at: -30_000)], expect: #"{"error": null, "replicas": 2}"#),
    .metric(
      "within it a sample from before ready is distrusted", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, #""start_ms": -299999, "ready": "True", "ready_since_ms": -20000"#)],
      metrics: [sample(0, 1000, at: -30_000)], expect: #"{"error": "no_usable_metrics"}"#),
    .metric(
      "a sample that begins when the pod became ready counts", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, #""start_ms": -60000, "ready": "True", "ready_since_ms": -25000"#)],
      metrics: [sample(0, 1000, at: -10_000)], expect: #"{"error": null, "replicas": 2}"#),
    // start + 30 s = the transition: not strictly later, so it was ready once and counts
    .metric(
      "a pod that went unready later counts", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, #""start_ms": -900000, "ready": "False", "ready_since_ms": -870000"#)],
      metrics: samples(1, 1000), expect: #"{"error": null, "replicas": 2}"#),
    .metric(
      "readiness Unknown is not unready", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, #""start_ms": -60000, "ready": "Unknown", "ready_since_ms": -50000"#)],
      metrics: samples(1, 1000), expect: #"{"error": null, "replicas": 2}"#),
    .metric(
      "memory knows no readiness", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, #""start_ms": -1000, "ready": "False", "ready_since_ms": -1000"#)],
      metrics: samples(1, 1000),
      resource: "memory", expect: #"{"error": null, "replicas": 2}"#),
    .metric(
      "samples of unknown pods count in an average", "pods_average_value", current: 1, target: 100,
      pods: pods(1),
      metrics: [sample(0, 100), sample(7, 300)], expect: #"{"replicas": 2, "value_milli": 200}"#),
    .metric(
      "a failed pod without request fails the metric", "resource_utilization", current: 2, target: 50,
      pods: pods(1) + [pod(1, #""phase": "Failed""#, request: "null")], metrics: samples(1, 500),
      expect: #"{"error": "missing_request"}"#),
    .metric(
      "no samples comes before no request", "resource_utilization", current: 1, target: 50,
      pods: [pod(0, request: "null")], expect: #"{"error": "no_usable_metrics"}"#),
    .metric(
      "an Object value counts terminating pods", "object_value", current: 2, target: 1000,
      pods: [pod(0), pod(1, #""deleting": true, "ready": "True", "ready_since_ms": -1, "start_ms": -9"#)],
      more: #""values_milli": [2000],"#, expect: #"{"replicas": 4, "value_milli": 2000}"#),
    .metric(
      "from zero there is no tolerance", "object_value", current: 0, target: 1000,
      more: #""values_milli": [1050],"#,
      expect: #"{"replicas": 2, "value_milli": 1050}"#),
    // 4200/(1000 · 4) = 1.05
    .metric(
      "an average of a whole is held against the status replicas", "external_average_value", current: 4,
      target: 1000,
      more: #""values_milli": [4200],"#, expect: #"{"replicas": 4, "value_milli": 1050}"#),
    .metric(
      "a negative series is infinite load", "external_average_value", current: 4, target: 1000,
      more: #""values_milli": [5000, -6000],"#,
      expect: #"{"replicas": 2147483647, "value_milli": 9223372036854775807}"#),
    Trap("a nano-unit is a milli-unit", #"{"text": "1n", "milli": 1, "api_text": "1n"}"#),
    Trap("milli-units round away from zero", #"{"text": "-1234567n", "milli": -2}"#),
  ]

  static let historyTraps: [Trap] = [
    Trap(
      "legacy window, end included: the old proposal holds",
      """
      {"kind": "legacy_stabilize", "downscale_stabilization_ms": 300000, "desired": 3,
       "recommendations": [{"t_ms": -300000, "replicas": 10}], "expect": {"stabilized": 10, "stored_count": 2}}
      """),
    Trap(
      "behavior window, end excluded: it does not",
      """
      {"kind": "stabilize", "scale_up_window_s": 0, "scale_down_window_s": 300, "current": 10, "desired": 3,
       "recommendations": [{"t_ms": -300000, "replicas": 10}],
       "expect": {"stabilized": 3, "stored_recommendations": [10, 3]}}
      """),
    Trap(
      "both windows move the count only as far as needed",
      """
      {"kind": "stabilize", "scale_up_window_s": 60, "scale_down_window_s": 60, "current": 10, "desired": 20,
       "recommendations": [{"t_ms": -30000, "replicas": 14}, {"t_ms": -90000, "replicas": 2}],
       "expect": {"stabilized": 14, "stored_recommendations": [14, 20]}}
      """),
    // the first two are older than 60 s; the last of them is overwritten
    Trap(
      "history is lossy: the last outdated slot is overwritten",
      """
      {"kind": "store_event", "replica_change": 5, "rules": {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]},
       "events": [{"t_ms": -120000, "change": 1, "outdated": false}, {"t_ms": -110000, "change": 2, "outdated": false},
                  {"t_ms": -10000, "change": 3, "outdated": false}],
       "expect": {"change_in_last_60s_before": 3, "stored": [{"t_ms": -120000, "change": 1, "outdated": true},
         {"t_ms": 0, "change": 5, "outdated": false}, {"t_ms": -10000, "change": 3, "outdated": false}]}}
      """),
    Trap(
      "an event as old as the period is neither counted nor overwritten",
      """
      {"kind": "store_event", "replica_change": 5, "rules": {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]},
       "events": [{"t_ms": -60000, "change": 1, "outdated": false}],
       "expect": {"change_in_last_60s_before": 0, "stored": [{"t_ms": -60000, "change": 1, "outdated": false},
         {"t_ms": 0, "change": 5, "outdated": false}]}}
      """),
    .rate(
      "a policy's period excludes its end", current: 10, desired: 20,
      up: #"{"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}"#,
      ups: #"[{"t_ms": -60000, "change": 4}]"#, final: 14, reason: "ScaleUpLimit"),
    .rate(
      "growth within the period uses the limit up", current: 10, desired: 20,
      up: #"{"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}"#,
      ups: #"[{"t_ms": -59999, "change": 4}]"#, final: 10, reason: "ScaleUpLimit"),
    // start = 10 + 6 = 16: up to 20
    .rate(
      "shrinking within the period counts for growth too", current: 10, desired: 30,
      up: #"{"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}"#,
      downs: #"[{"t_ms": -30000, "change": 6}]"#, final: 20, reason: "ScaleUpLimit"),
    // 25 · 1.12 = 28.000000000000004
    .rate(
      "percent up is a ceil of doubles: 29", current: 25, desired: 40,
      up: #"{"policies": [{"type": "Percent", "value": 12, "periodSeconds": 60}]}"#, final: 29,
      reason: "ScaleUpLimit"),
    // 5 · (1 − 0.8) = 0.9999999999999998, cut to 0
    .rate(
      "percent down is cut toward zero: all may go", current: 5, desired: 0,
      down: #"{"policies": [{"type": "Percent", "value": 80, "periodSeconds": 60}]}"#, final: 0,
      reason: "DesiredWithinRange"),
    .rate(
      "Max downward is the lowest count", current: 10, desired: 1,
      down:
        #"{"policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}]}"#,
      final: 5, reason: "ScaleDownLimit"),
    .rate(
      "Min downward is the highest count", current: 10, desired: 1,
      down:
        #"{"selectPolicy": "Min", "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}]}"#,
      final: 9, reason: "ScaleDownLimit"),
    .rate(
      "Disabled closes a direction", current: 10, desired: 1, down: #"{"selectPolicy": "Disabled"}"#,
      final: 10,
      reason: "ScaleDownLimit"),
    Trap(
      "legacy: at most double",
      #"{"kind": "legacy_limit", "min_replicas": 1, "max_replicas": 99, "current": 5, "desired": 50, "expect": {"final": 10, "limited_reason": "ScaleUpLimit"}}"#
    ),
    Trap(
      "legacy: and at least four",
      #"{"kind": "legacy_limit", "min_replicas": 1, "max_replicas": 99, "current": 1, "desired": 50, "expect": {"final": 4, "limited_reason": "ScaleUpLimit"}}"#
    ),
    // the size found holds for the window; raw proposals are stored, not what became of them
    Trap(
      "the first reconcile stores the size it finds, and raw proposals after it",
      """
      {"behavior": null, "min_replicas": 1, "max_replicas": 99, "downscale_stabilization_ms": 300000, "steps": [
        {"t_ms": 0, "current": 10, "desired": 2, "stabilized": 10, "final": 10},
        {"t_ms": 15000, "current": 10, "desired": 3, "stabilized": 10, "final": 10},
        {"t_ms": 300000, "current": 10, "desired": 1, "stabilized": 10, "final": 10},
        {"t_ms": 300001, "current": 10, "desired": 1, "stabilized": 3, "final": 3,
         "able_to_scale_reason": "ScaleDownStabilized", "limited": false, "limited_reason": "DesiredWithinRange"}]}
      """),
    Trap(
      "an empty behavior takes the cluster's window, not 300 s",
      """
      {"behavior": {}, "min_replicas": 1, "max_replicas": 99, "downscale_stabilization_ms": 60999, "steps": [
        {"t_ms": 0, "current": 10, "desired": 2, "stabilized": 10, "final": 10},
        {"t_ms": 59999, "current": 10, "desired": 2, "stabilized": 10, "final": 10},
        {"t_ms": 60000, "current": 10, "desired": 2, "stabilized": 2, "final": 2}]}
      """),
    Trap(
      "without behavior there is no rate over time",
      """
      {"behavior": null, "min_replicas": 1, "max_replicas": 99, "downscale_stabilization_ms": 0, "steps": [
        {"t_ms": 0, "current": 4, "desired": 90, "final": 8}, {"t_ms": 1, "current": 8, "desired": 90, "final": 16}]}
      """),
  ]

  static let reconcileTraps: [Trap] = [
    // hits proposes 2 of 3 replicas and the queue failed: nothing is decided
    Trap(
      "a failed metric blocks shrinking",
      reconcile(
        object: "200", external: nil,
        expect:
          #"{"error": true, "scale_to": null, "metric_desired": -1, "conditions": [{"type": "AbleToScale", "status": "True", "reason": "SucceededGetScale"}, {"type": "ScalingActive", "status": "False", "reason": "FailedGetExternalMetric"}], "current_metrics": [{"type": "Object", "name": "hits"}, null], "events": ["FailedGetExternalMetric", "FailedComputeMetricsReplicas"]}"#
      )),
    Trap(
      "but not growing, and the reconcile still fails",
      reconcile(
        object: "500", external: nil,
        expect: #"{"error": true, "scale_to": 5, "events": ["FailedGetExternalMetric", "SuccessfulRescale"]}"#
      )),
    Trap(
      "the first of equal proposals names the reason",
      reconcile(
        object: "500", external: "500",
        expect: #"{"scale_to": 5, "rescale_reason": "external metric hits(nil) above target"}"#)),
    Trap(
      "the larger proposal wins",
      reconcile(
        object: "400", external: "500",
        expect: #"{"scale_to": 5, "rescale_reason": "external metric queue(nil) above target"}"#)),
    Trap(
      "above the maximum no metric is read and no rate holds",
      reconcile(
        replicas: 50, behavior: #""behavior": {"scaleDown": {"selectPolicy": "Disabled"}},"#, object: "1",
        external: "1",
        expect:
          #"{"error": false, "scale_to": 10, "metric_desired": null, "current_metrics": [], "conditions": [{"type": "AbleToScale", "status": "True", "reason": "SucceededRescale"}], "rescale_reason": "Current number of replicas above Spec.MaxReplicas"}"#
      )),
    Trap(
      "zero replicas switch the HPA off",
      reconcile(
        replicas: 0, object: "500", external: "500",
        expect:
          #"{"scale_to": null, "status_desired": 0, "conditions": [{"type": "AbleToScale", "status": "True", "reason": "SucceededGetScale"}, {"type": "ScalingActive", "status": "False", "reason": "ScalingDisabled"}]}"#
      )),
    Trap(
      "with the gate, whom the HPA took to zero it brings back",
      reconcile(
        spec: #""minReplicas": 0, "maxReplicas": 10"#, replicas: 0, gate: true,
        before:
          #""initial_conditions": [{"type": "ScaledToZero", "status": "True", "reason": "ScaledToZero"}],"#,
        object: "150", external: "0",
        expect:
          #"{"scale_to": 2, "conditions": [{"type": "AbleToScale", "status": "True", "reason": "SucceededRescale"}, {"type": "ScaledToZero", "status": "False", "reason": "NotScaledToZero"}, {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}, {"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}]}"#
      )),
    Trap(
      "percent policies alone never leave zero",
      reconcile(
        spec: #""minReplicas": 0, "maxReplicas": 10"#, replicas: 0, gate: true,
        behavior:
          #""behavior": {"scaleUp": {"policies": [{"type": "Percent", "value": 900, "periodSeconds": 15}]}},"#,
        before:
          #""initial_conditions": [{"type": "ScaledToZero", "status": "True", "reason": "ScaledToZero"}],"#,
        object: "150", external: "0", expect: #"{"scale_to": null, "status_desired": 0}"#)),
  ]

  @Test("One evaluation", arguments: metricTraps) func metric(_ trap: Trap) throws { try check(trap) }
  @Test("History and limits", arguments: historyTraps) func history(_ trap: Trap) throws { try check(trap) }
  @Test("Whole reconciles", arguments: reconcileTraps) func reconcileAll(_ trap: Trap) throws {
    try check(trap)
  }

  private func check(_ trap: Trap) throws {
    let vector = try JSONDecoder().decode(ManifestValue.self, from: Data(trap.vector.utf8))
    var steps = 0
    #expect(try HPAConformance.check(vector, &steps) == [])
  }
}
