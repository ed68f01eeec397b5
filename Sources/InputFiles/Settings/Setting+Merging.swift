extension Setting {
  /// The keys of several kinds in one list, each once, with the names of those that have it in front of what it means there.
  ///
  /// Where kinds differ in default or range, each one's stands beside its name; what is allowed at all is what any allows.
  public static func merged(_ kinds: [(name: String, settings: [Setting])]) -> [Setting] {
    var order: [String] = []
    var variants: [String: [(setting: Setting, names: [String])]] = [:]
    for kind in kinds {
      for setting in kind.settings {
        if variants[setting.key] == nil { order.append(setting.key) }
        if let known = variants[setting.key]?.firstIndex(where: { $0.setting == setting }) {
          variants[setting.key]?[known].names.append(kind.name)
        } else {
          variants[setting.key, default: []].append((setting, [kind.name]))
        }
      }
    }
    return order.map { merged(variants[$0] ?? []) }
  }

  private static func merged(_ variants: [(setting: Setting, names: [String])]) -> Setting {
    let first = variants[0].setting
    let form = variants.dropFirst().reduce(first.form) { $0.joined($1.setting.form) }
    let isSame = variants.allSatisfy { $0.setting.fallback == first.fallback }
    func head(_ variant: (setting: Setting, names: [String])) -> String {
      let own = variant.setting
      let notes = [
        own.isRequired ? "needed" : nil,
        isSame ? nil : own.fallback.map { "default \(own.form.format($0))" },
        own.form == form ? nil : own.form.limits.map { $0.prefix(1).lowercased() + $0.dropFirst() },
      ].compactMap { $0 }
      return variant.names.joined(separator: ", ")
        + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
    }
    let summaries = variants.map(\.setting.summary).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let text = summaries.map { summary in
      variants.filter { $0.setting.summary == summary }.map(head).joined(separator: ", ") + ": " + summary
    }.joined(separator: " ")
    return Setting(
      first.key, form, text, default: isSame ? first.fallback : nil,
      example: variants.lazy.compactMap(\.setting.example).first)
  }
}

extension Setting.Form {
  /// What either allows; this one where they have nothing in common.
  fileprivate func joined(_ other: Self) -> Self {
    switch (self, other) {
    case (.quantity(let unit, let a), .quantity(let other, let b)) where unit == other:
      .quantity(unit, Self.hull(a, b))
    case (.whole(let a), .whole(let b)): .whole(Self.hull(a, b))
    case (.percent(let a), .percent(let b)): .percent(Self.hull(a, b))
    case (.choice(let a), .choice(let b)): .choice(a + b.filter { !a.contains($0) })
    default: self
    }
  }

  private static func hull<Bound>(_ a: ClosedRange<Bound>, _ b: ClosedRange<Bound>) -> ClosedRange<Bound> {
    min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
  }
}
