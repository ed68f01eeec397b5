import Autoscaling
import ClusterSimulation
import InputFiles

extension Scenario {
  /// The keys of a way of healing, in the order of the scenario's page.
  static let healingKeys =
    [
      Setting(
        "kind", .choice(of: HealingSpecification.Kind.self), "Which way of healing.", isRequired: true)
    ]
    + [HealingGroup.remedy, .controller, .rules, .forest, .learnt, .deviation, .models, .warning, .cluster]
    .flatMap { $0.numbers.map(\.setting) + $0.wholes }

  /// The way of healing of an arm: a name, or a mapping with its `kind` and the parameters that this kind has. Nil where
  /// none is given.
  static func healing(_ reader: YAMLReader) -> HealingSpecification? {
    guard let node = reader.tree("healing") else { return nil }
    if node.scalar != nil { return HealingSpecification(reader.choice("healing")) }
    let section = reader.section("healing")
    defer { section.finish() }
    var healing = HealingSpecification(section.choice("kind"))
    for group in healing.kind.groups {
      for number in group.numbers { healing[keyPath: number.path] = section.number(number.setting) }
      group.readWholes(section, &healing)
    }
    return healing
  }
}

extension HealingSpecification.Kind {
  /// The parameters that it has.
  fileprivate var groups: [HealingGroup] {
    switch self {
    case .none, .kubernetes: []
    case .bestPractice: [.cluster]
    case .perfect: [.remedy]
    case .rules: [.rules, .remedy, .controller]
    case .isolationForest: [.forest, .learnt, .remedy, .controller]
    case .robustDeviation: [.deviation, .learnt, .remedy, .controller]
    case .rulesAndForest: [.rules, .forest, .learnt, .remedy, .controller]
    case .classifier: [.models, .remedy, .controller]
    case .earlyWarning: [.models, .warning, .remedy, .controller]
    }
  }
}

/// Parameters of healing that go together.
private enum HealingGroup {
  case remedy, controller, rules, forest, learnt, deviation, models, warning, cluster

  /// A number, and where it goes.
  struct Number {
    let setting: Setting
    let path: WritableKeyPath<HealingSpecification, Double>

    /// The number at `path`, whose default it is.
    init(
      _ path: WritableKeyPath<HealingSpecification, Double>, _ key: String, _ form: Setting.Form,
      _ summary: String
    ) {
      self.path = path
      setting = Setting(key, form, summary, default: .number(usual[keyPath: path]))
    }
  }

  /// All parameters as they are unless told; they are the same for each kind.
  private static let usual = HealingSpecification(.none)

  var numbers: [Number] {
    switch self {
    case .remedy:
      [
        Number(\.period, "period", .duration(1...3600), "Healers: from one decision to the next."),
        Number(
          \.remedies.delayFactor, "remedy_delay_factor", .number(0...100),
          "Healers: time that remedies take, in parts of the usual."),
        Number(
          \.remedies.failureShare, "remedy_failures", .share(0...1),
          "Healers: share of the remedies that fail."),
      ]
    case .controller:
      [
        Number(
          \.controller.patience, "patience", .duration(1...86_400),
          "Healers but `perfect`: from one step of a type's ladder to the next while the alarm stays."),
        Number(
          \.controller.clearTime, "clear_time", .duration(1...86_400),
          "Healers but `perfect`: without an alarm until an incident closes."),
        Number(
          \.controller.uncordonTime, "uncordon_time", .duration(1...86_400),
          "Healers but `perfect`: without an alarm until a node that was cleared takes replicas again."),
        Number(
          \.utilizationBound, "utilization_bound", .share(0...1),
          "Healers but `perfect`: median CPU over request above which nothing takes capacity away."),
        Number(
          \.mostAtOnce, "most_at_once", .share(0...1),
          "Healers but `perfect`: share of the replicas that may be out at once."),
        Number(
          \.coolDown, "cool_down", .duration(0...86_400),
          "Healers but `perfect`: from one remedy that ends replicas to the next."),
        Number(
          \.disruptionsPerHour, "disruptions_per_hour", .number(0...1000),
          "Healers but `perfect`: replicas ended in an hour, in parts of all."),
      ]
    case .rules:
      [
        Number(
          \.thresholds.errorShare, "error_share", .share(0.0001...1),
          "Rules: share of failed requests beyond the usual that is a symptom."),
        Number(
          \.thresholds.latencyRatio, "latency_ratio", .number(1...100),
          "Rules: latency in parts of the peers' and the usual that is a symptom."),
        Number(
          \.thresholds.leakSeconds, "leak_lead", .duration(0...86_400),
          "Rules: rising memory is a symptom so long before it is at 80 % of the limit."),
      ]
    case .forest:
      [
        Number(
          \.forest.contamination, "contamination", .share(0...0.5),
          "Isolation forest: share of the training windows above the threshold."),
        Number(
          \.forest.margin, "margin", .number(0...1),
          "Isolation forest: score above the threshold that makes an anomaly."),
      ]
    case .learnt, .models: []
    case .deviation:
      [
        Number(
          \.deviation, "deviation", .number(1...1000),
          "Robust deviation: scales from the usual that make an anomaly.")
      ]
    case .warning:
      [
        Number(
          \.leastIllness, "least_illness", .share(0...1),
          "`early-warning`: how likely the service must be ill for a predicted failure to get a name.")
      ]
    case .cluster:
      [
        Number(
          \.toleration, "toleration", .duration(0...86_400),
          "Best practice: replicas of a node that is not ready are replaced after so long."),
        Number(
          \.ejection.interval, "ejection_interval", .duration(1...3600),
          "Best practice: how often the load balancer looks for outliers."),
        Number(
          \.ejection.baseEjection, "base_ejection", .duration(1...86_400),
          "Best practice: how long the first ejection lasts; each further one so much longer."),
        Number(
          \.ejection.mostEjected, "most_ejected", .share(0...1),
          "Best practice: share of the replicas that may be ejected."),
        Number(
          \.canary.plan.pause, "canary_pause", .duration(0...86_400),
          "Best practice: how long they are watched."),
        Number(
          \.canary.errorShare, "canary_errors", .share(0...1),
          "Best practice: failures beyond those of the old version at which it is taken back."),
        Number(
          \.canary.progressDeadline, "progress_deadline", .duration(1...86_400),
          "Best practice: a version whose replicas are not ready by then is taken back."),
      ]
    }
  }

