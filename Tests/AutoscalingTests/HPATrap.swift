import Testing

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

extension Trap {
  /// A pod of one container that requests one core (1000 milli), ready for long unless `state` says otherwise.
  static func pod(_ index: Int, _ state: String = "", request: String = "1000") -> String {
    let ready = #""start_ms": -900000, "ready": "True", "ready_since_ms": -800000"#
    return #"{"name": "p\#(index)", "requests": {"app": \#(request)}, \#(state.isEmpty ? ready : state)}"#
  }

  static func sample(_ index: Int, _ milli: Int, at time: Int = -10_000, window: Int = 15_000) -> String {
    #"{"pod": "p\#(index)", "value_milli": \#(milli), "timestamp_ms": \#(time), "window_ms": \#(window)}"#
  }

  static func pods(_ count: Int) -> [String] { (0..<count).map { pod($0) } }
  static func samples(_ count: Int, _ milli: Int) -> [String] { (0..<count).map { sample($0, milli) } }

  /// Two metrics, an Object and an External one, in a whole reconcile at three replicas.
  static func reconcile(
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
}
