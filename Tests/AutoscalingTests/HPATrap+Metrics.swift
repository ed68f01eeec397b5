extension Trap {
  /// One metric, one evaluation.
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
}
