import ArgumentParser
import Foundation

/// `forescale help man`: the manual page, made from the commands themselves, in the macros of man(7).
enum ManualPage {
  /// What a command tells tools about itself (`--experimental-dump-help`).
  private struct Tool: Decodable {
    var command: Command
  }
  private struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
    var shouldDisplay: Bool?
  }
  private struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
      var text: String { (kind == "long" ? "--" : "-") + name }
    }
    var kind: String
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool
  }

  /// The page as roff: `forescale help man | man -l -` shows it.
  static func text() throws -> String {
    let tool = try JSONDecoder().decode(Tool.self, from: Data(Forescale._dumpHelp().utf8))
    let root = tool.command
    var lines = [
      ".TH FORESCALE 1 \"\" \"forescale \(BuildStamp.version)\" \"User Commands\"",
      ".SH NAME", "forescale \\- \(escaped(lowercased(root.abstract ?? "")))",
      ".SH SYNOPSIS", ".B forescale", ".I command", "[\\fIargument\\fR ...]", ".br", ".B forescale help",
      "[\\fIcommand\\fR | \\fItopic\\fR]",
      ".SH DESCRIPTION",
    ]
    let (description, example) = split(root.discussion ?? "")
    lines += paragraphs(description)
    lines.append(".SH COMMANDS")
    for command in root.subcommands ?? [] { lines += section(command, below: ["forescale"]) }
    lines += [
      ".SH ENVIRONMENT",
      ".TP", ".B NO_COLOR", "If set to anything but nothing, no text is bold or coloured.",
      ".TP", ".B TERM",
      "If it is dumb, there are neither colours nor lines that are overwritten, as where the output is no terminal.",
      ".TP", ".B FORESCALE_ROOT", "The clone, with the folders scenarios, traces and docs.",
      ".TP", ".B FORESCALE_TRACES", "The folder that traces are fetched to.",
      ".SH EXIT STATUS",
      ".TP", ".B 0", "Done.", ".TP", ".B 1", "A check failed.",
      ".TP", ".B 2", "The command or a file is wrong; nothing ran.", ".TP", ".B 3",
      "The run failed, or standard output could not be written.",
      ".TP", ".B 130", "Interrupted (143 by SIGTERM, 129 by SIGHUP); a sentence says what is kept.",
    ]
    if !example.isEmpty { lines += [".SH EXAMPLES", ".nf"] + example.map(escaped) + [".fi"] }
    lines += [".SH SEE ALSO", ".B forescale help topics", "lists the pages of the documentation."]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ command: Command, below path: [String]) -> [String] {
    guard command.commandName != "help", command.shouldDisplay ?? true else { return [] }
    let path = path + [command.commandName]
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && $0.names?.contains { $0.name == "help" || $0.name == "version" } != true
    }
    let synopsis = arguments.map { argument in
      let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
      let name = (argument.names?.first { $0.kind == "long" } ?? argument.names?.first)?.text
      var text =
        switch argument.kind {
        case "flag": "\\fB\(escaped(name ?? ""))\\fR"
        case "option": "\\fB\(escaped(name ?? ""))\\fR \(value)"
        default: value
        }
      if argument.isOptional { text = "[\(text)]" }
      return text
    }
    var lines = [".SS \"\(path.dropFirst().joined(separator: " "))\"", ".B \(path.joined(separator: " "))"]
    lines += synopsis
    lines += [".PP", escaped(command.abstract ?? "")]
    let (description, example) = split(command.discussion ?? "")
    lines += paragraphs(description)
    for argument in arguments {
      let names = argument.names?.map(\.text) ?? []
      let head = names.isEmpty ? argument.valueName ?? "" : names.joined(separator: ", ")
      lines += [".TP", ".B \(escaped(head))", escaped(argument.abstract ?? "")]
      if let value = argument.defaultValue { lines.append("Default: \(escaped(value)).") }
    }
    if !example.isEmpty { lines += [".PP", ".nf"] + example.map(escaped) + [".fi"] }
    for inner in command.subcommands ?? [] { lines += section(inner, below: path) }
    return lines
  }

  /// A discussion without its example, and the lines of that.
  private static func split(_ discussion: String) -> (text: String, example: [String]) {
    guard let range = discussion.range(of: "EXAMPLE\n") else { return (discussion, []) }
    return (
      String(discussion[..<range.lowerBound]),
      discussion[range.upperBound...].split(separator: "\n").map { "    \($0.drop { $0 == " " })" }
    )
  }

  private static func paragraphs(_ text: String) -> [String] {
    text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.flatMap {
      [".PP", escaped(String($0))]
    }
  }

  /// A text in which nothing is a command of roff: hyphens can be copied, and no line begins with a point.
  private static func escaped(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  private static func lowercased(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst().trimmingCharacters(in: ["."])
  }
}
