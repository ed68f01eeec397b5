import Autoscaling
import ClusterSimulation
import Foundation
import Learning
import SimulationKernel
import Testing
import Workloads

@testable import Experiments

@Suite("The replica predictor in a scenario")
struct ReplicaPredictorRunTests {
  static func scenario() throws -> Scenario {
    let start = try #require(SmallScenario.yaml.range(of: "forecasters:"))
    let arms = """
      arms:
        - {name: stock, policy: hpa, cpu_utilization: 70}
        - {name: learned, policy: replica-predictor, headroom: 1.2}
      """
    return try Scenario(yaml: String(SmallScenario.yaml[..<start.lowerBound]) + arms, file: "small.yaml")
  }

  /// A small forest on the small scenario, made once.
  static let trained = Result { () -> (training: ReplicaPredictorTraining, predictor: ReplicaPredictor) in
    let scenario = try ReplicaPredictorRunTests.scenario()
    let workload = try PreparedWorkload(scenario, traces: [SmallScenario.trace], folder: "")
    var training = ReplicaPredictorTraining(scenario, workload)
    training.configuration = ReplicaPredictorConfiguration(treeCount: 20, maximumRows: 3000)
    return (training, try training.fit())
  }

  @Test("It is trained on the training part, kept in a file with that, and the same bytes come out twice")
  func training() throws {
    let (training, predictor) = try Self.trained.get()
    #expect(predictor.fitting.trainedFrom == 0)
    #expect(predictor.fitting.trainedTo == training.workload.validationStart.seconds)
    var again = training
    again.threads = 2
    let bytes = predictor.encoded()
    #expect(try again.fit().encoded() == bytes)
    let loaded = try ReplicaPredictor(bytes: bytes, source: "memory")
    #expect(loaded.encoded() == bytes)
    let row = [Double](repeating: .nan, count: 33)
    #expect(loaded.answer(row, load: 300) == predictor.answer(row, load: 300))
    #expect(try StoredModels.model(bytes: bytes, source: "memory") is ReplicaPredictor)
  }

  @Test("Nothing after the training part changes a byte of it")
  func canary() throws {
    let (training, predictor) = try Self.trained.get()
    var other = training.workload
    let known = Int(other.validationStart.sinceOrigin / other.load.resolution)
    other.load = LoadProfile(
      resolution: other.load.resolution,
      rates: other.load.rates.enumerated().map { $0 < known ? $1 : max(0, 900 - $1) })
    var retraining = ReplicaPredictorTraining(training.scenario, other)
    retraining.configuration = training.configuration
    #expect(try retraining.fit().encoded() == predictor.encoded())
  }

  @Test("Labels are the fewest replicas that the largest true load of the lead demands")
  func labels() throws {
    let (training, _) = try Self.trained.get()
    let workload = training.workload
    let demand = try #require(training.scenario.plant.service.demand)
    let from = SimulationTime.seconds(36_000)
    let to = SimulationTime.seconds(39_600)
    let examples = try training.examples(from: from, to: to, explores: false)
    // 3,600 s of scrapes every 15 s; the last 120 s have no whole lead
    #expect(training.lead == 120)
    #expect(examples.needed.count == (3600 - 120) / 15 + 1)
    for index in [0, 100, examples.needed.count - 1] {
      let first = (36_000 + 15 * index) / 15
      let peak = try #require(workload.load.rates[first..<first + 8].max())
      #expect(examples.needed[index] == demand.replicas(forRequestsPerSecond: peak))
    }
  }

