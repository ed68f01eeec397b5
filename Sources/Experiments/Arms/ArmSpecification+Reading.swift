import Autoscaling
import Foundation
import InputFiles
import Workloads

extension ArmSpecification {
  /// The arms of a scenario, with the members of those that combine others.
  static func arms(
    _ readers: [YAMLReader], forecasters: [String], limits: ClosedRange<Int>, folder: String
  ) -> [ArmSpecification] {
    let arms = readers.map { ArmSpecification($0, forecasters: forecasters, limits: limits, folder: folder) }
    return zip(arms, readers).map { arm, reader in
      var arm = arm
      for setting in arm.kind.settings where setting.form == .arms {
        for (index, name) in arm.settings.texts(setting.key).enumerated() {
          guard let member = arms.first(where: { $0.name == name }) else {
            let near = nearestName(to: name, among: arms.map(\.name)).map { " (did you mean '\($0)'?)" } ?? ""
            reader.note("\(setting.key)[\(index)]", "'\(name)' is not among the arms\(near)")
            continue
          }
          if member.kind.knowledge == .future || member.kind.settings.contains(where: { $0.form == .arms }) {
            reader.note(
              "\(setting.key)[\(index)]",
              "'\(name)' (\(member.policy)) cannot be a member: members decide by themselves, from metrics or forecasts"
            )
          }
          arm.members.append(member)
        }
      }
      return arm
    }
  }

  /// Reads and checks one arm.
  ///
  /// - Parameters:
  ///   - name: Its name, where it is not said in the file.
  ///   - forecasters: Names of the scenario's.
  ///   - limits: The replicas that may be asked for.
  ///   - folder: Where paths are relative to.
  init(
    _ reader: YAMLReader, name: String? = nil, forecasters: [String], limits: ClosedRange<Int>, folder: String
  ) {
    defer { reader.finish() }
    let mistakes = reader.mistakes
    let name = name ?? reader.text("name")
    let names = PolicyRegistry.kinds.map { $0.name }
    let policy = reader.choice("policy", among: names)
    let kind = PolicyRegistry.kind(policy) ?? PolicyRegistry.kinds[0]
    self.init(name: name, policy: kind.name)
    let own = kind.settings
    // keys of other kinds are known, so that a wrong one is told from a misspelt one
    for setting in PolicyRegistry.settings {
      guard let mine = own.first(where: { $0.key == setting.key }) else {
        if reader.isGiven(setting.key), reader.mistakes == mistakes {
          let keys = own.map(\.key).sorted().joined(separator: ", ")
          reader.note(
            setting.key,
            "a key of other policies; \(kind.name) has \(keys.isEmpty ? "none of its own" : keys)")
        }
        if case .table(let columns) = setting.form { reader.ask(setting.key, columns.map(\.key)) }
        continue
      }
      settings[mine.key] = reader.value(mine, forecasters: forecasters, folder: folder) ?? mine.fallback
    }
    tune = reader.flag("tune", default: false)
    healing = Scenario.healing(reader)
    // its model is a file beside the results
    if needsPredictor { reader.checkFileName(name, at: "name") }
    // what was not understood is not judged
    guard reader.mistakes == mistakes else { return }
    for (key, problem) in kind.problems(settings, limits: limits) { reader.note(key, problem) }
    guard tune else { return }
    if settings["manifest"] != nil {
      reader.note("tune", "a manifest is run as it is; it has no knob to tune")
    } else if kind.knob == .none {
      reader.note("tune", "a \(kind.name) arm has no knob to tune")
    }
  }
}

extension YAMLReader {
  /// Looks for keys of entries that nobody has, so that they are known.
  fileprivate func ask(_ key: String, _ columns: [String]) {
    for column in columns { markKnown("\(key)[0].\(column)") }
  }

  /// The value of a setting; nil where it is not given.
  fileprivate func value(_ setting: PolicySetting, forecasters: [String], folder: String) -> ManifestValue? {
    let key = setting.key
    if case .table(let columns) = setting.form {
      let entries = list(key, required: setting.isRequired)
      if entries.isEmpty { ask(key, columns.map(\.key)) }
      return entries.isEmpty
        ? nil
        : .array(
          entries.map { entry in
            defer { entry.finish() }
            return .object(
              columns.reduce(into: [:]) {
                $0[$1.key] = entry.value($1, forecasters: forecasters, folder: folder)
              })
          })
    }
    guard isGiven(key) else {
      if setting.isRequired { note(key, setting.whatIsMissing) }
      return nil
    }
    switch setting.form {
    case .number(let range): return .number(quantity(key, .number, in: range))
    case .whole(let range): return .integer(Int64(whole(key, in: range)))
    case .percent(let range): return .integer(Int64(percent(key, in: range)))
    case .share(let range): return .number(quantity(key, .share, in: range))
    case .duration(let range): return .number(quantity(key, .duration, in: range))
    case .choice(let words): return .string(choice(key, among: words))
    case .flag: return .bool(flag(key, default: false))
    case .text: return .string(text(key))
    case .texts, .arms: return .array(strings(key).map { .string($0) })
    case .wholes(let range):
      return .array(
        quantities(key, .number, default: [], in: Double(range.lowerBound)...Double(range.upperBound)).map {
          .integer(Int64($0.rounded()))
        })
    case .forecaster:
      let name = text(key)
      checkForecaster(name, at: key, among: forecasters)
      return .string(name)
    case .forecasters:
      let names = strings(key)
      for (index, name) in names.enumerated() {
        checkForecaster(name, at: "\(key)[\(index)]", among: forecasters)
      }
      return .array(names.map { .string($0) })
    case .manifest: return manifest(key, folder: folder)
    case .signals:
      let signals: [String: HPASignal] = choices(key)
      return .object(signals.mapValues { .string($0.rawValue) })
    case .table: return nil
    }
  }

  private func checkForecaster(_ name: String, at key: String, among names: [String]) {
    guard !name.isEmpty, !names.contains(name) else { return }
    let near = nearestName(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    note(
      key,
      names.isEmpty
        ? "'\(name)' is no forecaster; there is none"
        : "'\(name)' is not among the forecasters, which are \(names.joined(separator: ", "))\(near)")
  }

  /// A manifest written here, or in the file whose path stands here.
  private func manifest(_ key: String, folder: String) -> ManifestValue? {
    guard let node = tree(key) else { return nil }
    let object = HPAManifest.value(node)
    guard case .string(let path) = object else { return object }
    do {
      return try HPAManifest.read(path: path.path(in: folder))
    } catch {
      for issue in error.issues { note(key, issue) }
      return nil
    }
  }
}

extension PolicySetting {
  /// What to say where a required key is not given.
  fileprivate var whatIsMissing: String {
    switch form {
    case .forecaster: "missing; the name of a forecaster is expected"
    case .forecasters: "missing; a list of names of forecasters is expected"
    case .choice(let words): "missing; allowed are \(words.joined(separator: ", "))"
    case .texts: "missing; a list of texts is expected"
    case .share: "missing; \(Unit.share.example) is expected"
    case .duration: "missing; \(Unit.duration.example) is expected"
    case .whole(let range), .percent(let range):
      "missing; a whole number from \(range.lowerBound) to \(range.upperBound) is expected"
    default: "missing"
    }
  }
}
