import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import Synchronization
import Testing

@testable import Experiments

/// Healers whose models are trained before they begin. The models here are tiny: what they are worth is told by
/// benchmarks/healing, not by these tests.
@Suite("Healers that learn")
struct LearnedHealingTests {
  private static let models: HealingModels = {
    var classifier = ClassifierTraining(episodes: 84)
    classifier.validation = 28
    classifier.configuration.forest.treeCount = 20
    classifier.configuration.boosted.maximumRounds = 3
    (classifier.illRows, classifier.healthyRows) = (4, 2)
    var predictor = FailurePredictorTraining(episodes: 84)
    predictor.validation = 28
    (predictor.configuration.maximumEpochs, predictor.prediction.stride) = (1, 40)
    return HealingModels(
      classifier: try! classifier.run(threads: 2), predictor: try! predictor.run(threads: 2))
  }()

  private func run(_ kind: HealingSpecification.Kind, _ specification: EpisodeSpecification) -> FaultReport {
    var inputs = specification.inputs
    HealingSpecification(kind).apply(to: &inputs, models: Self.models)
    return specification.run(inputs).faults ?? FaultReport()
  }

  /// Test episodes of types that a restart of the struck replicas ends.
  private var episodes: [EpisodeSpecification] {
    (0..<280).map { EpisodeSpecification(part: .test, number: $0, seed: 1) }
      .filter { $0.fault.map { [.containerHang, .deadlock, .cpuSpike].contains($0.type) } ?? false }
  }

  @Test("find faults, name them in the reasons of their remedies, and end them sooner than Kubernetes")
  func heal() {
    #expect(episodes.count == 30)
    for kind in [HealingSpecification.Kind.classifier, .earlyWarning] {
      var (plain, healed, remedies) = (0.0, 0.0, 0)
      for episode in episodes.prefix(6) {
        plain += run(.kubernetes, episode).outcomes.reduce(0) { $0 + $1.violationSeconds }
        let report = run(kind, episode)
        healed += report.outcomes.reduce(0) { $0 + $1.violationSeconds }
        remedies += report.remedies.count
        #expect(report.remedies.allSatisfy { !$0.action.reason.hasPrefix("unknown") })
      }
      #expect(remedies > 0 && healed < 0.7 * plain, "\(kind.rawValue): \(healed) s of \(plain) s")
    }
  }

  @Test(
    "an alarm of open type goes where the likeliest type shows, or stays open where the service seems well")
  func diagnosis() throws {
    let classifier = try #require(Self.models.classifier)
    let specification = try #require(episodes.first { $0.fault?.type == .containerHang })
    let episode = Episode(specification)
    let record = try #require(episode.record)
    var (named, doubtful) = (
      ClassifierDiagnosis(classifier), ClassifierDiagnosis(classifier, leastIllness: 1.1)
    )
    let open = Alarm(.service, suspected: nil, score: 0.7)
    var found: [Alarm] = []
    for observation in episode.observations {
      let alarms = named.diagnose([open], observation)
      if observation.timestamp > record.onset + 60, observation.timestamp < record.end { found += alarms }
      #expect(doubtful.diagnose([open], observation) == [open])
    }
    #expect(found.allSatisfy { $0.suspected != nil && $0.score == 0.7 })
    let struck = Set(record.replicas.map { Alarm.Subject.replica($0) })
    #expect(found.contains { struck.contains($0.subject) })
  }