  var wholes: [Setting] {
    switch self {
    case .remedy, .controller, .deviation, .warning: []
    case .rules:
      [
        Setting(
          "rules_window", .whole(1...64), "Rules: scrapes back that alarms are counted in.",
          default: .whole(Self.usual.rulesWindow)),
        Setting(
          "rules_required", .whole(1...64), "Rules: so many alarms of those count; at most `rules_window`.",
          default: .whole(Self.usual.rulesRequired)),
      ]
    case .forest:
      [
        Setting(
          "trees", .whole(1...10_000), "Isolation forest: trees.",
          default: .whole(Self.usual.forest.treeCount))
      ]
    case .learnt:
      [
        Setting(
          "learnt_window", .whole(1...64),
          "Isolation forest, robust deviation: scrapes back that alarms are counted in.",
          default: .whole(Self.usual.learntWindow)),
        Setting(
          "learnt_required", .whole(1...64),
          "Isolation forest, robust deviation: so many alarms of those count; at most `learnt_window`.",
          default: .whole(Self.usual.learntRequired)),
      ]
    case .models:
      [
        Setting(
          "episodes", .whole(112...1_000_000),
          "`classifier` and `early-warning`: simulated episodes that their models learn from, before the first run.",
          default: .whole(Self.usual.episodes))
      ]
    case .cluster:
      [
        Setting(
          "consecutive_errors", .whole(1...100),
          "Best practice: failures one after the other that eject a replica.",
          default: .whole(Self.usual.ejection.consecutiveErrors)),
        Setting(
          "canary_share", .share(0.01...1), "Best practice: share of the replicas that try a version first.",
          default: .number(Double(Self.usual.canary.plan.steps.first ?? 25) / 100)),
      ]
    }
  }

  func readWholes(_ reader: YAMLReader, _ healing: inout HealingSpecification) {
    switch self {
    case .remedy, .controller, .deviation, .warning: break
    case .rules:
      healing.rulesWindow = reader.whole("rules_window")
      healing.rulesRequired = reader.whole("rules_required", within: 1...healing.rulesWindow)
    case .forest: healing.forest.treeCount = reader.whole("trees")
    case .learnt:
      healing.learntWindow = reader.whole("learnt_window")
      healing.learntRequired = reader.whole("learnt_required", within: 1...healing.learntWindow)
    case .models: healing.episodes = reader.whole("episodes")
    case .cluster:
      healing.ejection.consecutiveErrors = reader.whole("consecutive_errors")
      healing.canary.plan.steps = [Int((100 * reader.number("canary_share")).rounded())]
    }
  }
}
