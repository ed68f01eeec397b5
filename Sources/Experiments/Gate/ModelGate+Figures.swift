import Autoscaling
import ClusterSimulation
import Learning
import Stochastics

extension ModelGate {
  /// Skill, pinball loss and coverage on the test part, and whether data that must not be seen had a say.
  func figures(
    of specification: ForecasterSpecification, on load: GateLoad, seed: UInt64
  ) throws -> [GateFigure] {
    let name = "\(specification.name) \(load.name)"
    let series = load.series
    let model: any StoredForecaster
    if let bytes = given[name] {
      model = try StoredForecasters.forecaster(bytes: bytes, source: name)
      if let problem = try specification.whyNot(model) { throw RunError(problem) }
    } else {
      model = try makers.forecaster(specification, series, seed)
      try kept(name, model.encoded())
    }
    let evaluation = try ForecastEvaluation(
      of: model, test: series.test, training: series.training, validation: series.validation)
    func figure(_ metric: String, _ value: Double?) -> GateFigure {
      GateFigure(data: load.name, model: specification.name, metric: metric, value: value ?? .nan)
    }
    var figures = [
      figure("skill-persistence", evaluation.value("skill-persistence")),
      figure("skill-seasonal", evaluation.value("skill-seasonal")),
      figure("pinball", evaluation.value("wql")), figure("coverage", evaluation.value("coverage")),
    ]
    if load.name == GateLoad.synthetic {
      figures.append(figure("unseen-influence", try unseenInfluence(specification, series, seed)))
    }
    return figures
  }

  /// How far forecasts from the training part move when the later parts are changed, over the mean load.
  ///
  /// What learns in epochs does so for a single one here: then validation has nothing to choose and may not count either.
  private func unseenInfluence(
    _ specification: ForecasterSpecification, _ series: GateSeries, _ seed: UInt64
  ) throws -> Double {
    var short = specification
    let learnsInEpochs = short.hyperparameters["epochs"] != nil
    if learnsInEpochs { short.hyperparameters["epochs"] = .whole(1) }
    let first = try makers.forecaster(short, series, seed)
    let second = try makers.forecaster(short, series.changingUnseen(validation: learnsInEpochs), seed)
    let training = series.training
    let mean = training.values.reduce(0, +) / Double(training.values.count)
    let length = max(first.inputLength, second.inputLength)
    var largest = 0.0
    for end in stride(from: length, to: training.values.count, by: max(1, training.values.count / 100)) {
      func values(_ model: any Forecaster) -> [Double] {
        let forecast = model.forecast(
          history: training.values[end - model.inputLength..<end], endOfHistory: training.end(of: end - 1))
        return [forecast.value] + forecast.quantiles.map(\.value)
      }
      for (one, other) in zip(values(first), values(second)) {
        largest = max(largest, abs(one - other) / mean)
      }
    }
    return largest
  }

  /// VUS-PR, mean over the series, beside that of the three controls on the same series.
  func figures(
    of detector: any SeriesDetectorConfiguration, on series: [GateAnomalies], name: String, seed: UInt64
  ) throws -> [GateFigure] {
    func volume(_ detector: any SeriesDetectorConfiguration) throws -> Double {
      try series.reduce(0) { $0 + (try $1.volume(detector)) } / Double(series.count)
    }
    let controls: [any SeriesDetectorConfiguration] = [
      RandomScore(seed: seed), ConstantScore(), MovingZScore(),
    ]
    let best = try controls.reduce(0) { max($0, try volume($1)) }
    let own = try volume(detector)
    return [
      GateFigure(data: name, model: Self.detectorName, metric: "vus-pr", value: own),
      GateFigure(data: name, model: Self.detectorName, metric: "vus-pr-lead", value: own - best),
    ]
  }

  /// Accuracy on the test part, beside keeping what there is, what the measured load demands, and the commonest number.
  func predictorFigures(_ seed: UInt64) throws -> [GateFigure] {
    let exam = replicas.exam
    let predictor: ReplicaPredictor
    if let bytes = given[Self.predictorName] {
      predictor = try ReplicaPredictor(bytes: bytes, source: Self.predictorName)
      try training.check(predictor, name: Self.predictorName)
    } else {
      var seeded = training
      seeded.configuration.forest.seed = seed
      predictor = try makers.predictor(replicas.lessons, seeded)
      try kept(Self.predictorName, predictor.encoded())
    }
    let said = exam.loads.indices.map {
      predictor.answer(exam.rows.row($0), load: exam.loads[$0]).replicas
    }
    let accuracy = ReplicaAccuracy(predicted: said, needed: exam.needed)
    let demand = training.scenario.plant.service.demand
    let controls = [
      exam.current, exam.loads.map { demand?.replicas(forRequestsPerSecond: $0) ?? 0 },
      Array(
        repeating: ReplicaPredictorReport.commonest(replicas.lessons.needed), count: exam.needed.count),
    ].map { ReplicaAccuracy(predicted: $0, needed: exam.needed).withinOne }
    return [
      ("exact", accuracy.exact), ("within-one", accuracy.withinOne),
      ("within-one-lead", accuracy.withinOne - (controls.max() ?? 0)), ("rmse", accuracy.rmse),
    ].map { GateFigure(data: GateLoad.synthetic, model: Self.predictorName, metric: $0, value: $1) }
  }

  /// Macro F1 over the scrapes of test episodes.
  func classifierFigures(_ episodes: GateEpisodes, _ seed: UInt64) throws -> [GateFigure] {
    let model: ClassifierEnsemble
    if let bytes = given[Self.classifierName] {
      model = try AnomalyClassifier(ClassifierEnsemble(bytes: bytes, source: Self.classifierName)).model
    } else {
      var configuration = episodes.configuration
      configuration.forest.seed = seed
      configuration.boosted.seed = seed
      model = try makers.classifier(episodes.training, episodes.validation, configuration)
      try kept(Self.classifierName, model.encoded())
    }
    return [
      GateFigure(
        data: GateLoad.synthetic, model: Self.classifierName, metric: "macro-f1",
        value: episodes.matrix(model).macroF1)
    ]
  }
}