  /// Answers yes with the first value of a sequence. Two episodes; a question each 15 s.
  @Test(
    "warnings are counted by episode where true, by beginning where false, and a threshold keeps their budget"
  )
  func warnings() {
    func question(_ score: Float, _ lead: Double?) -> FailurePrediction.Question {
      .init(sequence: [score], lead: lead)
    }
    let episodes = [
      // quiet but for one beginning of two scrapes; then a failure 900, 600 and 300 s ahead, warned of 600 s before
      [
        question(0.1, 2000), question(0.8, 1985), question(0.9, 1970), question(0.2, 900), question(0.7, 600),
        question(0.9, 300),
      ],
      [question(0.3, nil), question(0.4, nil)],
    ]
    let score: FailureWarnings.Score = { Double($0.sequence[0]) }
    let found = FailureWarnings(score, threshold: 0.6, episodes, FailurePrediction())
    #expect(found.failures == 1 && found.warned == 1 && found.lead == 600)
    // one in six quiet scrapes of 15 s
    #expect(abs(found.falseAlarms - 3600 / 90) < 1e-9)
    #expect(found.early == 1)
    // from 0.7 on one warning of two is false, as from 0.6 on; below, the second episode has one too
    #expect(
      FailureWarnings.threshold(score, mostFalseAlarms: 41, episodes, FailurePrediction())
        == Double(Float(0.7)))
    // the surest question of all is one without a failure
    #expect(FailureWarnings.threshold(score, mostFalseAlarms: 0, episodes, FailurePrediction()) == nil)
  }

  /// Two arms whose healers learn, on eight hours of a constant load.
  private static let scenario = """
    format: forescale/scenario/v1
    name: s
    workload: {generator: {kind: constant, rate: 50}, span: 8h}
    service:
      replica: {cpu: 1, memory: 2Gi, max: 10}
      request: {service_time: 100ms, cpu_time: 10ms}
      objective: {latency_target: 500ms}
    nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
    faults: {episodes: [{type: deadlock, onset: 30m, duration: 10m, severity: 80%}]}
    arms:
      - {name: named, policy: hpa, cpu_utilization: 70, healing: {kind: classifier, episodes: 999999}}
      - {name: warned, policy: hpa, cpu_utilization: 70, healing: {kind: early-warning, episodes: 999999}}
    """

  @Test("a scenario takes models that are given, and trains nothing then")
  func given() throws {
    // training on a million episodes would take days
    var runner = ScenarioRunner(try Scenario(yaml: Self.scenario, file: "s.yaml"), traces: [], threads: 2)
    runner.healingModels = Self.models
    let said = Mutex([String]())
    runner.progress = { text in said.withLock { $0.append(text) } }
    let total = Mutex(0)
    runner.advanced = { _, steps in total.withLock { $0 = steps } }
    let outcome = try runner.run()
    #expect(outcome.runs.map(\.arm) == ["named", "warned"])
    #expect(outcome.runs.allSatisfy { $0.faults?.remedies.isEmpty == false })
    #expect(!said.withLock { $0 }.contains { $0.hasPrefix("training") })
    #expect(total.withLock { $0 } == 2)
    // what is not given is trained, each model once
    let healing = try #require(runner.scenario.arms.map(\.healing)[1])
    #expect(
      HealingTraining.lessons(healing, given: HealingModels(classifier: Self.models.classifier))
        == [.init(model: .failurePredictor, episodes: 999_999)])
    #expect(HealingTraining.lessons(healing, given: HealingModels()).count == 2)
  }

  @Test("a failure predictor that went through its file is the same, to the bit")
  func file() throws {
    let predictor = try #require(Self.models.predictor)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).model").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try predictor.model.write(to: path)
    let read = try FailurePredictor(contentsOf: path)
    #expect(read.model.encoded() == predictor.model.encoded())
    let question = FailurePrediction().questions(Episode(episodes[0]))[7]
    #expect(read.model.probability(question.sequence) == predictor.model.probability(question.sequence))
    #expect(read.model.threshold == predictor.model.threshold)
  }

  /// 28 episodes have each type once; what is said of them is worked out again from the answers.
  @Test("a failure predictor is judged beside the share of late requests and a constant")
  func evaluation() throws {
    let predictor = try #require(Self.models.predictor)
    let found = FailurePredictorEvaluation(
      of: predictor, part: .test, count: 28, validation: 14, seed: 1, threads: 2)
    #expect(found.contenders.map(\.name) == ["failure predictor", "late or failed requests", "constant"])
    let answers = found.answers.flatMap { $0 }
    #expect(found.answers.count == 28 && found.count == answers.count)
    let qualities = try found.contenders.map { try #require($0.quality) }
    // each pair of a yes and a no that is ranked right counts 1, a tie one half
    var (pairs, right) = (0.0, 0.0)
    for yes in answers where yes.isPositive {
      for no in answers where !no.isPositive {
        pairs += 1
        right += yes.predicted > no.predicted ? 1 : yes.predicted == no.predicted ? 0.5 : 0
      }
    }
    #expect(abs(qualities[0].rocArea.value - right / pairs) < 1e-9)
    #expect(qualities[0].rocArea.interval.contains(qualities[0].rocArea.value))
    // a constant ranks nothing, and is off by the truth's own variance and its own distance from the base rate
    #expect(abs(qualities[2].rocArea.value - 0.5) < 1e-12)
    #expect(abs(qualities[2].averagePrecision.value - found.baseRate) < 1e-12)
    let brier = try #require(qualities[2].brier).value
    #expect(brier >= found.baseRate * (1 - found.baseRate) - 1e-12)
    #expect(qualities[1].brier == nil && found.contenders[2].warnings == nil)
    let failures = try #require(found.contenders[0].warnings).failures
    #expect(failures > 0 && found.contenders[1].warnings?.failures == failures)
  }
}
