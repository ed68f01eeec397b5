import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import Reporting

/// What the commands of the classifier share.
struct EpisodeOptions: ParsableArguments {
  @Option(help: "The seed of the episodes.")
  var seed: UInt64 = 1

  @Option(help: "Threads; their number changes nothing but the time.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard threads >= 1 else { throw ValidationError("--threads: allowed are whole numbers from 1 up") }
  }
}

/// `forescale train classifier`.
struct TrainClassifier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Trains the classifier of anomalies on episodes of the simulator and saves it.",
    discussion: """
      An episode is half an hour of a random service with one of the 24 faults or none. Of each 28 episodes every type \
      has one and four have no fault.

      EXAMPLE
        forescale train classifier --out out/classifier.model
      """)

  @OptionGroup var options: EpisodeOptions

  @Option(help: "Episodes to learn from; a quarter as many more choose weights and threshold.")
  var episodes = ClassifierTraining().training

  @Option(help: "False alarms an hour that the threshold may cost on validation episodes.")
  var falseAlarms = ClassifierTraining().falseAlarmsPerHour

  @Option(help: "The model file to write.")
  var out: String

  func run() throws {
    try reportingMistakes {
      guard episodes >= 112, falseAlarms >= 0 else {
        throw Failure(
          code: 2,
          message:
            "forescale: --episodes must be at least 112 (four of each type) and --false-alarms at least 0; they are "
            + "\(episodes) and \(falseAlarms)")
      }
      try ResultsDatabase.checkWritable(path: out)
      var training = ClassifierTraining()
      training.training = episodes
      training.validation = max(112, episodes / 4)
      training.falseAlarmsPerHour = falseAlarms
      training.seed = options.seed
      let classifier = try training.run(threads: options.threads) { Console.progress($0) }
      Console.clearProgress()
      try classifier.model.write(to: out)
      let model = classifier.model
      Console.print(
        "forest \(model.forest.treeCount) trees, boosted \(model.boosted.roundCount) rounds; weight of the forest "
          + "\(model.forestWeight), temperature \(String(format: "%.2f", model.temperature)), alarm below P(healthy) "
          + "\(model.normalThreshold)")
      Console.error("model: \(out)")
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

  @OptionGroup var options: EpisodeOptions

  @Option(help: "The model file.")
  var model: String

  @Option(help: "Episodes of each of the two parts.")
  var episodes = 28 * 20

  @Option(help: "The folder for the charts.")
  var plots = "out/plots"

  @Flag(help: "Also shuffle each feature and tell the twenty whose order matters most; takes minutes.")
  var importance = false

  func run() throws {
    try reportingMistakes {
      guard episodes >= 28 else {
        throw Failure(code: 2, message: "forescale: --episodes must be at least 28, is \(episodes)")
      }
      let classifier = try AnomalyClassifier(contentsOf: model)
      let evaluations = try [EpisodePart.test, .shifted].map { part in
        Console.progress("running \(part.rawValue) episodes")
        return try ClassifierEvaluation(
          of: classifier, part: part, count: episodes, seed: options.seed, threads: options.threads)
      }
      Console.clearProgress()
      Console.print(DiagnosisTables.summary(evaluations, color: Console.colors))
      for evaluation in evaluations {
        Console.print("\n\(evaluation.part.rawValue): \(falseAlarms(evaluation))\n")
        Console.print(DiagnosisTables.types(evaluation, color: Console.colors))
        for (matrix, unit) in [(evaluation.windows, "scrapes"), (evaluation.diagnoses(), "episodes")] {
          let paths = try Charts.write(
            confusion: matrix, names: AnomalyClassifier.classNames,
            name: "confusion-\(evaluation.part.rawValue)-\(unit)",
            title:
              "\(evaluation.part.rawValue) \(unit): accuracy \(String(format: "%.1f", 100 * matrix.accuracy)) %, "
              + "majority \(String(format: "%.1f", 100 * matrix.majorityAccuracy)) %", folder: plots)
          Console.error("chart: \(paths[0])")
        }
        if let path = try Charts.write(detection: evaluation, folder: plots).first {
          Console.error("chart: \(path)")
        }
      }
      if importance {
        Console.progress("shuffling features")
        let importances = try ClassifierEvaluation.importance(
          of: classifier, episodes: episodes, seed: options.seed, threads: options.threads)
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
