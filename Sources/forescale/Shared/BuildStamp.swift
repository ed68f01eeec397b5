import Foundation
import Reporting
import Writing

/// Which commit this program was built from, as `./forescale build` notes it beside the program.
///
/// The note names the program by its size and date, so that one that was built without it (`swift build`) does not pass for
/// another: then nothing is known.
struct BuildStamp {
  var revision = "unknown"
  var tree = Provenance.Tree.unknown
  var built = "unknown"

  /// This program's.
  static let current = BuildStamp(of: Bundle.main.executablePath ?? CommandLine.arguments[0])

  /// The stamp of the program at `path`: `revision`, `tree`, `built`, `size` and `modified`, a line each.
  init(of path: String) {
    let program = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let text = try? String(contentsOfFile: program + ".stamp", encoding: .utf8) else { return }
    let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
      let words = line.split(separator: " ", maxSplits: 1)
      return words.count == 2 ? (String(words[0]), String(words[1])) : nil
    }
    let values = Dictionary(pairs, uniquingKeysWith: { $1 })
    var found = stat()
    guard stat(program, &found) == 0, values["size"] == "\(found.st_size)",
      values["modified"] == "\(Self.modified(found))"
    else { return }
    revision = values["revision"] ?? revision
    tree = values["tree"].flatMap(Provenance.Tree.init) ?? tree
    built = values["built"] ?? built
  }

  private static func modified(_ found: stat) -> Int {
    found.st_mtim.tv_sec
  }
}

extension BuildStamp {
  /// The version of Forescale.
  static let version = "0.1.0"

  /// The command and the build that it is of, to be stored beside what it wrote.
  static var origin: Provenance {
    // as it was given
    let words = ["forescale"] + CommandLine.arguments.dropFirst()
    return Provenance(
      command: words.map { Escape.shell($0) }.joined(separator: " "), version: version,
      revision: current.revision, tree: current.tree, built: current.built)
  }
}
