import Autoscaling
import ClusterSimulation
import Learning
import Testing

@testable import Experiments

@Suite("Episodes")
struct EpisodeTests {
  private static func specifications(_ part: EpisodePart, _ count: Int = 56) -> [EpisodeSpecification] {
    (0..<count).map { EpisodeSpecification(part: part, number: $0, seed: 1) }
  }

  @Test("of a cycle of episodes every type has one and four have no fault; every fault is allowed")
  func mix() {
    for part in EpisodePart.allCases {
      let types = Self.specifications(part, EpisodeSpecification.cycle).map { $0.fault?.type }
      #expect(types.compactMap { $0 } == AnomalyType.allCases && types.count { $0 == nil } == 4)
      for fault in Self.specifications(part, 280).compactMap(\.fault) { #expect(fault.problems == []) }
    }
  }

  @Test("an episode has its own numbers, whatever part and number the others have")
  func keyed() {
    #expect(Self.specifications(.training)[7] == EpisodeSpecification(part: .training, number: 7, seed: 1))
    #expect(Self.specifications(.training)[7] != EpisodeSpecification(part: .test, number: 7, seed: 1))
    #expect(Self.specifications(.training)[7] != EpisodeSpecification(part: .training, number: 7, seed: 2))
    let seeds = EpisodePart.allCases.flatMap { part in Self.specifications(part).map(\.seed) }
    #expect(Set(seeds).count == seeds.count)
  }

  @Test("shifted episodes have severity, load or service outside of what training has, training never")
  func shift() {
    func isOutside(_ specification: EpisodeSpecification) -> Bool {
      let ranges = EpisodeRanges.familiar
      let severity = specification.fault.map { !ranges.severities[0].contains($0.severity) } ?? false
      return severity || !ranges.replicas.contains(specification.replicas)
    }
    for part in [EpisodePart.training, .validation, .test] {
      #expect(Self.specifications(part, 280).allSatisfy { !isOutside($0) })
    }
    // six of the seven ways to choose change severity or service
    let share = Double(Self.specifications(.shifted, 280).count(where: isOutside)) / 280
    // without a fault (4 of 28) only four of seven do: 24/28 · 6/7 + 4/28 · 4/7 = 0.816, standard error 0.023
    #expect(abs(share - 0.816) < 3 * 0.023, "\(share)")
  }

  @Test("truth: healthy until the onset, ill while a whole scrape lies in the fault, then neither")
  func truth() throws {
    let episode = Episode(EpisodeSpecification(part: .training, number: 22, seed: 1))
    let record = try #require(episode.record)
    #expect(record.specification.type == .diskFull && episode.observations.count > 40)
    #expect(episode.truth(at: record.onset, window: 15) == .healthy)
    #expect(episode.truth(at: record.onset + 10, window: 15) == .between)
    #expect(episode.truth(at: record.onset + 15, window: 15) == .ill(.diskFull))
    #expect(episode.truth(at: record.end, window: 15) == .ill(.diskFull))
    #expect(episode.truth(at: record.end + 1, window: 15) == .between)
  }

  @Test("the number of threads changes nothing")
  func threads() throws {
    let one = EpisodeRows.run(part: .test, count: 6, seed: 1, threads: 1)
    let three = EpisodeRows.run(part: .test, count: 6, seed: 1, threads: 3)
    #expect(one.map { $0.rows.map(\.features) } == three.map { $0.rows.map(\.features) })
    #expect(one.allSatisfy { $0.rows.count > 20 })
  }

  @Test("accuracy, majority and macro F1 of a small matrix")
  func confusion() {
    var matrix = ConfusionMatrix(classCount: 3)
    matrix.add(truth: 0, said: 0, count: 6)
    matrix.add(truth: 0, said: 1, count: 2)
    matrix.add(truth: 1, said: 1, count: 3)
    matrix.add(truth: 1, said: 0, count: 1)
    // 9 of 12 right; class 0 has 8 of 12; F1: 2·6/(8 + 7) = 0.8, 2·3/(4 + 5) = 2/3; class 2 does not occur
    #expect(matrix.accuracy == 0.75 && abs(matrix.majorityAccuracy - 8.0 / 12) < 1e-15)
    #expect(abs(matrix.macroF1 - (0.8 + 2.0 / 3) / 2) < 1e-15)
    #expect(matrix.recall(0) == 0.75 && matrix.recall(2) == nil && matrix.precision(1) == 0.6)
  }

  @Test("a tiny classifier tells most episodes apart, is the same again, and its detector finds faults")
  func tiny() throws {
    var training = ClassifierTraining()
    (training.training, training.validation) = (84, 28)
    training.configuration.forest.treeCount = 20
    training.configuration.boosted.maximumRounds = 3
    (training.illRows, training.healthyRows) = (4, 2)
    let classifier = try training.run(threads: 2)
    #expect(try training.run(threads: 1).model.encoded() == classifier.model.encoded())
    let evaluation = try ClassifierEvaluation(of: classifier, part: .test, count: 28, seed: 1, threads: 2)
    // guessing at random tells one of 25; the majority class has 4 of 28
    #expect(evaluation.windows.accuracy > 0.4, "\(evaluation.windows.accuracy)")
    #expect(evaluation.episodes.count { $0.label > 0 && $0.delay != nil } > 12)
  }
}
