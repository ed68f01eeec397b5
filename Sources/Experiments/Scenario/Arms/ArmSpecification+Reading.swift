import Autoscaling
import ClusterSimulation
import Foundation
import InputFiles
import Workloads

extension ArmSpecification {
  /// The keys that an arm may have: those of each policy with the policies that have them.
  static let keys =
    [
      Setting(
        "name", .text, "Name in tables; unique. The first arm is the baseline of the comparison.",
        isRequired: true),
      Setting(
        "policy", .choice(PolicyRegistry.kinds.map { $0.name }),
        "Who decides; `forescale policies` lists them with their keys, [policies](policies.md) says what they do.",
        isRequired: true),
    ] + settingsOfKinds + [
      Setting(
        "tune", .flag, "Whether the arm's one knob is tuned to the violation budget on the validation part.",
        default: false),
      Setting(
        "healing",
        .choiceOrSection(HealingSpecification.Kind.allCases.map(\.rawValue), Scenario.healingKeys),
        "What watches over the service and acts on anomalies, and how the cluster is set up against them "
          + "([healing](healing.md)): a name, or a mapping with `kind` and the parameters of that kind. Default none."
      ),
    ]

  /// The keys of an arm that scales a neighbour, whose name is the neighbour's.
  static let neighbourKeys = keys.filter { $0.key != "name" }.map {
    $0.key == "healing" ? Setting("healing", .any, "Not for neighbours.") : $0
  }

  private static let settingsOfKinds = Setting.merged(PolicyRegistry.kinds.map { ($0.name, $0.settings) })

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
  ///   - name: The neighbour's that it scales; nil for an arm of the scenario, which says its own.
  ///   - forecasters: Names of the scenario's.
  ///   - limits: The replicas that may be asked for.
  ///   - folder: Where paths are relative to.
  init(
    _ reader: YAMLReader, name: String? = nil, forecasters: [String], limits: ClosedRange<Int>, folder: String
  ) {
    defer { reader.finish() }
    let mistakes = reader.mistakes
    let isNeighbour = name != nil
    let name = name ?? reader.text("name")
    let policy = reader.word("policy")
    let kind = PolicyRegistry.kind(policy) ?? PolicyRegistry.kinds[0]
    self.init(name: name, policy: kind.name)
    let own = kind.settings
    // keys of other kinds are known, so that a wrong one is told from a misspelt one
    for setting in Self.settingsOfKinds {
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
      settings[mine.key] = reader.value(mine, forecasters: forecasters, folder: folder)
      // a scenario as it is stored, and so its digest, has named this one default all along, and names no other
      if settings[mine.key] == nil, mine == .stabilization {
        settings[mine.key] = mine.fallback.map { ManifestValue($0) }
      }
    }
    tune = reader.flag("tune")
    if !isNeighbour {
      healing = Scenario.healing(reader)
    } else if reader.isGiven("healing") {
      reader.note("healing", "a neighbour is not healed")
    }
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

  /// The value of a policy's setting; nil where it is not given.
  fileprivate func value(_ setting: Setting, forecasters: [String], folder: String) -> ManifestValue? {
    let key = setting.key
    switch setting.form {
    case .table(let columns):
      let entries = list(setting)
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
    case .manifest: return manifest(key, folder: folder)
    case .mapping:
      return isGiven(key) ? .object(choices(setting).mapValues { .string($0) }) : nil
    default: break
    }
    guard let value = value(setting) else { return nil }
    switch (setting.form, value) {
    case (.forecaster, .text(let name)): checkForecaster(name, at: key, among: forecasters)
    case (.forecasters, .texts(let names)):
      for (index, name) in names.enumerated() {
        checkForecaster(name, at: "\(key)[\(index)]", among: forecasters)
      }
    default: break
    }
    return ManifestValue(value)
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
