import ArgumentParser
import Experiments
import Workloads
import Writing

/// The command `forescale`.
@main
struct Forescale: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forescale",
    abstract: "Tells with honest statistics whether proactive autoscaling beats the reactive Kubernetes HPA.",
    discussion: """
      A discrete-event cluster simulator replays real and synthetic load under competing autoscalers and measures \
      cost, downtime, scaling time and forecast error.

      Exit codes: 0 done, 1 a check failed, 2 the command or a file is wrong (before anything ran), 3 the run failed or \
      standard output could not be written, 130 interrupted (143 by SIGTERM, 129 by SIGHUP); a sentence says what is kept then.

      forescale help TOPIC prints a page of the documentation, forescale help topics lists them; forescale help man is the \
      manual page (| man -l -).

      EXAMPLE
        forescale run scenarios/google-2019-service.yaml --out out/service.sqlite
      """,
    version: BuildStamp.origin.build,
    subcommands: [
      Run.self, Sweep.self, Compare.self, Map.self, Front.self, Reproduce.self, Report.self, Plot.self,
      Results.self, Backtest.self, Validate.self, Train.self, Evaluate.self, Tune.self, Gate.self,
      Inspect.self, Trace.self,
      Dump.self, Policies.self, Schema.self, Environment.self,
      Conformance.self, Bench.self,
    ])

  static func main() {
    StandardStreams.prepare()
    do {
      try OpenFiles.check()
      Interruption.watch()
      let names = configuration.subcommands.map { $0._commandName }
      if let page = try HelpTopic.page(for: Array(CommandLine.arguments.dropFirst()), commands: names) {
        Console.print(page, newline: false)
      } else {
        var command = try parseAsRoot()
        try command.run()
      }
    } catch let failure as Failure {
      Interruption.endIfAsked()
      Console.error(failure)
      // who reads a table that is not whole must not take a failed check for all of it
      if let unprinted = Console.unprinted {
        Console.error(unprinted)
        exit(withCode: failure.code == 1 ? unprinted.code : failure.code)
      }
      exit(withCode: failure.code)
    } catch {
      // argument-parser's mistakes; help and version are thrown too, with code 0
      if exitCode(for: error) == .success {
        Console.print(fullMessage(for: error))
      } else {
        let mistake = unknownCommand ?? message(for: error)
        Console.error(
          Failure(
            code: 2,
            message: "forescale: \(Sentence.shortened(mistake, to: 900)) (--help tells what is allowed)"))
        exit(withCode: 2)
      }
    }
    if let failure = Console.unprinted {
      Console.error(failure)
      exit(withCode: failure.code)
    }
  }

  /// The help of a command by its name.
  static func help(of name: String) -> String {
    let command = configuration.subcommands.first { $0._commandName == name }
    return command.map { helpMessage(for: $0) } ?? helpMessage()
  }

  /// A sentence with the nearest name where a word that has to be a command is none; nil where all are.
  private static var unknownCommand: String? {
    var command: any ParsableCommand.Type = Self.self
    var path = "forescale"
    for argument in CommandLine.arguments.dropFirst() {
      let word = Escape.line(argument)
      let commands = command.configuration.subcommands
      guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
      // where one command is the default, the word may be what that one takes
      guard command.configuration.defaultSubcommand == nil else { return nil }
      if let next = commands.first(where: { $0._commandName == word }) {
        command = next
        path += " \(word)"
        continue
      }
      let names = commands.map { $0._commandName }
      let near = nearestName(to: word, among: names + ["help"]).map { "; did you mean '\($0)'?" }
      let parent = command == Self.self ? "" : " of \(path)"
      return "'\(word)' is no command\(parent)\(near ?? "; allowed are " + names.joined(separator: ", "))"
    }
    return nil
  }

  private static func exit(withCode code: Int32) -> Never { exit(withError: ExitCode(code)) }
}
