extension Trap {
  /// Stabilization, rate limits and the history of both.
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
}
