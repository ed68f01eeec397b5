import Autoscaling
import ClusterSimulation
import Learning

/// One competitor: a policy of a kind, with settings.
public struct ArmSpecification: Sendable, Hashable, Codable {
  /// The name in tables.
  public var name: String
  /// The name of the policy's kind, such as `react-plus`.
  public var policy: String
  /// What is set, by key, with the defaults of what is not.
  public var settings: PolicySettings
  /// The arms that it combines, for a kind that does.
  public var members: [ArmSpecification] = []
  /// Whether the knob is tuned to the violation budget on the validation part.
  public var tune: Bool
  /// What watches over the service and acts on anomalies; nil for nothing.
  public var healing: HealingSpecification?

  /// An arm of the given contents.
  public init(name: String, policy: String, settings: PolicySettings = [:], tune: Bool = false) {
    self.name = name
    self.policy = policy
    self.settings = settings
    self.tune = tune
  }

  /// The kind of its policy.
  ///
  /// - Precondition: There is one of that name.
  public var kind: any PolicyKind.Type {
    guard let kind = PolicyRegistry.kind(policy) else {
      preconditionFailure("no policy is called '\(policy)'")
    }
    return kind
  }

  /// Names of all forecasters that it and its members use.
  public var forecasters: [String] {
    let own = kind.settings.flatMap { setting -> [String] in
      switch setting.form {
      case .forecaster: settings.text(setting.key).map { [$0] } ?? []
      case .forecasters: settings.texts(setting.key)
      default: []
      }
    }
    return own + members.flatMap(\.forecasters)
  }

  /// Whether it or a member decides by a replica predictor.
  public var needsPredictor: Bool {
    kind == ReplicaPredictorPolicy.self || members.contains { $0.needsPredictor }
  }

  /// The service with as few replicas as this arm may ask for, where that is less than the service says.
  func lowering(_ service: ServiceParameters) -> ServiceParameters {
    var service = service
    service.minReplicas = min(service.minReplicas, kind.fewest(settings, limits: service.limits))
    return service
  }

  /// The commands of all processes that it and its members start.
  var processes: [ExternalCommand] {
    (kind == ExternalPolicy.self ? [ExternalCommand(settings)] : []) + members.flatMap(\.processes)
  }

  /// A fresh policy. The members, if there are any, get what this arm gets.
  ///
  /// - Parameter context: All that there is to know; the arm is handed what its kind may know of it.
  /// - Throws: `RunError` if a part is missing, `ProcessError` if a process cannot be started.
  func policy(_ context: PolicyContext) throws -> any ScalingPolicy {
    var own = context
    let fewest = kind.fewest(settings, limits: context.limits)
    own.limits = fewest...max(fewest, context.limits.upperBound)
    if kind.knowledge != .future { own.future = nil }
    if kind.knowledge == .metrics {
      own.training = nil
      own.forecasters = [:]
      own.predictor = nil
    }
    own.members = try members.map { ($0.name, try $0.policy(own)) }
    do {
      return try kind.policy(settings, own)
    } catch let error as PolicyError {
      throw RunError("arm \(name): \(error)")
    } catch let error as ProcessError {
      throw ProcessError("arm \(name): \(error)")
    }
  }
}

/// All kinds of policies that scenarios can name.
public enum PolicyRegistry {
  /// Those of the policies' own module, and those that need more than it has.
  public static let kinds: [any PolicyKind.Type] =
    PolicyKinds.standard + [RecordedPolicy.self, ExternalPolicy.self]

  /// The kind of the given name; nil where there is none.
  public static func kind(_ name: String) -> (any PolicyKind.Type)? { kinds.first { $0.name == name } }
}

extension ArmSpecification {
  /// The files that its processes are named with, and the forecasts that it reads, with their digests.
  func inputs(in folder: String) throws -> [InputFile] {
    try (processes.flatMap { $0.files(in: folder) } + recordedForecasts(in: folder)).map {
      try InputFile(path: $0)
    }
  }

  /// The forecasts that it and its members read from files.
  func recordedForecasts(in folder: String) -> [String] {
    let own =
      kind == RecordedPolicy.self ? settings.text("forecast").map { [$0.path(in: folder)] } ?? [] : []
    return own + members.flatMap { $0.recordedForecasts(in: folder) }
  }
}
