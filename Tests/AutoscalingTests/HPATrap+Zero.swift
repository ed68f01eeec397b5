extension Trap {
  private static let took =
    #""initial_conditions": [{"type": "ScaledToZero", "status": "True", "reason": "ScaledToZero"}],"#
  private static let off =
    #"{"type": "AbleToScale", "status": "True", "reason": "SucceededGetScale"}, {"type": "ScalingActive", "status": "False", "reason": "ScalingDisabled"}"#
  private static let done =
    #"{"type": "AbleToScale", "status": "True", "reason": "SucceededRescale"}, {"type": "ScaledToZero", "status": "#
  private static let active =
    #"{"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}, {"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}"#
  private static let cpuOnly =
    #""maxReplicas": 10, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}]"#

  /// To zero replicas and back (section 8).
  static let zeroTraps: [Trap] = [
    .sequence(
      "with the gate, whom somebody else took to zero stays there", #""minReplicas": 0, "maxReplicas": 10"#,
      gate: true,
      steps: [
        step(
          replicas: 0, hits: "150",
          expect:
            #"{"error": false, "scale_to": null, "status_desired": 0, "current_metrics": [], "conditions": [\#(off)]}"#
        )
      ]),
    .sequence(
      "without the gate the condition goes, and nothing comes back", #""minReplicas": 1, "maxReplicas": 10"#,
      before: took,
      steps: [step(replicas: 0, hits: "150", expect: #"{"scale_to": null, "conditions": [\#(off)]}"#)]),
    // the proposal is 0 and no limit lifts it
    .sequence(
      "whoever has a minimum comes back to it at once",
      #""minReplicas": 2, "maxReplicas": 10, "behavior": {}"#, gate: true, before: took,
      steps: [
        step(
          replicas: 0, hits: "0",
          expect:
            #"{"scale_to": 2, "rescale_reason": "Current number of replicas below Spec.MinReplicas", "conditions": [\#(done)"False", "reason": "NotScaledToZero"}, \#(active)]}"#
        )
      ]),
    .sequence(
      "with minimum 0 per-pod metrics alone leave it there", #""minReplicas": 0, \#(cpuOnly)"#, gate: true,
      before: took,
      steps: [
        step(
          replicas: 0, cpu: #"{"app": {"cpu": "50m"}}"#,
          expect: #"{"error": false, "scale_to": null, "current_metrics": [], "events": []}"#)
      ]),
    // 5 % of 50 with one pod: ceil(0.1) = 1, the minimum
    .sequence(
      "with a minimum they are read", #""minReplicas": 1, \#(cpuOnly)"#, gate: true, before: took,
      steps: [step(replicas: 0, cpu: #"{"app": {"cpu": "50m"}}"#, expect: #"{"scale_to": 1}"#)]),
    .sequence(
      "without behavior at most four come back", #""minReplicas": 0, "maxReplicas": 10"#, gate: true,
      before: took, steps: [step(replicas: 0, hits: "900", expect: #"{"scale_to": 4}"#)]),
    .sequence(
      "without the gate a rescale removes the condition", #""maxReplicas": 10"#, before: took,
      steps: [
        step(
          replicas: 3, hits: "500",
          expect:
            #"{"scale_to": 5, "conditions": [{"type": "AbleToScale", "status": "True", "reason": "SucceededRescale"}, \#(active)]}"#
        )
      ]),
    // −500/100 = −5 counts as 0, which is the minimum: nothing limits
    .sequence(
      "a negative proposal counts as zero, and zero is noted",
      #""minReplicas": 0, "maxReplicas": 10, "behavior": {"scaleDown": {"stabilizationWindowSeconds": 0}}"#,
      gate: true,
      steps: [
        step(
          replicas: 3, hits: "-500",
          expect: #"{"scale_to": 0, "conditions": [\#(done)"True", "reason": "ScaledToZero"}, \#(active)]}"#)
      ]),
  ]
}
