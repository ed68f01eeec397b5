import ArgumentParser
import Experiments
import Foundation
import Learning
import Writing

/// What all commands have in common whose models learn from episodes of the simulator.
struct EpisodeOptions: ParsableArguments {
  @Option(help: "The seed of the episodes.")
  var seed: UInt64 = 1

  @Option(help: "Threads; their number changes nothing but the time.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard threads >= 1 else { throw ValidationError("--threads: allowed are whole numbers from 1 up") }
    try checkSeed(seed)
  }
}

/// What those have in common that train.
struct EpisodeTrainingOptions: ParsableArguments {
  @OptionGroup var options: EpisodeOptions

  @Option(help: "Episodes to learn from; a quarter as many more choose what has to be chosen.")
  var episodes = ClassifierTraining().training

  @Option(help: "False alarms an hour that the threshold may cost on validation episodes.")
  var falseAlarms = ClassifierTraining().falseAlarmsPerHour

  @Option(help: "The model file to write.")
  var out: String

  /// Throws unless the numbers will do and the file can be written; nothing runs.
  func check() throws {
    guard 112...1_000_000 ~= episodes, falseAlarms >= 0, falseAlarms.isFinite else {
      throw Failure(
        code: 2,
        message:
          "forescale: --episodes must be 112 (four of each type) to 1000000 and --false-alarms at least 0; they are "
          + "\(episodes) and \(falseAlarms)")
    }
    try ModelFile.checkWritable(out)
    try Output.check(out, as: "--out", takesStreams: false)
    Interruption.say { [out] in "interrupted; no model is written to \(out)" }
  }
}

/// What those have in common that judge.
struct EpisodeTestOptions: ParsableArguments {
  @OptionGroup var options: EpisodeOptions

  @Option(help: "The model file.")
  var model: String

  @Option(help: "Episodes of each of the two parts.")
  var episodes = 20 * EpisodeSpecification.cycle

  @Option(help: "The folder for the charts.")
  var plots = "out/plots"

  /// Judges on test episodes, then on shifted ones.
  func each<Evaluation>(_ judge: (EpisodePart) throws -> Evaluation) throws -> [Evaluation] {
    let least = EpisodeSpecification.cycle
    guard least...1_000_000 ~= episodes else {
      throw Failure(code: 2, message: "forescale: --episodes must be \(least) to 1000000, is \(episodes)")
    }
    Interruption.say { "interrupted; nothing is stored" }
    Inputs.add([model])
    defer { Console.clearProgress() }
    return try [EpisodePart.test, .shifted].map { part in
      Console.progress("running \(part.rawValue) episodes")
      return try judge(part)
    }
  }
}
