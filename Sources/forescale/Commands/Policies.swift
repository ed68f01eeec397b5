import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import InputFiles

/// `forescale policies`.
struct Policies: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the policies that arms of a scenario can have, and their keys.",
    discussion: """
      EXAMPLE
        forescale policies mpc
      """)

  @Argument(
    help: "Names of policies; all by default.", completion: .list(PolicyRegistry.kinds.map { $0.name }))
  var names: [String] = []

  func run() throws {
    let known = PolicyRegistry.kinds.map { $0.name }
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw Failure(
        code: 2,
        message: "forescale: '\(unknown)' is no policy; there are \(known.joined(separator: ", "))")
    }
    let chosen = PolicyRegistry.kinds.filter { names.isEmpty || names.contains($0.name) }
    Console.print(chosen.map { Self.text($0) }.joined(separator: "\n\n"))
  }

  private static func text(_ kind: any PolicyKind.Type) -> String {
    let width = kind.settings.map(\.key.count).max() ?? 0
    func rows(_ settings: [Setting], _ indent: String) -> [String] {
      settings.flatMap { setting -> [String] in
        let key = setting.key.padding(toLength: width, withPad: " ", startingAt: 0)
        let row = "\(indent)\(key)  \(setting.sentences)\(setting.isRequired ? " Required." : "")"
        guard case .table(let columns) = setting.form else { return [row] }
        return [row] + rows(columns, indent + "  ")
      }
    }
    var lines = ["\(kind.name): \(kind.summary)"]
    if kind.knowledge == .future { lines.append("  It sees the load to come: a bound, not a policy.") }
    lines += rows(kind.settings, "  ")
    if kind.knob != .none {
      lines.append("  Tuned (tune: true) by its \(kind.knob == .target ? "target" : "headroom").")
    }
    return lines.joined(separator: "\n")
  }
}
