/// The types of triggers that are simulated, and where they say what one replica should have.
enum TriggerType {
  /// A metric from outside: fields of `metadata` that hold the threshold, with its default where it has one.
  struct External: Sendable {
    var threshold: String
    var fallback: Double?
    var activation: String
    /// What it usually measures; nil where that can be anything.
    var usual: HPASignal?
    /// Fields that name what is measured.
    var names: [String] = []
  }

  /// By type, as in KEDA's documentation of each scaler.
  static let external: [String: External] = {
    func queue(_ threshold: String, _ fallback: Double?, _ activation: String, _ names: String...) -> External
    {
      External(
        threshold: threshold, fallback: fallback, activation: activation, usual: .queueLength, names: names)
    }
    return [
      "prometheus": External(
        threshold: "threshold", activation: "activationThreshold", names: ["metricName"]),
      "metrics-api": External(threshold: "targetValue", activation: "activationTargetValue"),
      "datadog": External(threshold: "queryValue", activation: "activationQueryValue"),
      "rabbitmq": queue("value", nil, "activationValue", "queueName"),
      "kafka": queue("lagThreshold", 10, "activationLagThreshold", "topic"),
      "apache-kafka": queue("lagThreshold", 10, "activationLagThreshold", "topic"),
      "nats-jetstream": queue("lagThreshold", 10, "activationLagThreshold", "stream"),
      "stan": queue("lagThreshold", 10, "activationLagThreshold", "subject"),
      "aws-sqs-queue": queue("queueLength", 5, "activationQueueLength"),
      "azure-queue": queue("queueLength", 5, "activationQueueLength", "queueName"),
      "azure-servicebus": queue("messageCount", 5, "activationMessageCount", "queueName", "topicName"),
      "gcp-pubsub": queue("value", 10, "activationValue", "subscriptionName"),
      "redis": queue("listLength", 5, "activationListLength", "listName"),
      "redis-streams": queue("pendingEntriesCount", 5, "activationLagCount", "stream"),
      "activemq": queue("targetQueueSize", 10, "activationTargetQueueSize", "destinationName"),
      "artemis-queue": queue("queueLength", 10, "activationQueueLength", "queueName"),
      "ibmmq": queue("queueDepth", 20, "activationQueueDepth", "queueName"),
    ]
  }()

  /// All, in alphabetical order.
  static var known: [String] { (Array(external.keys) + ["cpu", "memory", "cron"]).sorted() }
}

/// One entry of `spec.triggers`, read.
struct TriggerFields {
  private(set) var trigger = QueueLengthPolicy.Trigger.signal(.queueLength, threshold: 1)
  private(set) var source: ScaledObject.Source?
  /// Its name; nil without one.
  let name: String?

  init(_ fields: ManifestFields, number: Int) {
    defer { fields.finish() }
    let type = fields.string("type", required: true) ?? ""
    name = fields.string("name")
    let metricType = fields.string("metricType")
    _ = fields.value("authenticationRef")
    if fields.value("useCachedMetrics")?.bool == true {
      fields.issues.add(fields.at("useCachedMetrics"), "cached metrics are not simulated; leave it out")
    }
    let metadata = TriggerMetadata(fields.object("metadata", required: true), at: fields.at("metadata"))
    switch type {
    case "": break
    case "cpu", "memory": readResource(type, metricType, metadata, fields)
    case "cron": readCron(metadata, fields)
    default:
      guard let known = TriggerType.external[type] else {
        fields.issues.add(
          fields.at("type"),
          "triggers of the type '\(type.shown)' are not simulated; there are \(TriggerType.known.joined(separator: ", "))"
        )
        return
      }
      readExternal(type, known, metricType, name, number, metadata, fields)
    }
  }

  private mutating func readResource(
    _ type: String, _ metricType: String?, _ metadata: TriggerMetadata, _ fields: ManifestFields
  ) {
    let old = metadata.text("type")
    if old != nil, metricType != nil {
      fields.issues.add(fields.at("metricType"), "only one of metricType and metadata.type may be given")
    }
    let value = metadata.text("value")
    if value == nil { fields.issues.add(metadata.at("value"), "missing; it is required") }
    var target = HPATarget(kind: .utilization, averageUtilization: 1)
    switch metricType ?? old {
    case "Utilization":
      if let value {
        if let percent = Int32(value), percent >= 1 {
          target.averageUtilization = percent
        } else {
          fields.issues.add(
            metadata.at("value"), "'\(value.shown)' is no percentage; allowed are whole numbers from 1")
        }
      }
    case "AverageValue":
      target = HPATarget(kind: .averageValue, averageValue: ResourceQuantity(milli: 1000))
      if let value {
        do {
          let quantity = try ResourceQuantity(value)
          if quantity.milli > 0 {
            target.averageValue = quantity
          } else {
            fields.issues.add(metadata.at("value"), "\(quantity.description.shown) is not positive")
          }
        } catch { fields.issues.add(metadata.at("value"), error.description) }
      }
    case nil:
      fields.issues.add(fields.at("metricType"), "missing; allowed are Utilization and AverageValue")
    case let other?:
      fields.issues.add(
        fields.at("metricType"), "'\(other.shown)' is not possible; allowed are Utilization and AverageValue")
    }
    let container = metadata.text("containerName")
    trigger = .resource(
      HPAMetric(
        source: container.map { .containerResource(name: type, container: $0) } ?? .resource(name: type),
        target: target))
  }

