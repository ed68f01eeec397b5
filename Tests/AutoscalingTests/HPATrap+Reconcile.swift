extension Trap {
  /// Whole reconciles.
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
}
