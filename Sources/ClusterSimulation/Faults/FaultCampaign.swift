import Autoscaling
import Foundation
import Stochastics

extension RandomPurpose {
  static let faultCampaign = RandomPurpose("fault campaign")
  static let benignCampaign = RandomPurpose("fault campaign, benign events")
}

/// Random faults by their rates, that a seed expands into a plan.
///
/// Faults arrive as a Poisson process from the end of the healthy stretch at the beginning to the start of that at the
/// end. Where overlaps are not allowed, a fault that would begin before the one before it is over, and a healthy stretch
/// after that has passed, begins then instead.
public struct FaultCampaign: Sendable, Hashable, Codable {
  /// Faults an hour, of all types together.
  public var faultsPerHour: Double
  /// How often each type is drawn, relative to the others; all types alike if empty. Types in the order of this list.
  public var mix: [Share] = []
  /// Range of the severities, 0…1; uniform.
  public var severity: Span
  /// Range of the durations in seconds; log-uniform.
  public var duration: Span
  /// Healthy seconds at the beginning, at the end, and after each fault where they do not overlap.
  public var healthyStretch: Double
  /// Whether a fault may begin while another is active.
  public var allowsOverlap: Bool
  /// Deploys of equal versions an hour, and pauses of the metrics collector an hour.
  public var deploysPerHour = 0.0, collectorPausesPerHour = 0.0
  /// Range of the collector's pauses in seconds; uniform.
  public var collectorPause = Span(30, 120)

  /// The share of a type.
  public struct Share: Sendable, Hashable, Codable {
    /// The type.
    public var type: AnomalyType
    /// Its weight, at least 0.
    public var weight: Double

    /// A type with its weight.
    public init(_ type: AnomalyType, weight: Double = 1) {
      self.type = type
      self.weight = weight
    }
  }

  /// From a lower to an upper number.
  public struct Span: Sendable, Hashable, Codable {
    /// The ends.
    public var lower: Double, upper: Double

    /// From `lower` to `upper`.
    public init(_ lower: Double, _ upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// A campaign of all types alike.
  public init(
    faultsPerHour: Double, severity: Span = Span(0.2, 0.9), duration: Span = Span(120, 900),
    healthyStretch: Double = 300, allowsOverlap: Bool = false
  ) {
    self.faultsPerHour = faultsPerHour
    self.severity = severity
    self.duration = duration
    self.healthyStretch = healthyStretch
    self.allowsOverlap = allowsOverlap
  }

  /// What is wrong with it, a sentence each; empty if nothing is.
  public var problems: [String] {
    var problems: [String] = []
    func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
      if !holds { problems.append(sentence()) }
    }
    check(
      faultsPerHour >= 0 && faultsPerHour.isFinite, "faultsPerHour must be at least 0, is \(faultsPerHour).")
    check(
      0 <= severity.lower && severity.lower <= severity.upper && severity.upper <= 1,
      "severity must be a range within 0...1, is \(severity.lower)...\(severity.upper).")
    check(
      0 < duration.lower && duration.lower <= duration.upper,
      "duration must be a range of positive seconds, is \(duration.lower)...\(duration.upper).")
    check(healthyStretch >= 0, "healthyStretch must be at least 0, is \(healthyStretch).")
    for share in mix where FaultTypes.declaration(of: share.type) == nil {
      problems.append("no fault is called '\(share.type)', which is in the mix.")
    }
    check(mix.allSatisfy { $0.weight >= 0 }, "weights of the mix must be at least 0.")
    check(mix.isEmpty || mix.contains { $0.weight > 0 }, "some weight of the mix must be positive.")
    check(deploysPerHour >= 0 && collectorPausesPerHour >= 0, "rates of benign events must be at least 0.")
    return problems
  }

  /// The plan of a run of `seconds` measured seconds: the same for the same seed, whatever else is drawn.
  ///
  /// - Parameters:
  ///   - seconds: The measured length, above 0.
  ///   - seed: The scenario's.
  ///   - replication: Tells apart campaigns under one seed.
  /// - Precondition: `problems` is empty.
  public func plan(seconds: Double, seed: UInt64, replication: Int = 0) -> FaultPlan {
    precondition(problems.isEmpty, problems.joined(separator: " "))
    var plan = FaultPlan()
    var (time, free, number) = (healthyStretch, healthyStretch, 0)
    while faultsPerHour > 0 {
      // one stream a fault, so that another range of severities moves no onset
      var stream = RandomStream(
        seed: seed, purpose: .faultCampaign, entity: UInt64(replication), ordinal: UInt64(number))
      number += 1
      time += Exponential(mean: 3600 / faultsPerHour).sample(from: &stream)
      let type = drawType(stream.nextUnit())
      let severity = severity.lower + (self.severity.upper - self.severity.lower) * stream.nextUnit()
      let ratio = duration.upper / duration.lower
      let duration = duration.lower * pow(ratio, stream.nextUnit())
      let onset = allowsOverlap ? time : max(time, free)
      guard onset + duration + healthyStretch <= seconds else { break }
      plan.faults.append(FaultSpecification(type, onset: onset, duration: duration, severity: severity))
      free = onset + duration + healthyStretch
      time = onset
    }
    addBenign(&plan, seconds, seed, replication)
    return plan
  }

  private func drawType(_ unit: Double) -> AnomalyType {
    let shares = mix.isEmpty ? AnomalyType.allCases.map { Share($0) } : mix
    var left = unit * shares.reduce(0) { $0 + $1.weight }
    for share in shares where share.weight > 0 {
      left -= share.weight
      if left < 0 { return share.type }
    }
    return shares.last { $0.weight > 0 }?.type ?? .podCrash
  }

  private func addBenign(_ plan: inout FaultPlan, _ seconds: Double, _ seed: UInt64, _ replication: Int) {
    for (kind, rate) in [deploysPerHour, collectorPausesPerHour].enumerated() where rate > 0 {
      var stream = RandomStream(
        seed: seed, purpose: .benignCampaign, entity: UInt64(replication), ordinal: UInt64(kind))
      var time = Exponential(mean: 3600 / rate).sample(from: &stream)
      while time < seconds {
        let unit = stream.nextUnit()
        let pause = collectorPause.lower + (collectorPause.upper - collectorPause.lower) * unit
        plan.benign.append(kind == 0 ? .deploy(at: time) : .collectorPause(at: time, seconds: pause))
        time += Exponential(mean: 3600 / rate).sample(from: &stream)
      }
    }
  }
}