  private mutating func readCron(_ metadata: TriggerMetadata, _ fields: ManifestFields) {
    func schedule(_ name: String) -> CronSchedule? {
      guard let text = metadata.text(name) else {
        fields.issues.add(metadata.at(name), "missing; a schedule of cron such as 0 8 * * 1-5 is required")
        return nil
      }
      do { return try CronSchedule(text) } catch {
        fields.issues.add(metadata.at(name), error.description)
        return nil
      }
    }
    let start = schedule("start")
    let end = schedule("end")
    let replicas = metadata.text("desiredReplicas").flatMap { Int($0) }
    if replicas.map({ !(0...1_000_000).contains($0) }) ?? true {
      fields.issues.add(
        metadata.at("desiredReplicas"), "a whole number from 0 to 1000000 is required")
    }
    guard let zone = metadata.text("timezone") else {
      return fields.issues.add(
        metadata.at("timezone"), "missing; a zone such as Europe/Berlin or UTC is required")
    }
    guard let start, let end, let replicas else { return }
    guard start != end else {
      return fields.issues.add(metadata.at("end"), "is the same as start; the window would never be open")
    }
    guard let window = CronWindow(start: start, end: end, zone: zone) else {
      return fields.issues.add(
        metadata.at("timezone"),
        "'\(zone.shown)' is not known; allowed are zones such as Europe/Berlin or UTC")
    }
    trigger = .schedule(window, desiredReplicas: replicas)
  }

  private mutating func readExternal(
    _ type: String, _ known: TriggerType.External, _ metricType: String?, _ name: String?, _ number: Int,
    _ metadata: TriggerMetadata, _ fields: ManifestFields
  ) {
    var field = known.threshold
    var usual = known.usual
    if type == "rabbitmq" {
      let mode = metadata.text("mode") ?? "QueueLength"
      if metadata.text("queueLength") != nil { field = "queueLength" }
      switch mode {
      case "QueueLength": break
      case "MessageRate": usual = .requestsPerSecond
      default:
        fields.issues.add(
          metadata.at("mode"), "'\(mode.shown)' is not simulated; allowed are QueueLength and MessageRate")
      }
    }
    if let metricType, !["AverageValue", "Value"].contains(metricType) {
      fields.issues.add(
        fields.at("metricType"),
        "'\(metricType.shown)' is not possible for a trigger of the type \(type); allowed are AverageValue and Value"
      )
    }
    func amount(_ name: String, _ fallback: Double?, positive: Bool) -> Double {
      guard let text = metadata.text(name) else {
        if fallback == nil { fields.issues.add(metadata.at(name), "missing; a number is required") }
        return fallback ?? 1
      }
      guard let value = Double(text), value.isFinite, positive ? value > 0 : value >= 0, value < 1e15 else {
        fields.issues.add(
          metadata.at(name),
          "'\(text.shown)' is not possible; allowed are \(positive ? "positive numbers" : "numbers from 0 up")"
        )
        return fallback ?? 1
      }
      return value
    }
    trigger = .signal(
      usual ?? .queueLength, threshold: amount(field, known.fallback, positive: true),
      activation: amount(known.activation, 0, positive: false), isWhole: metricType == "Value")
    let names = [name] + known.names.map { metadata.text($0) } + ["s\(number)", type]
    source = ScaledObject.Source(path: fields.path, type: type, names: names.compactMap { $0 }, usual: usual)
  }
}

/// `metadata` of a trigger: texts by name, as KEDA takes them. Fields that say where a metric is read are not looked at.
private struct TriggerMetadata {
  let path: String
  private var texts: [String: String] = [:]

  init(_ fields: ManifestFields?, at path: String) {
    self.path = path
    guard let fields else { return }
    for name in fields.names {
      // numbers and truth values are refused by the API server: the field is a map of texts
      if let text = fields.string(name), !text.isEmpty { texts[name] = text }
    }
  }

  func at(_ name: String) -> String { "\(path).\(name)" }

  func text(_ name: String) -> String? { texts[name] }
}
