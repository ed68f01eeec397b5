import Autoscaling
import Foundation

/// The messages between this program and processes outside it: one JSON object a line, `type` first among their meanings.
/// docs/external-policies.md describes them for users; field names are those of scenarios and metrics.
enum ExternalMessage {
  /// The versions of the two dialogues.
  static let policyVersion = "forescale/policy/v1"
  static let forecasterVersion = "forescale/forecaster/v1"

  /// A message as a line, without its newline: keys in order, so that equal messages are equal bytes.
  static func line<Message: Encodable>(_ message: Message) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(message) else {
      preconditionFailure("every number of a message is finite, so it can be encoded")
    }
    return data
  }
}

/// What a process may answer.
protocol ExternalAnswer: Decodable, Sendable {
  static var expectedType: String { get }
  var type: String { get }
  /// Whether its values are in their ranges.
  var isSound: Bool { get }
}

extension ExternalAnswer {
  var isSound: Bool { true }
}

/// The first message to a policy.
struct PolicyHello: Encodable {
  struct Service: Encodable {
    var minReplicas, maxReplicas: Int
    var cpuRequest, memoryRequest, cpuTime, serviceTime: Double
    var concurrency: Int
    var percentile, latencyTarget, requestsPerSecondPerReplica: Double
  }

  var type = "hello"
  var `protocol` = ExternalMessage.policyVersion
  var service: Service
  var sync, metricResolution, metricLag, lead, leadWithNode: Double
  var seed: UInt64

  init(_ context: PolicyContext) {
    let demand = context.demand
    service = Service(
      minReplicas: context.limits.lowerBound, maxReplicas: context.limits.upperBound,
      cpuRequest: context.cpuRequest, memoryRequest: context.memoryRequest, cpuTime: context.cpuTime,
      serviceTime: demand.queue.serviceTime, concurrency: demand.queue.servers,
      percentile: demand.objective.percentile, latencyTarget: demand.objective.latencyTarget,
      requestsPerSecondPerReplica: demand.ratePerReplica)
    sync = context.syncPeriod.seconds
    metricResolution = context.metricResolution.seconds
    metricLag = context.metricLag.seconds
    lead = context.lead.seconds
    leadWithNode = context.longestLead.seconds
    seed = context.seed
  }
}

/// The answer to the first message.
struct ReadyMessage: ExternalAnswer {
  static let expectedType = "ready"
  var type: String
  var version: String
  /// Whether the policy wants every pod in its observations.
  var pods: Bool?

  enum CodingKeys: String, CodingKey {
    case type, pods
    case version = "protocol"
  }
}

/// What a policy sees at a sync.
struct ObservationMessage: Encodable {
  struct Service: Encodable {
    var timestamp, window, requestsPerSecond, cpuCores, violationShare, queueLength: Double
  }

  struct Pod: Encodable {
    var phase: String
    var isReady, isTerminating: Bool
    /// In cores and bytes; nil where the metrics API has no reading.
    var cpu, memory: Double?
  }

  var type = "observation"
  var now: Double
  var specReplicas, statusReplicas, readyReplicas: Int
  var service: Service?
  var pods: [Pod]?

  init(_ observation: Observation, withPods: Bool) {
    now = observation.now.seconds
    specReplicas = observation.specReplicas
    statusReplicas = observation.statusReplicas
    readyReplicas = observation.pods.count { $0.readiness == .ready && !$0.isTerminating }
    service = observation.usableService.map {
      Service(
        timestamp: $0.timestamp.seconds, window: $0.window.seconds, requestsPerSecond: $0.requestsPerSecond,
        cpuCores: $0.cpuCores, violationShare: $0.violationShare, queueLength: $0.queueLength)
    }
    guard withPods else { return }
    pods = observation.pods.map { pod in
      Pod(
        phase: "\(pod.phase)", isReady: pod.readiness == .ready, isTerminating: pod.isTerminating,
        cpu: pod.usage.map { Double($0.cpu) / 1000 }, memory: pod.usage.map { Double($0.memory) / 1000 })
    }
  }
}

/// What a policy wants.
struct DecisionMessage: ExternalAnswer {
  static let expectedType = "decision"
  var type: String
  var replicas: Int
  /// The number that it looked at, for the record.
  var signal: Double?
  var isSound: Bool { 0...1_000_000 ~= replicas }
}

/// The last message; nothing is answered.
struct EndMessage: Encodable {
  var type = "end"
}
