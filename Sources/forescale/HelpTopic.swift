import Foundation
import Workloads

/// `forescale help TOPIC`: the pages of `docs/`, and the manual page.
enum HelpTopic {
  /// The page that the arguments ask for; nil where they ask for a command's help, or for something else.
  ///
  /// A page is named as its file below `docs/`, with or without `.md`. A word that is a command as well means the command,
  /// whose help names the page.
  static func page(for arguments: [String], commands: [String]) throws -> String? {
    guard arguments.first == "help", arguments.count == 2 else { return nil }
    let topic = arguments[1]
    guard !topic.hasPrefix("-") else { return nil }
    if topic == "man" { return try ManualPage.text() }
    let topics = try topics()
    if commands.contains(topic) {
      guard topics[topic] != nil else { return nil }
      return Forescale.help(of: topic) + "\n\nThere is a page on it too: forescale help \(topic).md\n"
    }
    if topic == "topics" {
      return topics.keys.sorted().map { commands.contains($0) ? $0 + ".md" : $0 }.joined(separator: "\n")
        + "\nman\n"
    }
    let name = topic.hasSuffix(".md") ? String(topic.dropLast(3)) : topic
    guard let path = topics[name], let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      let near =
        nearestName(to: name, among: topics.keys.sorted() + commands).map { "; did you mean '\($0)'?" } ?? ""
      throw Failure(
        code: 2,
        message:
          "forescale: help: '\(topic)' is no command and no topic\(near) (forescale help topics lists them)")
    }
    // comments are for the tests that run the commands of the page
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !($0.hasPrefix("<!-- ") && $0.hasSuffix(" -->")) }.joined(separator: "\n")
  }

  /// The files of `docs/` by their topics; a folder's README is the topic of the folder.
  private static func topics() throws -> [String: String] {
    let folder = try Home.path() + "/docs"
    var topics: [String: String] = [:]
    for file in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
      guard file.hasSuffix(".md") else { continue }
      let name = file.hasSuffix("/README.md") ? file.dropLast("/README.md".count) : file.dropLast(3)
      topics[String(name)] = "\(folder)/\(file)"
    }
    return topics
  }
}
