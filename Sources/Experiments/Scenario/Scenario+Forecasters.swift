import InputFiles
import Learning
import Workloads
import Writing

extension Scenario {
  /// The keys that each forecaster may have, whatever its kind.
  private static let ownForecasterKeys = [
    Setting("name", .text, "Name in tables; unique.", isRequired: true),
    Setting(
      "kind", .choice(ForecasterKind.all.map(\.name) + [externalForecaster]),
      "What it is; [forecasters](forecasters.md) tells what each does.", isRequired: true),
    Setting(
      "target", .choice(of: TargetChoice.self),
      "Which figure of the future: the largest point up to the horizon, or the point that ends there.",
      default: .text(TargetChoice.maximum.rawValue)),
    Setting("step", .duration(15...3600), "Length of one point.", default: 60),
    Setting(
      "horizon", .duration(15...86_400),
      "How far ahead; a whole multiple of the step. Default the actuation lead (metric resolution + lag + sync + start-up), "
        + "rounded up to whole minutes."),
    Setting(
      "quantiles", .quantities(.share, 0.001...0.999), "Probabilities that are forecast, ascending.",
      default: .numbers([0.05, 0.5, 0.95])),
  ]
  private static let externalForecaster = "external"
  private static let externalKeys = [Setting.inputLength(30)] + ExternalCommand.keys
  private static let members = Setting(
    "of", .forecasters,
    "The forecasters that this one is made of, by name, from among those before it: one for conformal, of the same target, "
      + "step and horizon. They are fitted again for it.")

  /// The keys that a forecaster may have: those of each kind with the kinds that have them.
  static let forecasterKeys =
    ownForecasterKeys
    + Setting.merged(
      ForecasterKind.all.map { kind in
        (kind.name, (kind.members.upperBound > 0 ? [members] : []) + kind.hyperparameters)
      } + [(externalForecaster, externalKeys)])

  /// Reads the forecasters in order; each may be made of those before it.
  static func forecasters(_ readers: [YAMLReader], lead: Double) -> [ForecasterSpecification] {
    readers.reduce(into: []) { $0.append(forecaster($1, lead: lead, before: $0)) }
  }

  private static func forecaster(
    _ reader: YAMLReader, lead: Double, before: [ForecasterSpecification]
  ) -> ForecasterSpecification {
    defer { reader.finish() }
    let name = reader.word("kind")
    let kind = ForecasterKind.named(name) ?? ForecasterKind.all[0]
    let target: TargetChoice = reader.choice("target")
    let step = reader.number("step")
    let horizon = reader.number("horizon", default: lead)
    if horizon.truncatingRemainder(dividingBy: step) != 0 {
      reader.note("horizon", "\(SettingUnit.duration.format(horizon)) is not a whole multiple of the step")
    }
    let task = ForecastTask(
      target: target == .mean ? .stepMean : .maximumOverHorizon, step: step, horizon: horizon)
    if name == externalForecaster {
      return ForecasterSpecification(
        name: reader.fileName("name"), kind: name, task: task,
        quantiles: reader.numbers("quantiles"),
        hyperparameters: [
          "input_length": .whole(reader.whole(Setting.inputLength(30)))
        ],
        members: [], process: ExternalCommand(reader))
    }
    var values: [String: SettingValue] = [:]
    for parameter in kind.hyperparameters {
      values[parameter.key] = reader.value(parameter) ?? parameter.fallback
    }
    let specification = ForecasterSpecification(
      name: reader.fileName("name"), kind: kind.name, task: task,
      quantiles: reader.numbers("quantiles"),
      hyperparameters: values, members: members(of: kind, reader, task: task, before: before))
    // What no range of one value can say, such as probabilities that do not ascend.
    if reader.isSound, let problem = try? specification.configuration(seed: 1).problem {
      reader.note("", problem)
    }
    return specification
  }

  private enum TargetChoice: String, CaseIterable {
    case mean = "step-mean"
    case maximum = "maximum-over-horizon"
  }

  private static func members(
    of kind: ForecasterKind, _ reader: YAMLReader, task: ForecastTask, before: [ForecasterSpecification]
  ) -> [ForecasterSpecification] {
    guard kind.members.upperBound > 0 else { return [] }
    let names = reader.strings("of")
    if !names.isEmpty, !kind.members.contains(names.count) {
      reader.note("of", "\(kind.members.upperBound) at most, found \(names.count)")
    }
    let known = before.map(\.name)
    return names.enumerated().compactMap { index, name in
      guard let member = before.first(where: { $0.name == name }) else {
        let near = nearestName(to: name, among: known).map { " (did you mean '\($0)'?)" } ?? ""
        let allowed = known.isEmpty ? "there are none" : "which are \(known.joined(separator: ", "))"
        reader.note(
          "of[\(index)]", "'\(name)' is not among the forecasters before this one, \(allowed)\(near)")
        return nil
      }
      if member.process != nil {
        reader.note("of[\(index)]", "'\(name)' is external, and those are fitted by themselves")
      }
      if member.task != task {
        reader.note(
          "of[\(index)]", "'\(name)' forecasts something else; target, step and horizon have to be the same")
      }
      return member
    }
  }
}

extension YAMLReader {
  /// A name under which a file is written too, such as a model beside the results.
  func fileName(_ key: String) -> String {
    let name = text(key)
    checkFileName(name, at: key)
    return name
  }

  /// Notes a mistake where a name cannot be a file's.
  func checkFileName(_ name: String, at key: String) {
    if !name.isEmpty, let problem = FileName.problem(name) {
      note(key, "'\(Escape.line(name, limit: 60))' \(problem)")
    }
  }
}
