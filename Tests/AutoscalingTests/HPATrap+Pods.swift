extension Trap {
  private static func cpu(
    _ name: String, current: Int, target: Int = 50, pods: [String], metrics: [String], more: String = "",
    expect: String
  ) -> Trap {
    .metric(
      name, "resource_utilization", current: current, target: target, pods: pods, metrics: metrics,
      more: more, expect: expect)
  }

  /// Which group a pod belongs to, and what the groups do to a proposal (sections 3.2 to 3.4).
  static let podTraps: [Trap] = groupTraps + fillTraps

  private static let groupTraps: [Trap] = [
    // the sample covers −25 s … −10 s and the pod became ready at −20 s
    cpu(
      "a sample whose window began before ready is distrusted", current: 1,
      pods: [pod(0, #""start_ms": -60000, "ready": "True", "ready_since_ms": -20000"#)],
      metrics: samples(1, 1000), expect: #"{"error": "no_usable_metrics"}"#),
    cpu(
      "while it starts an unready pod does not count", current: 1,
      pods: [pod(0, #""start_ms": -60000, "ready": "False", "ready_since_ms": -50000"#)],
      metrics: samples(1, 1000), expect: #"{"error": "no_usable_metrics"}"#),
    cpu(
      "a pod without Ready condition does not count, however old", current: 1,
      pods: [pod(0, #""start_ms": -900000"#)], metrics: samples(1, 1000),
      expect: #"{"error": "no_usable_metrics"}"#),
    cpu(
      "a pod without start time does not count", current: 1,
      pods: [pod(0, #""ready": "True", "ready_since_ms": -800000"#)], metrics: samples(1, 1000),
      expect: #"{"error": "no_usable_metrics"}"#),
    // start + 30 s is later than the transition
    cpu(
      "a pod that was never ready does not count", current: 1,
      pods: [pod(0, #""start_ms": -900000, "ready": "False", "ready_since_ms": -870001"#)],
      metrics: samples(1, 1000), expect: #"{"error": "no_usable_metrics"}"#),
    cpu(
      "readiness Unknown is not unready, however early it came", current: 1,
      pods: [pod(0, #""start_ms": -900000, "ready": "Unknown", "ready_since_ms": -890000"#)],
      metrics: samples(1, 1000), expect: #"{"error": null, "replicas": 2}"#),
    cpu(
      "the readiness rules hold for one container's cpu too", current: 1,
      pods: [pod(0, #""start_ms": -60000, "ready": "False", "ready_since_ms": -50000"#)],
      metrics: samples(1, 1000), more: #""container": "app","#, expect: #"{"error": "no_usable_metrics"}"#),
    // 2 at 25 %: ceil(0.5 · 2) = 1; missing, it would be taken at 100 %
    cpu(
      "a pending pod without sample is unready, not missing", current: 3,
      pods: pods(2) + [pod(2, #""phase": "Pending""#)], metrics: samples(2, 250),
      expect: #"{"replicas": 1, "utilization": 25}"#),
    // the pending pod's sample is dropped: ceil(2 · 1) = 2, over both 100/50 with an idle one: 50/50
    .metric(
      "a pending pod's memory does not count", "resource_utilization", current: 2, target: 50,
      pods: pods(1) + [pod(1, #""phase": "Pending""#)], metrics: samples(2, 1000), resource: "memory",
      expect: #"{"replicas": 2, "utilization": 100}"#),
    // 20 % and one missing at 100 %: 60/50, the other side of 1; ignored, it would leave ceil(0.4) = 1
    cpu(
      "a completed pod without sample is missing", current: 2,
      pods: pods(1) + [pod(1, #""phase": "Succeeded""#)], metrics: samples(1, 200),
      expect: #"{"replicas": 2, "utilization": 20}"#),
    cpu("no pod at all", current: 1, pods: [], metrics: samples(1, 100), expect: #"{"error": "no_pods"}"#),
    cpu(
      "requests of zero", current: 1, pods: [pod(0, request: "0")], metrics: samples(1, 100),
      expect: #"{"error": "zero_total_request"}"#),
    // 500/1000, although the unknown pod's 3000 are in the answer
    cpu(
      "samples of unknown pods drop out of a utilization", current: 1, pods: pods(1),
      metrics: [sample(0, 500), sample(7, 3000)],
      expect: #"{"replicas": 1, "utilization": 50, "value_milli": 500}"#),
    cpu(
      "the named container is missing from a failed pod", current: 1,
      pods: [pod(0), #"{"name": "p1", "phase": "Failed", "requests": {"other": 1000}}"#],
      metrics: samples(1, 500), more: #""container": "app","#, expect: #"{"error": "container_not_found"}"#),
    // 1000/(1000 + 1000) = 50 %, whatever the init container asks for
    cpu(
      "sidecars' requests count, those of plain init containers do not", current: 1,
      pods: [
        pod(
          0,
          #""sidecar_requests": {"side": 1000}, "init_requests": {"init": 8000}, "start_ms": -900000, "ready": "True", "ready_since_ms": -800000"#
        )
      ],
      metrics: samples(1, 1000), expect: #"{"replicas": 1, "utilization": 50}"#),
    // 2^61 · 100 wraps to −2^63, whose quotient by −1 wraps to itself; the ratio is far below 0
    cpu(
      "a quotient that overflows wraps", current: 1, pods: [pod(0, request: "-1")],
      metrics: samples(1, 1 << 61),
      expect: #"{"replicas": -2147483648, "utilization": -9223372036854775808}"#),
  ]

  private static let fillTraps: [Trap] = [
    // 3 at 10 % and one at 100 %: (300 + 1000)/4000 = 32 %, ceil(0.64 · 4) = 3; at the target's 50 % it would be 2.
    // What is reported is the 10 % of the first look.
    cpu(
      "missing pods use their whole request on the way down", current: 4, pods: pods(4),
      metrics: samples(3, 100), expect: #"{"replicas": 3, "utilization": 10, "value_milli": 100}"#),
    // (3 · 20 + 100)/4 = 40, ceil(0.4 · 4) = 2; at 0 it would be 1
    .metric(
      "missing pods use the average aimed at on the way down", "pods_average_value", current: 4, target: 100,
      pods: pods(4), metrics: samples(3, 20), expect: #"{"replicas": 2, "value_milli": 20}"#),
    // an idle third pod would make it 33 %, ceil(0.66 · 3) = 2
    cpu(
      "exactly on target nothing is filled in: hold", current: 3, pods: pods(3), metrics: samples(2, 500),
      expect: #"{"replicas": 3, "utilization": 50}"#),
    // 48/50 is within; with an idle pod 960/3000 = 32 %, ceil(0.64 · 3) = 2
    cpu(
      "unready pods do not deepen a scale-in: hold", current: 3,
      pods: pods(2) + [pod(2, #""phase": "Pending""#)], metrics: samples(2, 480),
      expect: #"{"replicas": 3, "utilization": 48}"#),
    // 7 at 60 % and an idle one: 4200/8000 = 52 %, 1.04 is within; ceil(1.04 · 8) = 9
    cpu(
      "an idle pod brings a scale-out within the tolerance: hold", current: 8,
      pods: pods(7) + [pod(7, #""phase": "Pending""#)], metrics: samples(7, 600),
      expect: #"{"replicas": 8, "utilization": 60}"#),
    // 2 at 100 % and an idle one: 66 %, ceil(1.32 · 3) = 4, fewer than 5
    cpu(
      "a scale-out never takes replicas away where pods are unready: hold", current: 5,
      pods: pods(2) + [pod(2, #""phase": "Pending""#)], metrics: samples(2, 1000),
      expect: #"{"replicas": 5, "utilization": 100}"#),
    // 3 · 1: two samples of 300, a missing pod at 0: 600/3 = 200, ceil(2 · 3) = 6
    .metric(
      "samples of unknown pods are multiplied where pods are missing", "pods_average_value", current: 2,
      target: 100, pods: pods(2), metrics: [sample(0, 300), sample(7, 300)],
      expect: #"{"replicas": 6, "value_milli": 300}"#),
    // 300 alone, with the missing pod 300/2 = 150, ceil(1.5 · 2) = 3
    .metric(
      "samples of unknown pods alone are an answer", "pods_average_value", current: 1, target: 100,
      pods: pods(1), metrics: [sample(7, 300)], expect: #"{"error": null, "replicas": 3}"#),
    // (550 + 551)/2 is 550: 1.1 holds, 1.101 would not
    .metric(
      "an average is a whole number of milli-units: hold", "pods_average_value", current: 2, target: 500,
      pods: pods(2), metrics: [sample(0, 550), sample(1, 551)],
      expect: #"{"replicas": 2, "value_milli": 550}"#),
  ]
}
