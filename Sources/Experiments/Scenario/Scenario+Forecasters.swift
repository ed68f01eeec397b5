import Learning
import Workloads
import Writing

extension Scenario {
  /// Reads the forecasters in order; each may be made of those before it.
  static func forecasters(_ readers: [YAMLReader], lead: Double) -> [ForecasterSpecification] {
    readers.reduce(into: []) { $0.append(forecaster($1, lead: lead, before: $0)) }
  }

  private static func forecaster(
    _ reader: YAMLReader, lead: Double, before: [ForecasterSpecification]
  ) -> ForecasterSpecification {
    defer { reader.finish() }
    let names = ForecasterKind.all.map(\.name) + ["external"]
    let name = reader.choice("kind", among: names)
    let kind = ForecasterKind.named(name) ?? ForecasterKind.all[0]
    let target: TargetChoice = reader.choice("target", default: .maximum)
    let step = reader.quantity("step", .duration, default: 60, in: 15...3600)
    let horizon = reader.quantity("horizon", .duration, default: lead, in: 15...86_400)
    if horizon.truncatingRemainder(dividingBy: step) != 0 {
      reader.note("horizon", "\(Unit.duration.format(horizon)) is not a whole multiple of the step")
    }
    let task = ForecastTask(
      target: target == .mean ? .stepMean : .maximumOverHorizon, step: step, horizon: horizon)
    if name == "external" {
      return ForecasterSpecification(
        name: reader.fileName("name"), kind: name, task: task,
        quantiles: reader.quantities("quantiles", .share, default: [0.05, 0.5, 0.95], in: 0.001...0.999),
        hyperparameters: ["input_length": .whole(reader.whole("input_length", default: 30, in: 1...10_000))],
        members: [], process: ExternalCommand(reader))
    }
    var values: [String: HyperparameterValue] = [:]
    for parameter in kind.hyperparameters { values[parameter.name] = value(of: parameter, reader) }
    let specification = ForecasterSpecification(
      name: reader.fileName("name"), kind: kind.name, task: task,
      quantiles: reader.quantities("quantiles", .share, default: [0.05, 0.5, 0.95], in: 0.001...0.999),
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

  private static func value(of parameter: Hyperparameter, _ reader: YAMLReader) -> HyperparameterValue? {
    let key = parameter.name
    guard reader.isGiven(key) else { return parameter.fallback }
    switch parameter.domain {
    case .whole(let range): return .whole(reader.whole(key, in: range))
    case .wholes(let range):
      let numbers = reader.quantities(
        key, .number, default: [], in: Double(range.lowerBound)...Double(range.upperBound))
      if numbers.contains(where: { $0 != $0.rounded() }) { reader.note(key, "whole numbers are expected") }
      return .wholes(numbers.map { Int($0) })
    case .number(let range): return .number(reader.quantity(key, .number, in: range))
    case .share(let range): return .number(reader.quantity(key, .share, in: range))
    case .duration(let range): return .number(reader.quantity(key, .duration, in: range))
    case .choice(let words): return .text(reader.choice(key, among: words))
    case .flag: return .flag(reader.flag(key, default: false))
    }
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
