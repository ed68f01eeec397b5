import Foundation

/// A fenced block of a page, with the comment above it that readers do not see.
struct PageBlock {
  /// What the comment above a block says is done with it.
  enum Marker: Equatable {
    /// `<!-- run -->`: a command that has to end with exit code 0.
    case run
    /// `<!-- run small -->`: the same on scenarios made small, since it takes minutes otherwise.
    case runSmall
    /// `<!-- run slow -->`: small as well, and still minutes, so only where `FORESCALE_LONG_TESTS=1`, and reported as skipped elsewhere.
    case runSlow
    /// `<!-- not run: reason -->`.
    case notRun(String)
    /// `<!-- file: name -->`: the block is a file, which is written before what follows runs.
    case file(String)
    /// `<!-- output -->`: each of its lines is in what the last command printed; `…` stands for anything.
    case output
  }

  /// Line of the fence, from 1.
  var line: Int
  /// The word behind the fence; empty where there is none.
  var language: String
  /// What is between the fences.
  var text: String
  /// The comment's meaning; nil where there is none.
  var marker: Marker?

  /// Whether it is for a shell.
  var isCommand: Bool { ["sh", "bash", "shell", "console"].contains(language) }

  /// What readers type, at the beginning of a line.
  private static let commands = ["./forescale ", "forescale ", "swift build", "swift test", "python3 ", "$ "]

  /// The fenced blocks of a page, and what is wrong with how commands are marked.
  static func blocks(of page: String) -> (blocks: [PageBlock], problems: [String]) {
    var blocks: [PageBlock] = []
    var problems: [String] = []
    var open: PageBlock?
    var above = ""
    for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          problems += block.problems
          (open, above) = (nil, "")
        } else {
          open = PageBlock(
            line: index + 1, language: String(line.dropFirst(3)), text: "", marker: marker(above))
        }
        continue
      }
      if open != nil {
        open?.text += line + "\n"
      } else if !line.allSatisfy(\.isWhitespace) {
        above = String(line)
        if line.hasPrefix("    "), commands.contains(where: line.dropFirst(4).hasPrefix) {
          problems.append("line \(index + 1): a command stands in a block without a fence marked sh")
        }
      }
    }
    if let open { problems.append("line \(open.line): the fence is never closed") }
    return (blocks, problems)
  }

  private var problems: [String] {
    if isCommand {
      switch marker {
      case .run, .runSmall, .runSlow: return []
      case .notRun(let reason) where reason.count >= 10: return []
      case .notRun: return ["line \(line): say why it is not run"]
      default:
        return ["line \(line): a command needs <!-- run --> or <!-- not run: reason --> above its fence"]
      }
    }
    guard marker != .output else { return [] }
    let lines = text.split(separator: "\n")
    return lines.contains { line in Self.commands.contains(where: line.hasPrefix) }
      ? ["line \(line): a command stands in a fence that is not marked sh"] : []
  }

  private static func marker(_ line: String) -> Marker? {
    guard let match = line.wholeMatch(of: /<!-- (.*) -->/) else { return nil }
    switch match.1 {
    case "run": return .run
    case "run small": return .runSmall
    case "run slow": return .runSlow
    case "output": return .output
    case let text where text.hasPrefix("not run: "): return .notRun(String(text.dropFirst(9)))
    case let text where text.hasPrefix("file: "): return .file(String(text.dropFirst(6)))
    default: return nil
    }
  }
}
