import Autoscaling
import Foundation
import Learning

/// Trains every model on fixed data and measures it, so that a change that makes one worse is seen.
///
/// Data have seeds of their own that never change; the seed of a run decides what models draw.
public struct ModelGate: Sendable {
  /// How much is trained.
  public let size: GateSize
  /// Models to judge instead of training them, by the names under which `kept` gets them.
  public var given: [String: [UInt8]] = [:]
  /// Given the file of each model that was trained, by its name; from any thread.
  public var kept: @Sendable (_ name: String, _ bytes: [UInt8]) throws -> Void = { _, _ in }
  /// Told what goes on, in words; from any thread.
  public var progress: @Sendable (String) -> Void = { _ in }
  /// Told how many measurements are done and how many there are, one a model and data set; from any thread, one call at a time.
  public var advanced: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  /// What is not measured.
  public private(set) var omissions: [GateOmission] = []

  var makers = GateMakers()
  let threads: Int
  let loads: [GateLoad]
  let training: ReplicaPredictorTraining
  let replicas: (lessons: ReplicaExamples, exam: ReplicaExamples)
  let anomalies: [(name: String, series: [GateAnomalies])]
  let episodes: GateEpisodes?

  /// Makes and reads the data.
  ///
  /// - Parameters:
  ///   - size: How much is trained.
  ///   - data: The folder of real data; nil, or a folder without them, leaves their rows out.
  ///   - models: Names of the models that are wanted; nil for all.
  ///   - threads: Any number gives the same figures.
  /// - Throws: `RunError`, `WorkloadError` or `LearningError`, each one sentence.
  public init(size: GateSize, data: String?, models: Set<String>? = nil, threads: Int) throws {
    @Sendable func isWanted(_ model: String) -> Bool { models?.contains(model) ?? true }
    self.size = size
    self.threads = threads
    var omissions: [GateOmission] = []
    func path(_ name: String, _ file: String) -> String? {
      // the small gate is for builds and machines where real series would take too long
      guard size.name != GateSize.quick.name else { return nil }
      if let data, FileManager.default.fileExists(atPath: data + "/" + file) { return data + "/" + file }
      omissions.append(
        GateOmission(
          data: name, reason: data.map { "\($0)/\(file) is not there" } ?? "no folder of real data is given"))
      return nil
    }
    let sources =
      [(GateLoad.synthetic, nil)]
      + GateLoad.recorded.compactMap { entry in path(entry.name, entry.file).map { (entry.name, $0) } }
    loads = try parallelMap(sources, threads: threads) { try GateLoad($0.0, path: $0.1, size: size) }
    var training = ReplicaPredictorTraining(loads[0].scenario, loads[0].workload)
    training.configuration.maximumRows = size.predictorRows
    training.configuration.forest.treeCount = size.predictorTrees
    self.training = training
    let workload = loads[0].workload
    let fitted = training
    let none = ReplicaExamples(rows: Matrix(rows: 0, columns: 0), loads: [], current: [], needed: [])
    let parts = try parallelMap([true, false], threads: threads) { isLesson in
      guard isWanted(Self.predictorName) else { return none }
      return try isLesson
        ? fitted.trainingExamples()
        : fitted.examples(from: workload.testStart, to: workload.end, explores: false)
    }
    replicas = (parts[0], parts[1])
    var anomalies: [(String, [GateAnomalies])] = []
    if isWanted(Self.detectorName) {
      anomalies = [
        (
          GateLoad.synthetic,
          try (0..<size.anomalySeries).map { try GateAnomalies(number: $0, points: size.anomalyPoints) }
        )
      ]
      for entry in GateAnomalies.recorded {
        if let file = path(entry.name, entry.file) {
          anomalies.append((entry.name, [try GateAnomalies(path: file)]))
        }
      }
    }
    self.anomalies = anomalies
    episodes = isWanted(Self.classifierName) ? try GateEpisodes(size, threads: threads) : nil
    self.wanted = models
    #if DEBUG
      omissions.append(
        GateOmission(
          data: Self.processName, model: "lstm", metric: "training-rate",
          reason: "a build without optimization says nothing of speed"))
    #endif
    self.omissions = omissions
  }

  static let predictorName = "replica-predictor"
  static let detectorName = "isolation-forest"
  static let classifierName = "classifier"
  /// What tables call the data of the training rate.
  static let processName = "this process"
  /// Names of the models that are measured; nil for all.
  var wanted: Set<String>?
  private func isWanted(_ model: String) -> Bool { wanted?.contains(model) ?? true }

  /// Every model's name.
  public static let models = ["lstm", "linear-lags", detectorName, predictorName, classifierName]

  /// A part of a run that can be done beside others.
  private struct Task: Sendable {
    var seed: UInt64
    var name: String
    var run: @Sendable () throws -> [GateFigure]
  }

  /// Trains and measures everything once a seed.
  ///
  /// - Throws: `RunError`, `LearningError` or `ModelFileError`, each one sentence.
  public func runs(seeds: [UInt64]) throws -> [GateRun] {
    let tasks = seeds.flatMap(tasks)
    let steps = StepCounter(total: tasks.count, told: advanced)
    let figures = try parallelMap(tasks, threads: threads) { task in
      progress("\(task.name), seed \(task.seed)")
      let figures = try task.run()
      steps.add(1)
      return figures
    }
    let count = tasks.count / max(1, seeds.count)
    return seeds.enumerated().map { index, seed in
      // alone, so that nothing else takes part in the measured time
      let rate = rateFigures()
      return GateRun(
        seed: seed, figures: figures[index * count..<(index + 1) * count].flatMap { $0 } + rate)
    }
  }

  private func tasks(_ seed: UInt64) -> [Task] {
    var all: [Task] = []
    for load in loads {
      for specification in load.scenario.forecasters where isWanted(specification.name) {
        all.append(
          Task(seed: seed, name: "\(specification.name) on \(load.name)") {
            try figures(of: specification, on: load, seed: seed)
          })
      }
    }
    for (name, series) in anomalies where isWanted(Self.detectorName) {
      all.append(
        Task(seed: seed, name: "\(Self.detectorName) on \(name)") {
          try figures(of: makers.detector(seed), on: series, name: name, seed: seed)
        })
    }
    if isWanted(Self.predictorName) {
      all.append(Task(seed: seed, name: Self.predictorName) { try predictorFigures(seed) })
    }
    if let episodes, isWanted(Self.classifierName) {
      all.append(Task(seed: seed, name: Self.classifierName) { try classifierFigures(episodes, seed) })
    }
    return all
  }

  private func rateFigures() -> [GateFigure] {
    guard isWanted("lstm") else { return [] }
    #if DEBUG
      return []
    #else
      progress("training rate of the LSTM")
      return [
        GateFigure(
          data: Self.processName, model: "lstm", metric: "training-rate", value: GateThroughput.ratio())
      ]
    #endif
  }
}
