extension String {
  /// The text as a sentence may show it: on one line, and cut after 80 characters. Someone's manifest can hold anything.
  var shown: String {
    var text = ""
    for scalar in unicodeScalars.prefix(80) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.count > 80 ? text + "…" : text
  }
}
