extension Trap {
  private static let fourAMinute = #"{"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}"#

  private static func two(_ select: String, _ policies: (String, Int)...) -> String {
    let list = policies.map { #"{"type": "\#($0.0)", "value": \#($0.1), "periodSeconds": 60}"# }
    return #"{"selectPolicy": "\#(select)", "policies": [\#(list.joined(separator: ","))]}"#
  }

  /// Limits, windows and slots in their corner cases (section 7).
  static let limitTraps: [Trap] = rateTraps + memoryTraps

  private static let rateTraps: [Trap] = [
    // defaults upward: 4 pods or 100 % in 15 s, whichever is more
    .rate("default rate up from 1: four pods", current: 1, desired: 50, final: 5, reason: "ScaleUpLimit"),
    .rate("default rate up from 10: double", current: 10, desired: 50, final: 20, reason: "ScaleUpLimit"),
    .rate(
      "default rate down: all", current: 10, desired: 0, final: 0, reason: "DesiredWithinRange"),
    // growth of 5 less than 15 s ago: start = 5, so 9 by pods and 10 by percent
    .rate(
      "the default period is 15 s: inside", current: 10, desired: 50,
      ups: #"[{"t_ms": -14999, "change": 5}]"#, final: 10, reason: "ScaleUpLimit"),
    .rate(
      "the default period is 15 s: outside", current: 10, desired: 50,
      ups: #"[{"t_ms": -15000, "change": 5}]"#, final: 20, reason: "ScaleUpLimit"),
    .rate(
      "the default period down is 15 s", current: 10, desired: 0, downs: #"[{"t_ms": -15000, "change": 5}]"#,
      final: 0, reason: "DesiredWithinRange"),
    .rate(
      "Max upward is the highest count", current: 10, desired: 50,
      up: two("Max", ("Pods", 4), ("Percent", 50)), final: 15, reason: "ScaleUpLimit"),
    .rate(
      "Min upward is the lowest count", current: 10, desired: 50,
      up: two("Min", ("Percent", 50), ("Pods", 4)), final: 14, reason: "ScaleUpLimit"),
    .rate(
      "Disabled closes growth", current: 10, desired: 50, up: #"{"selectPolicy": "Disabled"}"#, final: 10,
      reason: "ScaleUpLimit"),
    // start = 10 − 9 = 1, up to 5: less than there is
    .rate(
      "a spent limit upward takes nothing away", current: 10, desired: 20, up: fourAMinute,
      ups: #"[{"t_ms": -30000, "change": 9}]"#, final: 10, reason: "ScaleUpLimit"),
    // start = 10 + 9 = 19, down to 15: more than there is
    .rate(
      "a spent limit downward adds nothing", current: 10, desired: 1, down: fourAMinute,
      downs: #"[{"t_ms": -30000, "change": 9}]"#, final: 10, reason: "ScaleDownLimit"),
    // start = 10 − 3 = 7, down to 3
    .rate(
      "growth within the period is undone first", current: 10, desired: 1, down: fourAMinute,
      ups: #"[{"t_ms": -30000, "change": 3}]"#, final: 3, reason: "ScaleDownLimit"),
    .rate(
      "the outdated mark does not matter to a rate", current: 10, desired: 20, up: fourAMinute,
      ups: #"[{"t_ms": -30000, "change": 4, "outdated": true}]"#, final: 10, reason: "ScaleUpLimit"),
    // the maximum of these rows is 1000
    .rate(
      "a limit equal to the maximum: the maximum is named", current: 996, desired: 1005, up: fourAMinute,
      final: 1000, reason: "TooManyReplicas"),
    .rate(
      "a limit equal to the minimum: the minimum is named", current: 10, desired: 1, down: fourAMinute,
      minimum: 6, final: 6, reason: "TooFewReplicas"),
    .rate(
      "the minimum holds where the rate allows more", current: 10, desired: 1, down: fourAMinute, minimum: 8,
      final: 8, reason: "TooFewReplicas"),
    Trap(
      "legacy: a limit equal to the maximum names the maximum",
      #"{"kind": "legacy_limit", "min_replicas": 1, "max_replicas": 10, "current": 5, "desired": 50, "expect": {"final": 10, "limited_reason": "TooManyReplicas"}}"#
    ),
    Trap(
      "legacy: nothing limits the way down but the minimum",
      #"{"kind": "legacy_limit", "min_replicas": 2, "max_replicas": 99, "current": 50, "desired": 1, "expect": {"final": 2, "limited_reason": "TooFewReplicas"}}"#
    ),
  ]

  private static let memoryTraps: [Trap] = [
    Trap(
      "the window upward excludes its end",
      """
      {"kind": "stabilize", "scale_up_window_s": 60, "scale_down_window_s": 0, "current": 10, "desired": 20,
       "recommendations": [{"t_ms": -60000, "replicas": 2}],
       "expect": {"stabilized": 20, "stored_recommendations": [2, 20]}}
      """),
    // low = 5, so the 10 need not move; the entry is older than one window only
    Trap(
      "a low proposal holds growth, and is kept for the longer window",
      """
      {"kind": "stabilize", "scale_up_window_s": 300, "scale_down_window_s": 60, "current": 10, "desired": 20,
       "recommendations": [{"t_ms": -100000, "replicas": 5}],
       "expect": {"stabilized": 10, "stored_recommendations": [5, 20]}}
      """),
    Trap(
      "a proposal as old as both windows is neither counted nor overwritten",
      """
      {"kind": "stabilize", "scale_up_window_s": 60, "scale_down_window_s": 60, "current": 10, "desired": 20,
       "recommendations": [{"t_ms": -60000, "replicas": 5}],
       "expect": {"stabilized": 20, "stored_recommendations": [5, 20]}}
      """),
    Trap(
      "growth that is held says so",
      """
      {"behavior": {"scaleUp": {"stabilizationWindowSeconds": 60}}, "min_replicas": 1, "max_replicas": 99, "steps": [
        {"t_ms": 0, "current": 3, "desired": 9, "stabilized": 3, "final": 3,
         "able_to_scale_reason": "ScaleUpStabilized", "limited": false, "limited_reason": "DesiredWithinRange"},
        {"t_ms": 15000, "current": 3, "desired": 1, "stabilized": 3, "final": 3,
         "able_to_scale_reason": "ScaleDownStabilized"}]}
      """),
    // 30 s is within the longest period of 60 s, so the slot stays; the change of the last minute is 2
    Trap(
      "the longest period decides what is outdated",
      """
      {"kind": "store_event", "replica_change": 5, "rules": {"policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 60}, {"type": "Pods", "value": 9, "periodSeconds": 15}]},
       "events": [{"t_ms": -30000, "change": 2, "outdated": false}],
       "expect": {"change_in_last_60s_before": 2, "stored": [{"t_ms": -30000, "change": 2, "outdated": false},
         {"t_ms": 0, "change": 5, "outdated": false}]}}
      """),
    Trap(
      "a marked slot stays marked although longer periods came back",
      """
      {"kind": "store_event", "replica_change": 5, "rules": {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]},
       "events": [{"t_ms": -30000, "change": 2, "outdated": true}],
       "expect": {"change_in_last_60s_before": 2, "stored": [{"t_ms": 0, "change": 5, "outdated": false}]}}
      """),
    // At 20 s the growth of 0 s is older than the longest period upward, 15 s, and is overwritten. The policy downward
    // looks back 60 s, but finds one growth of 4: start = 18 − 4 = 14, down to 13. Of a full history it were 9.
    Trap(
      "growth that a policy downward would still see is gone",
      """
      {"behavior": {"scaleUp": {"policies": [{"type": "Pods", "value": 4, "periodSeconds": 15}]},
         "scaleDown": {"stabilizationWindowSeconds": 0, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}},
       "min_replicas": 1, "max_replicas": 99, "steps": [
        {"t_ms": 0, "current": 10, "desired": 30, "stabilized": 30, "final": 14},
        {"t_ms": 20000, "current": 14, "desired": 30, "stabilized": 30, "final": 18},
        {"t_ms": 25000, "current": 18, "desired": 1, "stabilized": 1, "final": 13, "limited_reason": "ScaleDownLimit"}]}
      """),
  ]
}
