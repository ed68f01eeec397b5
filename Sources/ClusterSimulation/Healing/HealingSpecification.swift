import Autoscaling

/// One way of healing, as plain data: what watches over the service, and how the cluster itself is set up against faults.
public struct HealingSpecification: Sendable, Hashable, Codable {
  /// The ways there are.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The cluster as the scenario gives it, and nobody who watches.
    case none
    /// The same with readiness and liveness probes of Kubernetes' default times where the scenario gives none.
    case kubernetes
    /// Kubernetes with short tolerations, outlier ejection, and canaries that are rolled back.
    case bestPractice = "best-practice"
    /// Kubernetes and a healer with rules.
    case rules
    /// Kubernetes and a healer with an isolation forest, and the generic remedy.
    case isolationForest = "isolation-forest"
    /// Kubernetes and a healer with robust z-scores, and the generic remedy: the control beside the forest.
    case robustDeviation = "robust-deviation"
    /// Kubernetes and a healer with rules and isolation forest, and the rules' diagnosis.
    case rulesAndForest = "rules-and-forest"
    /// Kubernetes and a healer with the classifier as detector and diagnosis.
    case classifier
    /// The same with a failure predictor beside it, which acts before the service level is missed.
    case earlyWarning = "early-warning"
    /// Kubernetes and a healer that knows the truth; see `PerfectHealingPolicy`.
    case perfect

    /// The models that it uses, which are trained before the run.
    public var models: [HealingModels.Name] {
      switch self {
      case .classifier: [.classifier]
      case .earlyWarning: [.classifier, .failurePredictor]
      default: []
      }
    }
  }

  /// Which it is.
  public var kind: Kind
  /// Seconds between two decisions of a healer.
  public var period = 15.0
  /// How long remedies take and how often they fail.
  public var remedies = RemedyParameters()
  /// Where rules see the ordinary end.
  public var thresholds = SymptomThresholds()
  /// An alarm of the rules counts after `rulesRequired` of the last `rulesWindow` scrapes.
  public var rulesRequired = 2, rulesWindow = 3
  /// How the forest learns, and the z-score beyond which a signal counts.
  public var forest = IsolationForestDetector.Settings(), deviation = 6.0
  /// An alarm of a detector that learns counts after `learntRequired` of the last `learntWindow` scrapes.
  public var learntRequired = 3, learntWindow = 5
  /// Episodes that the classifier and the failure predictor learn from.
  public var episodes = 1120
  /// How likely the service must be ill for a predicted failure to get a name, 0…1.
  public var leastIllness = 0.5
  /// When incidents climb and close.
  public var controller = HealingController.Settings()
  /// Utilization above which nothing takes capacity away, 0…1.
  public var utilizationBound = 0.8
  /// Share of the replicas out at once, 0…1, and replicas ended in an hour, in parts of all.
  public var mostAtOnce = 0.25, disruptionsPerHour = 3.0
  /// The cool-down in seconds.
  public var coolDown = 60.0
  /// Best practice: seconds that replicas stay bound to a node that is not ready, ejection, and canaries.
  public var toleration = 30.0, ejection = OutlierEjectionParameters(), canary = CanaryGate()

  /// A way of healing with the defaults.
  public init(_ kind: Kind) { self.kind = kind }

  /// Sets a run up for it.
  ///
  /// - Parameter models: What kinds that learn use.
  public func apply(to inputs: inout ClusterSimulation.Inputs, models: HealingModels = HealingModels()) {
    guard kind != .none else { return }
    addProbes(&inputs.parameters.service)
    if kind == .bestPractice {
      inputs.parameters.notReadyToleration = min(inputs.parameters.notReadyToleration, toleration)
      inputs.parameters.outlierEjection = ejection
      inputs.parameters.canaryGate = canary
    }
    inputs.healing = setup(models)
  }

  /// The healer; nil where nobody watches.
  ///
  /// - Precondition: There are the models that a kind that learns uses.
  public func setup(_ models: HealingModels = HealingModels()) -> HealingSetup? {
    if kind == .perfect { return .perfect(period: period, remedies: remedies) }
    return policy(models).map { HealingSetup($0, period: period, remedies: remedies) }
  }

  /// A fresh healing policy; nil where nobody watches, or it would need the truth.
  ///
  /// - Precondition: There are the models that a kind that learns uses.
  public func policy(_ models: HealingModels = HealingModels()) -> HealingController? {
    switch kind {
    case .none, .kubernetes, .bestPractice, .perfect: nil
    case .rules: controller(rules, RuleDiagnosis(thresholds), .standard)
    case .isolationForest: controller(forestDetector, OutlierDiagnosis(), .generic)
    case .robustDeviation:
      controller(
        PersistentDetector(
          RobustDeviationDetector(threshold: deviation), required: learntRequired, window: learntWindow),
        OutlierDiagnosis(), .generic)
    case .rulesAndForest:
      controller(CombinedDetector(rules, forestDetector), RuleDiagnosis(thresholds), .standard)
    case .classifier:
      controller(ClassifierDetector(classifier(models)), ClassifierDiagnosis(classifier(models)), .standard)
    case .earlyWarning:
      controller(
        CombinedDetector(ClassifierDetector(classifier(models)), warnings(models)),
        ClassifierDiagnosis(classifier(models), leastIllness: leastIllness), .standard)
    }
  }

  private func classifier(_ models: HealingModels) -> AnomalyClassifier {
    guard let classifier = models.classifier else {
      preconditionFailure("\(kind.rawValue) needs a classifier")
    }
    return classifier
  }

  private func warnings(_ models: HealingModels) -> any AnomalyDetector {
    guard let predictor = models.predictor else {
      preconditionFailure("\(kind.rawValue) needs a failure predictor")
    }
    return FailureDetector(predictor)
  }

  private var rules: any AnomalyDetector {
    PersistentDetector(RuleDetector(thresholds), required: rulesRequired, window: rulesWindow)
  }

  private var forestDetector: any AnomalyDetector {
    guard let detector = try? IsolationForestDetector(forest) else {
      preconditionFailure("no isolation forest can be fitted with \(forest)")
    }
    return PersistentDetector(detector, required: learntRequired, window: learntWindow)
  }

  private func controller(_ detector: any AnomalyDetector, _ diagnosis: any Diagnosis, _ plan: RemedyPlan)
    -> HealingController
  {
    HealingController(
      detector: detector, diagnosis: diagnosis, plan: plan,
      guards: [
        SurgeFirstGuard(bound: utilizationBound), HarmGuard(), OverloadGuard(bound: utilizationBound),
        ShareGuard(share: mostAtOnce), CoolDownGuard(seconds: coolDown),
        BudgetGuard(share: disruptionsPerHour),
      ], settings: controller)
  }

  private func addProbes(_ service: inout ServiceParameters) {
    if service.readiness == nil { service.readiness = Probe() }
    if service.liveness == nil { service.liveness = Probe(initialDelay: 30) }
  }
}
