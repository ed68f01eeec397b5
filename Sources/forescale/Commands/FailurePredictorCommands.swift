import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import Reporting

/// `forescale train failure-predictor`.
struct TrainFailurePredictor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failure-predictor",
    abstract: "Trains the predictor of failures on episodes of the simulator and saves it.",
    discussion: """
      An LSTM over the last five minutes of signals. A failure is a scrape in which more than 5 % of the requests failed or \
      were late, or a container had been restarted; the question is whether one begins within ten minutes.

      EXAMPLE
        forescale train failure-predictor --out out/failures.model
      """)

  @OptionGroup var training: EpisodeTrainingOptions

  func run() throws {
    try reportingMistakes {
      try training.check()
      var predictors = FailurePredictorTraining(episodes: training.episodes)
      predictors.falseWarningsPerHour = training.falseAlarms
      predictors.seed = training.options.seed
      let model = try predictors.run(threads: training.options.threads) { Console.progress($0) }.model
      Console.clearProgress()
      try model.write(to: training.out)
      Console.print(
        "LSTM of \(model.configuration.hidden) units over \(model.steps) scrapes of \(model.featureCount) features; "
          + (model.threshold.map { "warns from a probability of \(String(format: "%.3f", $0)) on" }
            ?? "no threshold keeps the budget of false alarms, so it never warns"))
      Console.error("model: \(training.out)")
    }
  }
}

/// `forescale evaluate failure-predictor`.
struct EvaluateFailurePredictor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failure-predictor",
    abstract: "Judges a predictor of failures on test episodes, beside a rule and a constant.",
    discussion: """
      Test episodes are drawn from the ranges of training; in shifted ones severity, load shape or service (at least \
      one of them) come from ranges that no training episode has. The rule warns from a share of late or failed requests \
      on, which costs on validation episodes no more false alarms than the predictor does there.

      EXAMPLE
        forescale evaluate failure-predictor --model out/failures.model --plots out/plots
      """)

  @OptionGroup var test: EpisodeTestOptions

  func run() throws {
    try reportingMistakes {
      let predictor = try FailurePredictor(contentsOf: test.model)
      let evaluations = try test.each { part in
        FailurePredictorEvaluation(
          of: predictor, part: part, count: test.episodes, seed: test.options.seed,
          threads: test.options.threads)
      }
      Console.print(FailurePredictorTable.render(evaluations, color: Console.colors))
      for evaluation in evaluations {
        let drawn = try ChartNews.draw { try Charts.write(failures: evaluation, folder: test.plots) }
        if drawn.hasPictures { Console.error("chart: \(drawn.paths[0])") }
      }
    }
  }
}
