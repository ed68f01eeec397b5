import InputFiles

/// A table of declared keys in Markdown.
struct KeyTable {
  private(set) var text = "| key | meaning |\n| --- | --- |\n"
  /// Where each declaration stood first.
  private var places: [Setting: String] = [:]

  init(_ keys: [Setting]) { add(keys, under: "") }

  private mutating func add(_ keys: [Setting], under prefix: String) {
    for setting in keys {
      let path = prefix + setting.key
      text += "| `\(path)` | \(meaning(of: setting, at: path)) |\n"
      add(setting.form.keys, under: path + setting.form.step)
    }
  }

  /// The sentences, or where the same declaration stood before if that is shorter.
  private mutating func meaning(of setting: Setting, at path: String) -> String {
    let sentences = setting.sentences + (setting.isRequired ? " **required**" : "")
    guard let place = places[setting] else {
      places[setting] = path
      return sentences
    }
    let reference = "As `\(place)`."
    return reference.count < sentences.count ? reference : sentences
  }
}

extension Setting.Form {
  /// What stands in a path between a key and the keys below it.
  fileprivate var step: String {
    switch self {
    case .table: "[]."
    case .mapping: ".*."
    default: "."
    }
  }
}
