import Foundation

/// The commands and their options, as the command itself tells them to tools.
struct CommandTree: Decodable {
  struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }
      var names: [Name]?
    }
    var commandName: String
    var subcommands: [Command]?
    var arguments: [Argument]?
  }
  var command: Command

  static func read() throws -> CommandTree {
    let outcome = try Binary.run(["--experimental-dump-help"], in: Binary.scratch())
    return try JSONDecoder().decode(CommandTree.self, from: Data(outcome.output.utf8))
  }

  /// What is wrong with a command line, given without the first word; nil where nothing is.
  func problem(with line: String) -> String? {
    // these are verbs of the script
    if ["setup", "build", "test", "format", "docs", "help"].contains(String(line.prefix { !$0.isWhitespace }))
    {
      return nil
    }
    var command = command
    var options: Set<String> = ["--help"]
    for (index, word) in line.split(whereSeparator: \.isWhitespace).map(String.init).enumerated() {
      if let next = command.subcommands?.first(where: { $0.commandName == word }) {
        command = next
        for argument in next.arguments ?? [] {
          for name in argument.names ?? [] { options.insert((name.kind == "long" ? "--" : "-") + name.name) }
        }
        // the default command's options count too
        for inner in next.subcommands ?? [] {
          for argument in inner.arguments ?? [] {
            for name in argument.names ?? [] { options.insert("--" + name.name) }
          }
        }
      } else if index == 0 {
        return "no command '\(word)'"
      } else if word.hasPrefix("--"), !options.contains(String(word.prefix { $0 != "=" })) {
        return "no option \(word)"
      }
    }
    return nil
  }
}
