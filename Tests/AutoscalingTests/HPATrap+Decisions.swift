extension Trap {
  /// Reconciles of an HPA of the given fields; unless `fields` names metrics, it has one Object metric, hits, of 100 a
  /// replica.
  static func sequence(
    _ name: String, _ fields: String, gate: Bool = false, before: String = "", steps: [String]
  ) -> Trap {
    let hits =
      #""metrics": [{"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s"}, "metric": {"name": "hits"}, "target": {"type": "AverageValue", "averageValue": "100"}}}]"#
    let metrics = fields.contains("\"metrics\"") ? "" : ", " + hits
    return Trap(
      name,
      """
      {"gate_scale_to_zero": \(gate), "pod_template": [{"name": "app", "requests": {"cpu": "1"}}], \(before)
       "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, \(fields)\(metrics)},
       "steps": [\(steps.joined(separator: ","))]}
      """)
  }

  /// One reconcile with one old, ready pod; `hits` is the value of the Object metric, `cpu` the pod's use.
  static func step(
    _ time: Int = 0, replicas: Int, hits: String = "0", cpu: String = #"{"app": {"cpu": "0"}}"#,
    more: String = "", expect: String
  ) -> String {
    """
    {"t_ms": \(time), "spec_replicas": \(replicas), "status_replicas": \(replicas),
     "object_metrics": {"hits": "\(hits)"}, \(more)
     "pods": [{"name": "w0", "start_ms": -900000, "ready": "True", "ready_since_ms": -800000}],
     "pod_metrics": [{"pod": "w0", "timestamp_ms": \(time), "window_ms": 15000, "containers": \(cpu)}],
     "expect": \(expect)}
    """
  }

  private static let failed = (
    scale: #"{"type": "AbleToScale", "status": "True", "reason": "SucceededGetScale"}"#,
    active: #"{"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}"#,
    limited: #"{"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}"#
  )

  /// Which metric counts, and what is written (sections 2, 5 and 6).
  static let decisionTraps: [Trap] = combinationTraps + writeTraps

  private static let combinationTraps: [Trap] = [
    Trap(
      "a failed metric does not block holding",
      reconcile(
        object: "300", external: nil,
        expect:
          #"{"error": true, "scale_to": null, "metric_desired": 3, "events": ["FailedGetExternalMetric"], "conditions": [{"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"}, \#(failed.active), \#(failed.limited)]}"#
      )),
    Trap(
      "the first failure names the reason",
      reconcile(
        object: nil, external: nil,
        expect:
          #"{"error": true, "scale_to": null, "metric_desired": -1, "current_metrics": [null, null], "conditions": [\#(failed.scale), {"type": "ScalingActive", "status": "False", "reason": "FailedGetObjectMetric"}], "events": ["FailedGetObjectMetric", "FailedGetExternalMetric", "FailedComputeMetricsReplicas"]}"#
      )),
    // 550/(100 · 5) = 1.1 is within, so 5; with the spec's 3 it were ceil(5.5) = 6
    Trap(
      "an Object average is held against status replicas, not spec replicas",
      reconcile(replicas: 3, status: 5, object: "550", external: "1", expect: #"{"scale_to": 5}"#)),
    Trap(
      "so is an External average",
      reconcile(replicas: 3, status: 5, object: "1", external: "550", expect: #"{"scale_to": 5}"#)),
    // 400/300 = 1.33, and ceil(4) without the tolerance
    Trap(
      "a tolerance of its own upward: hold",
      reconcile(
        behavior: #""behavior": {"scaleUp": {"tolerance": "0.5"}},"#, object: "400", external: "300",
        expect: #"{"scale_to": null, "metric_desired": 3}"#)),
    Trap(
      "a tolerance of its own downward: hold",
      reconcile(
        behavior: #""behavior": {"scaleDown": {"tolerance": "0.5"}},"#, object: "200", external: "200",
        expect: #"{"scale_to": null, "metric_desired": 3}"#)),
    // 88/80 = 1.1 holds; ceil(89/80) = 2
    .sequence(
      "without metrics cpu is held at 80 %", #""maxReplicas": 10, "metrics": []"#,
      steps: [
        step(
          replicas: 1, cpu: #"{"app": {"cpu": "880m"}}"#,
          expect: #"{"scale_to": null, "current_metrics": [{"type": "Resource", "average_utilization": 88}]}"#
        ),
        step(15_000, replicas: 1, cpu: #"{"app": {"cpu": "890m"}}"#, expect: #"{"scale_to": 2}"#),
      ]),
    // 200m/100m = 2; as a utilization it were 20/50
    .sequence(
      "an average value wins over a utilization",
      #""maxReplicas": 10, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50, "averageValue": "100m"}}}]"#,
      steps: [
        step(
          replicas: 1, cpu: #"{"app": {"cpu": "200m"}}"#,
          expect: #"{"scale_to": 2, "current_metrics": [{"average_value_milli": 200}]}"#)
      ]),
    // 100/100 = 1 holds; as an average value it were 100 replicas
    .sequence(
      "an Object metric goes by the type of its target",
      #""maxReplicas": 10, "metrics": [{"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s"}, "metric": {"name": "hits"}, "target": {"type": "Value", "value": "100", "averageValue": "1"}}}]"#,
      steps: [step(replicas: 1, hits: "100", expect: #"{"scale_to": null, "metric_desired": 1}"#)]),
    .sequence(
      "each container's use rounds up before the sum",
      #""maxReplicas": 10, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "3m"}}}]"#,
      steps: [
        step(
          replicas: 1, cpu: #"{"a": {"cpu": "1n"}, "b": {"cpu": "1n"}, "c": {"cpu": "1n"}}"#,
          expect: #"{"scale_to": null, "current_metrics": [{"average_value_milli": 3}]}"#)
      ]),
    // −500/100; the size first found holds
    .sequence(
      "a negative proposal is the best there is", #""maxReplicas": 10"#,
      steps: [step(replicas: 3, hits: "-500", expect: #"{"scale_to": null, "metric_desired": -5}"#)]),
    .sequence(
      "the size first found holds for the window", #""maxReplicas": 10"#,
      steps: [
        step(replicas: 8, hits: "100", expect: #"{"scale_to": null}"#),
        step(300_000, replicas: 8, hits: "100", expect: #"{"scale_to": null}"#),
        step(300_001, replicas: 8, hits: "100", expect: #"{"scale_to": 1}"#),
      ]),
    // the proposal of 1 is below the 4 found, the recommendation of 8 still holds
    .sequence(
      "a scale-out may be announced as below target", #""maxReplicas": 10"#,
      before: #""initial_recommendations": [{"t_ms": -1000, "replicas": 8}],"#,
      steps: [
        step(
          replicas: 4, hits: "100", expect: #"{"scale_to": 8, "rescale_reason": "All metrics below target"}"#)
      ]),
  ]

  private static let writeTraps: [Trap] = [
    .sequence(
      "at the maximum metrics are read", #""maxReplicas": 10"#,
      steps: [step(replicas: 10, hits: "1000", expect: #"{"scale_to": null, "metric_desired": 10}"#)]),
    .sequence(
      "at the minimum metrics are read", #""maxReplicas": 10"#,
      steps: [step(replicas: 1, hits: "300", expect: #"{"scale_to": 3, "metric_desired": 3}"#)]),
    .sequence(
      "below the minimum no metric is read", #""minReplicas": 3, "maxReplicas": 10"#,
      steps: [
        step(
          replicas: 2, hits: "1000",
          expect:
            #"{"error": false, "scale_to": 3, "metric_desired": null, "current_metrics": [], "status_current": 2, "status_desired": 3, "last_scale_ms": 0, "rescale_reason": "Current number of replicas below Spec.MinReplicas"}"#
        )
      ]),
    // start = 3 − 2 = 1, up to 5; had the correction not been recorded, up to 7
    .sequence(
      "a correction to the minimum uses the rate",
      #""minReplicas": 3, "maxReplicas": 99, "behavior": {"scaleUp": {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}}"#,
      steps: [
        step(replicas: 1, hits: "1000", expect: #"{"scale_to": 3}"#),
        step(15_000, replicas: 3, hits: "1000", expect: #"{"scale_to": 5}"#),
      ]),
    // 12 were found: they hold the proposal of 1 up, and the maximum limits them
    .sequence(
      "the size found above the maximum is remembered", #""maxReplicas": 10"#,
      steps: [
        step(replicas: 12, hits: "100", expect: #"{"scale_to": 10}"#),
        step(
          15_000, replicas: 10, hits: "100",
          expect:
            #"{"scale_to": null, "metric_desired": 1, "conditions": [{"type": "AbleToScale", "status": "True", "reason": "ScaleDownStabilized"}, \#(failed.active), {"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas"}]}"#
        ),
      ]),
    // had the proposal of 2 been stored at 61 s, it would hold growth for another minute
    .sequence(
      "where nothing is decided nothing is stored",
      #""maxReplicas": 99, "behavior": {"scaleUp": {"stabilizationWindowSeconds": 60}}, "metrics": [{"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s"}, "metric": {"name": "hits"}, "target": {"type": "AverageValue", "averageValue": "100"}}}, {"type": "External", "external": {"metric": {"name": "queue"}, "target": {"type": "AverageValue", "averageValue": "100"}}}]"#,
      steps: [
        step(replicas: 3, hits: "300", more: #""external_metrics": {"queue": ["300"]},"#, expect: "{}"),
        step(
          61_000, replicas: 3, hits: "200",
          expect: #"{"error": true, "scale_to": null, "metric_desired": -1}"#),
        step(
          62_000, replicas: 3, hits: "900", more: #""external_metrics": {"queue": ["300"]},"#,
          expect: #"{"scale_to": 7}"#),
      ]),
    // had the failed write been recorded, the second would find start = 3 − 4 and hold
    .sequence(
      "a failed write uses no rate and shows no new size",
      #""maxReplicas": 99, "behavior": {"scaleUp": {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}}"#,
      steps: [
        step(
          replicas: 3, hits: "900", more: #""scale_update_fails": true,"#,
          expect:
            #"{"error": true, "scale_to": null, "status_current": 3, "status_desired": 0, "last_scale_ms": null, "events": ["FailedRescale"]}"#
        ),
        step(15_000, replicas: 3, hits: "900", expect: #"{"scale_to": 7}"#),
      ]),
    .sequence(
      "a scale that cannot be read", #""maxReplicas": 9"#,
      steps: [
        step(
          replicas: 3, hits: "900", more: #""scale_get_fails": true,"#,
          expect:
            #"{"error": true, "scale_to": null, "conditions": [{"type": "AbleToScale", "status": "False", "reason": "FailedGetScale"}], "events": ["FailedGetScale"]}"#
        )
      ]),
  ]
}
