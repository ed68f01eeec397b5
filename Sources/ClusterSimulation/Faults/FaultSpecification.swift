import Autoscaling

/// One fault that is to happen.
public struct FaultSpecification: Sendable, Hashable, Codable {
  /// What happens.
  public var type: AnomalyType
  /// When, in seconds after the measured window begins, at least 0.
  public var onset: Double
  /// For how long the cause lasts, in seconds, positive. What happens in an instant (a crash, a node that dies) does
  /// not end by itself.
  public var duration: Double
  /// How bad it is, 0…1; `docs/anomalies.md` says what of each type it stands for.
  public var severity: Double
  /// What it strikes.
  public var scope: FaultScope

  /// A fault; its scope is that which is usual for the type if none is given.
  public init(
    _ type: AnomalyType, onset: Double, duration: Double, severity: Double = 0.5, scope: FaultScope? = nil
  ) {
    self.type = type
    self.onset = onset
    self.duration = duration
    self.severity = severity
    self.scope = scope ?? FaultTypes.declaration(of: type)?.usualScope ?? .service
  }

  /// What is wrong with it, a sentence each; empty if nothing is.
  public var problems: [String] {
    var problems: [String] = []
    func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
      if !holds { problems.append("\(type.rawValue): \(sentence())") }
    }
    check(onset >= 0 && onset.isFinite, "the onset must be at least 0, is \(onset) s.")
    check(duration > 0 && duration.isFinite, "the duration must be positive, is \(duration) s.")
    check(0...1 ~= severity, "the severity must be in 0...1, is \(severity).")
    switch scope {
    case .replicas(let count), .nodes(let count):
      check(count >= 1, "it must strike at least 1, not \(count).")
    case .replicaShare(let share): check(share > 0 && share <= 1, "the share must be in 0...1, is \(share).")
    case .zone, .service, .cluster: break
    }
    if let declaration = FaultTypes.declaration(of: type) {
      check(declaration.reaches.contains(scope.reach), "the scope cannot be \(scope).")
    } else {
      check(false, Self.unknown)
    }
    return problems
  }

  private static let unknown = "no fault is called so."

  private enum CodingKeys: CodingKey {
    case type, onset, duration, severity, scope
  }

  /// What was encoded; a name that no fault has is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    type = try values.decode(AnomalyType.self, forKey: .type)
    onset = try values.decode(Double.self, forKey: .onset)
    duration = try values.decode(Double.self, forKey: .duration)
    severity = try values.decode(Double.self, forKey: .severity)
    scope = try values.decode(FaultScope.self, forKey: .scope)
    guard FaultTypes.declaration(of: type) != nil else {
      throw DecodingError.dataCorruptedError(
        forKey: .type, in: values, debugDescription: "'\(type)': \(Self.unknown)")
    }
  }
}

/// Something harmless that happens, so that a detector does not learn that every change is a fault.
public enum BenignEvent: Sendable, Hashable, Codable {
  /// An equal version is rolled out, so many seconds after the measured window begins.
  case deploy(at: Double)
  /// No scrape arrives for so many seconds, from so many after the measured window begins.
  case collectorPause(at: Double, seconds: Double)
}

/// All that is to happen in a run.
public struct FaultPlan: Sendable, Hashable, Codable {
  /// The faults; their order is that of their numbers in the records.
  public var faults: [FaultSpecification]
  /// What is harmless.
  public var benign: [BenignEvent]

  /// A plan of the given faults and harmless events, or of nothing.
  public init(_ faults: [FaultSpecification] = [], benign: [BenignEvent] = []) {
    self.faults = faults
    self.benign = benign
  }

  /// Whether nothing happens.
  public var isEmpty: Bool { faults.isEmpty && benign.isEmpty }
}
