import Foundation
import Workloads

/// `forescale help TOPIC`: the pages of `docs/`.
enum HelpTopic {
  /// The page that the arguments ask for; nil where they ask for a command's help, or for something else.
  static func page(for arguments: [String], commands: [String]) throws -> String? {
    guard arguments.first == "help", arguments.count == 2 else { return nil }
    let topic = arguments[1]
    guard !commands.contains(topic), !topic.hasPrefix("-") else { return nil }
    let folder = try Home.path() + "/docs"
    let topics = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
    if topic == "topics" { return topics.joined(separator: "\n") + "\n" }
    guard topics.contains(topic),
      let text = try? String(contentsOfFile: "\(folder)/\(topic).md", encoding: .utf8)
    else {
      let near = nearestName(to: topic, among: topics + commands).map { "; did you mean '\($0)'?" } ?? ""
      throw Failure(
        code: 2,
        message:
          "forescale: help: '\(topic)' is no command and no topic\(near) (forescale help topics lists them)")
    }
    return text
  }
}
