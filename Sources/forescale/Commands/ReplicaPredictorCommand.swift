import ArgumentParser
import Experiments
import Foundation
import Learning
import Reporting

/// `forescale replica-predictor`.
struct ReplicaPredictorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica-predictor",
    abstract: "Trains a scenario's replica predictor and judges it on the test part, beside the controls.",
    discussion: """
      A random forest on 33 features of what policies see, trained in simulator runs on the training part. The scenario's \
      arms do not matter.

      EXAMPLE
        forescale replica-predictor scenarios/google-2019-service.yaml --out out/replicas.model
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(help: "A trained replica predictor to judge instead of training one.")
  var predictor: String?

  @Option(help: "The model file to write.")
  var out: String?

  func run() throws {
    try reportingMistakes {
      let runner = try options.runner()
      let given = try predictor.map { try ReplicaPredictor(contentsOf: $0) }
      if let out { try ResultsDatabase.checkWritable(path: out) }
      let report = try runner.replicaPredictor(given)
      Console.clearProgress()
      Console.print(ReplicaPredictorTable.render(report, color: Console.colors))
      if let out {
        try report.predictor.write(to: out)
        Console.error("model: \(out)")
      }
    }
  }
}
