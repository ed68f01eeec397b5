import ArgumentParser
import Autoscaling
import ClusterSimulation
import Experiments
import Foundation
import Reporting

/// `forescale train classifier`.
struct TrainClassifier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Trains the classifier of anomalies on episodes of the simulator and saves it.",
    discussion: """
      An episode is half an hour of a random service with one of the \(AnomalyType.allCases.count) types of fault \
      or none. Of each \(EpisodeSpecification.cycle) episodes every type has one, and the others have no fault.

      EXAMPLE
        forescale train classifier --out out/classifier.model
      """)

  @OptionGroup var training: EpisodeTrainingOptions

  func run() throws {
    try reportingMistakes {
      try training.check()
      var classifiers = ClassifierTraining(episodes: training.episodes)
      classifiers.falseAlarmsPerHour = training.falseAlarms
      classifiers.seed = training.options.seed
      let classifier = try classifiers.run(threads: training.options.threads) { Console.progress($0) }
      Console.clearProgress()
      try classifier.model.write(to: training.out)
      let model = classifier.model
      Console.print(
        "forest \(model.forest.treeCount) trees, boosted \(model.boosted.roundCount) rounds; weight of the forest "
          + "\(model.forestWeight), temperature \(String(format: "%.2f", model.temperature)), alarm below P(healthy) "
          + "\(model.normalThreshold)")
      Console.error("model: \(training.out)")
    }
  }
}

/// `forescale evaluate classifier`.
struct EvaluateClassifier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Judges a classifier of anomalies on test episodes: tables and confusion matrices.",
    discussion: """
      Test episodes are drawn from the ranges of training; in shifted ones severity, load shape or service (at least \
      one of them) come from ranges that no training episode has.

      EXAMPLE
        forescale evaluate classifier --model out/classifier.model --plots out/plots
      """)

  @OptionGroup var test: EpisodeTestOptions

  @Flag(help: "Also shuffle each feature and tell the twenty whose order matters most; takes minutes.")
  var importance = false

  func run() throws {
    try reportingMistakes {
      let classifier = try AnomalyClassifier(contentsOf: test.model)
      let (seed, threads) = (test.options.seed, test.options.threads)
      let evaluations = try test.each { part in
        try ClassifierEvaluation(
          of: classifier, part: part, count: test.episodes, seed: seed, threads: threads)
      }
      Console.print(DiagnosisTables.summary(evaluations, color: Console.colors))
      for evaluation in evaluations {
        Console.print("\n\(evaluation.part.rawValue): \(falseAlarms(evaluation))\n")
        Console.print(DiagnosisTables.types(evaluation, color: Console.colors))
        for (matrix, unit) in [(evaluation.windows, "scrapes"), (evaluation.diagnoses(), "episodes")] {
          let drawn = try ChartNews.draw {
            try Charts.write(
              confusion: matrix, names: AnomalyClassifier.classNames,
              name: "confusion-\(evaluation.part.rawValue)-\(unit)",
              title:
                "\(evaluation.part.rawValue) \(unit): accuracy \(String(format: "%.1f", 100 * matrix.accuracy)) %, "
                + "majority \(String(format: "%.1f", 100 * matrix.majorityAccuracy)) %", folder: test.plots)
          }
          if drawn.hasPictures { Console.error("chart: \(drawn.paths[0])") }
        }
        let drawn = try ChartNews.draw { try Charts.write(detection: evaluation, folder: test.plots) }
        if drawn.hasPictures { Console.error("chart: \(drawn.paths[0])") }
      }
      if importance {
        Console.progress("shuffling features")
        let importances = try ClassifierEvaluation.importance(
          of: classifier, episodes: test.episodes, seed: seed, threads: threads)
        Console.clearProgress()
        Console.print("\n" + DiagnosisTables.importance(importances, most: 20, color: Console.colors))
      }
    }
  }

  private func falseAlarms(_ evaluation: ClassifierEvaluation) -> String {
    let hours = evaluation.episodes.reduce(0) { $0 + $1.healthySeconds } / 3600
    return String(
      format: "%.2f false alarms an hour over %.0f healthy hours", evaluation.falseAlarmsPerHour, hours)
  }
}
