import Autoscaling
import ClusterSimulation
import Learning
import Testing

@testable import Experiments

/// Healers whose models are trained before they begin. The models here are tiny: what they are worth is told by
/// benchmarks/healing, not by these tests.
@Suite("Healers that learn")
struct LearnedHealingTests {
  private static let models: HealingModels = {
    var training = HealingTraining(episodes: 84)
    training.classifier.validation = 28
    training.classifier.configuration.forest.treeCount = 20
    training.classifier.configuration.boosted.maximumRounds = 3
    (training.classifier.illRows, training.classifier.healthyRows) = (4, 2)
    (training.predictor.maximumEpochs, training.stride) = (1, 40)
    return HealingModels(
      classifier: try! training.classifier.run(threads: 2),
      predictor: try! training.failurePredictor(threads: 2))
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
    let threshold = FailureWarnings.threshold(score, mostFalseAlarms: 0, episodes, FailurePrediction())
    #expect(FailureWarnings(score, threshold: threshold, episodes, FailurePrediction()).falseAlarms == 0)
    #expect(FailureWarnings.threshold(score, mostFalseAlarms: -1, episodes, FailurePrediction()) == .infinity)
  }
}
