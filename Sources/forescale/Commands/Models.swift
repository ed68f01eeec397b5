import ArgumentParser
import Experiments
import Foundation
import Learning
import Reporting
import Writing

/// `forescale train`.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a model and saves it; forecasters of a scenario unless another is named.",
    discussion: """
      Each model is trained by train, judged by evaluate, listed by inspect, and used by run with --model NAME=FILE.

      EXAMPLE
        forescale train scenarios/google-2019-service.yaml --forecaster lstm-direct --out out/direct.model
        forescale train classifier --out out/classifier.model
      """,
    subcommands: [
      TrainForecaster.self, TrainReplicaPredictor.self, TrainClassifier.self, TrainFailurePredictor.self,
    ], defaultSubcommand: TrainForecaster.self)
}

/// `forescale evaluate`.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Judges models on data that they have not seen; forecasters of a scenario unless another is named.",
    discussion: """
      EXAMPLE
        forescale evaluate scenarios/google-2019-service.yaml --model lstm-direct=out/direct.model
        forescale evaluate classifier --model out/classifier.model
      """,
    subcommands: [
      EvaluateForecasters.self, EvaluateReplicaPredictor.self, EvaluateClassifier.self,
      EvaluateFailurePredictor.self,
    ],
    defaultSubcommand: EvaluateForecasters.self)
}

/// `forescale train forecaster`, or without the word.
struct TrainForecaster: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecaster", abstract: "Trains one forecaster of a scenario and saves it.",
    discussion: """
      EXAMPLE
        forescale train scenarios/google-2019-service.yaml --forecaster lstm-direct --out out/direct.model
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(help: "Which forecaster of the scenario.")
  var forecaster: String

  @Option(help: "The model file to write.")
  var out: String

  @Option(
    help:
      "The folder for the chart of the losses, if not plots beside the model; only what learns in epochs has one."
  )
  var plots: String?

  func validate() throws {
    if !options.model.isEmpty { throw ValidationError("--model: a forecaster is trained without models") }
  }

  func run() throws {
    try reportingMistakes {
      let runner = try options.runner(counting: "epochs")
      try ModelFile.checkWritable(out)
      try Output.check(out, as: "--out", takesStreams: false)
      Interruption.say { [out] in "interrupted; no model is written to \(out)" }
      let (model, result, epochs) = try runner.train(forecaster)
      Console.clearProgress()
      try model.write(to: out)
      Console.print(ForecasterTable.render(models: [result], color: Console.colors))
      let folder = plots ?? Beside.path("plots", of: out)
      let drawn = try ChartNews.draw {
        try Charts.write(training: epochs, name: forecaster, folder: folder)
      }
      Console.error("model: \(out)" + (drawn.hasPictures ? "   chart: \(drawn.paths[0])" : ""))
    }
  }
}

/// `forescale evaluate forecasters`, or without the word.
struct EvaluateForecasters: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecasters",
    abstract: "Judges the forecasters of a scenario on its test part, beside the controls.",
    discussion: """
      Forecasters are trained unless --model gives them.

      EXAMPLE
        forescale evaluate scenarios/google-2019-service.yaml --model lstm-direct=out/direct.model
      """)

  @OptionGroup var options: ScenarioOptions

  func run() throws {
    try reportingMistakes {
      let runner = try options.runner()
      Interruption.say { "interrupted; nothing is stored" }
      let results = try runner.evaluate()
      Console.clearProgress()
      Console.print(ForecasterTable.render(models: results, color: Console.colors))
    }
  }
}

/// `forescale inspect`.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists what a model file holds: kind, task, hyperparameters, sizes.",
    discussion: """
      EXAMPLE
        forescale inspect out/direct.model
        forescale inspect out/direct.model --weights out/direct.safetensors
      """)

  @Argument(help: "The model file.")
  var model: String

  @Option(
    help:
      "Write the weights of a recurrent network to this file too, in the safetensors format, with PyTorch's names."
  )
  var weights: String?

  func run() throws {
    try reportingMistakes {
      Inputs.add([model])
      if let weights { try Output.check(weights, as: "--weights") }
      if let weights { try SafeTensors.write(weightsOf: model, to: weights) }
      let rows = try ModelInspection(contentsOf: model).rows
      let width = rows.map(\.name.count).max() ?? 0
      for row in rows {
        Console.print(row.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + row.value)
      }
    }
  }
}
