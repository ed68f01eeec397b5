import ArgumentParser
import Experiments
import Foundation
import Learning
import Reporting
import Writing

/// `forescale train replica-predictor`.
struct TrainReplicaPredictor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica-predictor",
    abstract: "Trains a scenario's replica predictor, judges it on the test part and saves it.",
    discussion: """
      A random forest on 33 features of what policies see, trained in simulator runs on the training part. The scenario's \
      arms do not matter.

      EXAMPLE
        forescale train replica-predictor scenarios/google-2019-service.yaml --out out/replicas.model
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(help: "The model file to write.")
  var out: String

  func validate() throws {
    if !options.model.isEmpty {
      throw ValidationError("--model: a replica predictor is trained without models")
    }
  }

  func run() throws {
    try reportingMistakes {
      let runner = try options.runner()
      try ModelFile.checkWritable(out)
      try Output.check(out, as: "--out", takesStreams: false)
      Interruption.say { [out] in "interrupted; no model is written to \(out)" }
      let report = try runner.replicaPredictor()
      Console.clearProgress()
      try report.predictor.write(to: out)
      Console.print(ReplicaPredictorTable.render(report, color: Console.colors))
      Console.error("model: \(out)")
    }
  }
}

/// `forescale evaluate replica-predictor`.
struct EvaluateReplicaPredictor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica-predictor",
    abstract: "Judges a replica predictor on a scenario's test part, beside the controls.",
    discussion: """
      It is trained unless --predictor gives it.

      EXAMPLE
        forescale evaluate replica-predictor scenarios/google-2019-service.yaml --predictor out/replicas.model
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(help: "The model file of a trained replica predictor.")
  var predictor: String?

  func validate() throws {
    if !options.model.isEmpty { throw ValidationError("--model: the predictor is given by --predictor FILE") }
  }

  func run() throws {
    try reportingMistakes {
      let runner = try options.runner()
      Interruption.say { "interrupted; nothing is stored" }
      let report = try runner.replicaPredictor(try predictor.map { try ReplicaPredictor(contentsOf: $0) })
      Console.clearProgress()
      Console.print(ReplicaPredictorTable.render(report, color: Console.colors))
    }
  }
}
