import SimulationKernel
import Testing

@testable import Autoscaling

@Suite("What an HPA shows")
struct HPAStatusTests {
  /// The time changes with the status, not with the reason (section 9).
  @Test func aConditionIsAsOldAsItsStatus() {
    var conditions = HPAConditions()
    let since = { (isTrue: Bool, reason: HPAReason, second: Int64) in
      conditions.set(\.ableToScale, isTrue, reason, .seconds(second))
      return conditions.ableToScale?.since
    }
    #expect(since(true, .succeededGetScale, 10) == .seconds(10))
    #expect(since(true, .readyForNewScale, 20) == .seconds(10))
    #expect(since(false, .failedUpdateScale, 30) == .seconds(30))
    #expect(since(false, .failedUpdateScale, 40) == .seconds(30))
    #expect(since(true, .succeededGetScale, 50) == .seconds(50))
  }

  private static let average = HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: 1))
  private static let percent = HPATarget(kind: .utilization, averageUtilization: 50)
  private static let value = HPATarget(kind: .value, value: ResourceQuantity(milli: 1))
  private static let hits = HPAMetricIdentifier(name: "hits")
  private static let labelled: HPAMetricIdentifier = {
    var selector = HPALabelSelector()
    selector.matchLabels = [.init(key: "a", value: "b")]
    return HPAMetricIdentifier(name: "hits", selector: selector)
  }()
  private static let service = HPAObjectReference(kind: "Service", name: "s")

  /// How events call a metric (section 9).
  @Test(arguments: [
    (
      HPAMetric(source: .resource(name: "cpu"), target: percent),
      "cpu resource utilization (percentage of request)"
    ),
    (
      HPAMetric(source: .containerResource(name: "cpu", container: "app"), target: percent),
      "cpu container resource utilization (percentage of request)"
    ),
    (HPAMetric(source: .resource(name: "cpu"), target: average), "cpu resource"),
    (HPAMetric(source: .containerResource(name: "cpu", container: "app"), target: average), "cpu resource"),
    (HPAMetric(source: .pods(hits), target: average), "pods metric hits"),
    (HPAMetric(source: .object(service, hits), target: value), "Service metric hits"),
    (HPAMetric(source: .object(service, hits), target: average), "external metric hits(nil)"),
    (
      HPAMetric(source: .external(labelled), target: value),
      "external metric hits(&LabelSelector{MatchLabels:map[string]string{a: b,},"
        + "MatchExpressions:[]LabelSelectorRequirement{},})"
    ),
  ])
  func eventName(metric: HPAMetric, name: String) { #expect(metric.eventName == name) }
}
