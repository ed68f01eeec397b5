import Writing
import Yams

extension Node {
  /// A text in double quotes, which YAML takes for nothing else whatever it holds: libyaml writes each scalar that is no plain
  /// sign by its number.
  static func text(_ text: String) -> Node { Node(text, Tag(.str), .doubleQuoted) }
}

extension Escape {
  /// `text` as a scalar of YAML, on one line.
  static func yaml(_ text: String) -> String {
    // a scalar can always be written; the options keep it from being folded
    let written = (try? Yams.serialize(node: .text(text), width: -1)) ?? "\"\""
    return String(written.unicodeScalars.prefix { $0 != "\n" })
  }
}