  @Test("What it reads is there: 33 features, of which only limits are missing where there are none")
  func features() throws {
    let (training, predictor) = try Self.trained.get()
    let examples = try training.examples(from: .seconds(36_000), to: .seconds(39_600), explores: false)
    let last = examples.rows.row(examples.rows.rows - 1)
    let names = predictor.features.names
    #expect(names.indices.filter { last[$0].isNaN }.map { names[$0] } == ["cpu_limit", "memory_limit"])
    func value(_ name: String) throws -> Double { last[try #require(names.firstIndex(of: name))] }
    // CPU of 10 ms a request: 400 requests a second use about 4 cores, of as many requested as replicas run
    #expect(try abs(value("cpu_usage") - 0.01 * value("requests_per_second")) < 0.02)
    #expect(try value("cpu_request") == value("cpu_request").rounded())
    #expect(try value("memory_request") == 2 * 1_073_741_824 * value("cpu_request"))
    // an exponential service time of 100 ms alone has a p95 of 0.3 s
    #expect(try value("response_time") > 0.29)
  }

  @Test(
    "As an arm it decides, under the guard, by what it predicts, and the run checks what it was fitted on")
  func arm() throws {
    let (_, predictor) = try Self.trained.get()
    var runner = ScenarioRunner(try Self.scenario(), traces: [SmallScenario.trace], threads: 2)
    runner.predictors = ["learned": predictor]
    let outcome = try runner.run()
    let run = outcome.runs[1]
    #expect(run.decisions.contains { $0.rule == "predicted replicas above measured load" })
    #expect(outcome.modelFiles.map(\.name) == ["learned"])
    #expect(outcome.modelFiles[0].bytes == predictor.encoded())
    let check = try #require(outcome.checks.first { $0.name == "train only" })
    #expect(check.holds)
    #expect(check.detail == "no model saw more than the training part: learned")
    // never below what the measured load needs: each scrape of the timeline is answered
    #expect(run.value("violation_windows") < outcome.runs[0].value("violation_windows") + 5)
  }

  @Test("A model that saw validation or test data fails the check by name", arguments: [true, false])
  func plantedLeak(ofTraining: Bool) throws {
    let (training, honest) = try Self.trained.get()
    let workload = training.workload
    let (validation, test) = (workload.validationStart.seconds, workload.testStart.seconds)
    let leaky = FittingRecord(
      trainedFrom: 0, trainedTo: ofTraining ? test : validation,
      selectedTo: ofTraining ? nil : workload.end.seconds)
    let check = SoundnessCheck.trainOnly([("honest", honest.fitting), ("leaky", leaky)], workload)
    #expect(!check.holds)
    // six days: training ends after 72 h, the test part begins after 108 h
    #expect(
      check.detail
        == (ofTraining
          ? "leaky was fitted on data up to 108.0 h, the training part ends at 72.0 h"
          : "leaky was chosen with data up to 144.0 h, the test part begins at 108.0 h"))
    #expect(SoundnessCheck.trainOnly([("honest", honest.fitting)], workload).holds)
  }

  @Test("A predictor really fitted on a longer part fails the check")
  func leakFromTraining() throws {
    let (training, _) = try Self.trained.get()
    // the same load, divided so that training reaches into the real validation part
    var scenario = training.scenario
    scenario.split = Scenario.Split(train: 0.7, validation: 0.15, test: 0.15)
    let longer = try PreparedWorkload(scenario, traces: [SmallScenario.trace], folder: "")
    var leaking = ReplicaPredictorTraining(scenario, longer)
    leaking.configuration = ReplicaPredictorConfiguration(treeCount: 2, maximumRows: 500)
    let check = SoundnessCheck.trainOnly([("learned", try leaking.fit().fitting)], training.workload)
    #expect(!check.holds)
    #expect(check.detail.hasPrefix("learned was fitted on data up to 100"))
  }

  @Test("No forecaster of a scenario sees the test part while it is fitted")
  func forecasters() throws {
    let scenario = try Scenario(yaml: SmallScenario.yaml, file: "small.yaml")
    let workload = try PreparedWorkload(scenario, traces: [SmallScenario.trace], folder: "")
    let series = try workload.endingAtTest.series(step: 60)
    let whole = try workload.series(step: 60)
    #expect(series.training == whole.training)
    #expect(series.validation == whole.validation)
    #expect(series.test.values.isEmpty)
  }

  @Test("A model of another plant is refused in a sentence")
  func otherPlant() throws {
    let (_, predictor) = try Self.trained.get()
    var scenario = try Self.scenario()
    scenario.plant.service.startUp = 300
    var runner = ScenarioRunner(scenario, traces: [SmallScenario.trace])
    runner.predictors = ["learned": predictor]
    let error = #expect(throws: RunError.self) { try runner.run() }
    #expect(
      error?.description.hasPrefix(
        "the model given for 'learned' was trained for another plant: scrapes every 15.0 s, a lead of 120.0 s"
      ) == true)
  }

  @Test("A neighbour cannot be scaled by one")
  func neighbour() throws {
    let yaml =
      SmallScenario.yaml + """

        neighbours:
          - name: other
            service:
              replica: {cpu: 1, memory: 2Gi, max: 10}
              request: {service_time: 100ms, cpu_time: 10ms}
              objective: {latency_target: 500ms}
            arm: {policy: replica-predictor}
        """
    let error = #expect(throws: ScenarioError.self) { try Scenario(yaml: yaml, file: "s.yaml") }
    #expect(
      error?.issues == [
        "neighbours[0].arm: a neighbour is scaled by metrics alone, which a replica-predictor arm is not"
      ])
  }
}
