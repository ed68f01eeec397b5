extension Escape {
  /// `text` inside an element or a quoted attribute of HTML. NUL, which HTML cannot hold, becomes U+FFFD; what turns the order of
  /// the text after it is written out, as `\u202e`.
  public static func html(_ text: String) -> String {
    scalars(of: text) { scalar in
      switch scalar {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\"": "&quot;"
      case "'": "&#39;"
      // readers turn a carriage return into a line feed, not its number
      case "\r": "&#13;"
      case "\0": String(stranger)
      case _ where scalar.turnsOrder: scalar.escaped
      default: nil
      }
    }
  }

  /// `text` inside an element or a quoted attribute of XML, such as SVG. What XML 1.0 cannot hold becomes U+FFFD: controls but
  /// tab and line ends, and the noncharacters U+FFFE and U+FFFF.
  public static func xml(_ text: String) -> String {
    scalars(of: text) { scalar in
      switch scalar.value {
      case 0x3C: "&lt;"
      case 0x3E: "&gt;"
      case 0x26: "&amp;"
      case 0x22: "&quot;"
      case 0x27: "&#39;"
      case 0x09: "&#9;"
      case 0x0A: "&#10;"
      case 0x0D: "&#13;"
      case 0..<0x20, 0xFFFE, 0xFFFF: String(stranger)
      default: nil
      }
    }
  }

  /// The JSON document `text` inside HTML's element `script`, which it cannot end.
  public static func script(json text: String) -> String {
    scalars(of: text) { scalar in
      switch scalar {
      case "<": "\\u003c"
      case "\u{2028}": "\\u2028"
      case "\u{2029}": "\\u2029"
      default: nil
      }
    }
  }

  /// `text` as the message of a workflow command of GitHub Actions.
  public static func workflowCommand(_ text: String) -> String {
    scalars(of: text) { $0 == "%" ? "%25" : $0 == "\r" ? "%0D" : $0 == "\n" ? "%0A" : nil }
  }
}
