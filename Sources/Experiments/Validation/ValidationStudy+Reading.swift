import Autoscaling
import ClusterSimulation
import Foundation
import InputFiles
import Workloads

extension ValidationStudy {
  /// The version of the format that this program reads, as such files give it under `format`.
  public static let format = "forescale/validation/v1"

  private static let conditionKeys = [
    Setting("name", .text, "Name in tables; unique.", isRequired: true),
    Setting("load", .text, "The CSV table of its load, a row a second.", isRequired: true),
    Setting(
      "load_rows", .mapping(of: .scalar), "What the rows of its load say, by column. Default all rows."),
    Setting("arm", .text, "The arm that scales. Default the first."),
    Setting("forecast", .text, "The forecast of a recorded arm, instead of the arm's own."),
    Setting("settings", .mapping(of: .scalar), "Numbers of the arm's settings that are others here, by key."),
    Setting("code", .text, "What the measured runs call it. Default its name."),
    Setting("rows", .mapping(of: .scalar), "What else the rows of its runs say, by column."),
    Setting(
      "label_shift", .whole(-60...60),
      "By how many seconds the records of commands and pods are labelled too early.", default: 0),
  ]

  private static let figureKeys = [
    Setting("figure", .choice(of: ValidationFigure.self), "The simulated figure.", isRequired: true),
    Setting("column", .text, "Its column in the tables. Default its name."),
    Setting("of_table", .flag, "Whether it stands in `measured.table` instead of the runs.", default: false),
    Setting("exact", .flag, "Whether the means have to be equal (to 1e-5).", default: false),
    Setting("factor", .number(1...1000), "Enough: the larger mean over the smaller one is at most this."),
    Setting("share", .share(0...10), "Enough: the means differ by at most such a share of the measured one."),
    Setting("slack", .number(0...1e12), "Enough: the means differ by at most so much."),
    Setting(
      "range", .flag, "Enough: the simulated mean lies between the least and the largest measured run.",
      default: false),
    Setting(
      "margin", .share(0.001...10), "Margin of the equivalence test, as a share of the measured mean.",
      default: 0.5),
  ]

  private static let contrastKeys = [
    Setting("name", .text, "Name in tables.", isRequired: true),
    Setting("from", .text, "A condition.", isRequired: true),
    Setting("to", .text, "The condition of which the other is subtracted.", isRequired: true),
    Setting("less", .texts, "Two conditions, from and to, whose difference is subtracted: an interaction."),
    Setting("figure", .choice(of: ValidationFigure.self), "The figure.", isRequired: true),
    Setting("expect", .choice(of: Direction.self), "What the measured runs found.", isRequired: true),
  ]

  /// The keys of such a file, in the order of its page.
  public static let keys: [Setting] = [
    Setting("format", .constant(format), "The version of this format."),
    Setting("name", .text, "Name in tables and results.", isRequired: true),
    Setting("description", .text, "What was measured, in a sentence or two."),
    Setting(
      "service", .section(Scenario.serviceKeys), "The service, as in a [scenario](scenario.md).",
      isRequired: true),
    Setting("nodes", .section(Scenario.nodeKeys), "The nodes, as in a scenario.", isRequired: true),
    Setting("control", .section(Scenario.controlKeys), "Metrics and the control loop, as in a scenario."),
    Setting("arms", .table(ArmSpecification.keys), "The controllers, as in a scenario.", isRequired: true),
    Setting(
      "load",
      .section([
        Setting("rate", .text, "Column of the requests a second.", default: "target_rps"),
        Setting(
          "count", .text, "Column of the requests that are sent in the second. Default the rounded rate."),
        Setting(
          "start", .text,
          "Column of where a row begins, in seconds; with `end`. Default a row a second from 0 on."),
        Setting("end", .text, "Column of where it ends."),
        Setting(
          "arrivals", .choice(["even", "poisson"]),
          "Whether they come at even distances, as many load generators send, or at random.", default: "even"),
      ]), "How the tables of loads are read."),
    Setting("conditions", .table(conditionKeys), "What was run.", isRequired: true),
    Setting(
      "measured",
      .section([
        Setting("runs", .texts, "CSV tables with a row a run.", isRequired: true),
        Setting("condition", .text, "Column of the condition.", default: "condition"),
        Setting(
          "unit", .text, "Column of the repetition, by which contrasts are paired.", default: "repetition"),
        Setting("table", .text, "A CSV table with a row a condition, for figures that do not vary."),
        Setting("table_condition", .text, "Its column of the condition.", default: "condition"),
      ]), "What was measured.", isRequired: true),
    Setting("figures", .table(figureKeys), "What is compared, and what is enough.", isRequired: true),
    Setting("contrasts", .table(contrastKeys), "Differences between conditions that have to come out."),
    Setting("seeds", .whole(2...1000), "Seeds that each condition is run under.", default: 8),
    Setting("calibrated", .texts, "What was fitted to which data: it does not count as predicted."),
    Setting("not_modelled", .texts, "Effects that are left out, and what each would change."),
  ]

  /// Reads and checks a file. Nothing is run.
  ///
  /// - Parameters:
  ///   - path: The YAML file.
  ///   - folder: What the paths in it are relative to.
  /// - Throws: `ScenarioError` with every mistake found.
  public init(path: String, folder: String) throws {
    let issues = IssueList()
    let top = try YAMLReader(
      document: try YAMLReader.text(ofFile: path, name: "validation file"), file: path,
      name: "validation file",
      keys: Self.keys, issues: issues)
    name = top.text("name")
    summary = top.optionalText("description") ?? ""
    let service = top.section("service")
    plant = Scenario.plant(top, service: service)
    plant.service.requests.calls = Scenario.calls(service, from: 0, to: [])
    let limits = plant.service.limits
    let base = ArmSpecification.arms(top.list("arms"), forecasters: [], limits: limits, folder: folder)
    let load = top.section("load")
    self.load = Load(
      rate: load.text("rate"), count: load.optionalText("count"), isEven: load.word("arrivals") == "even",
      start: load.optionalText("start"), end: load.optionalText("end"))
    if (self.load.start == nil) != (self.load.end == nil) {
      load.note("start", "goes with end, and end with start")
    }
    if self.load.start != nil, self.load.count != nil {
      load.note("count", "counts are of seconds; rows with a start and an end have rates alone")
    }
    load.finish()
    (conditions, arms) = Self.conditions(top, base)
    let measured = top.section("measured")
    self.measured = Measured(
      runs: measured.strings("runs"), condition: measured.text("condition"), unit: measured.text("unit"),
      table: measured.optionalText("table"), tableCondition: measured.text("table_condition"))
    measured.finish()
    figures = top.list("figures").map(Self.figure)
    contrasts = Self.contrasts(top, conditions.map(\.name))
    seeds = top.whole("seeds")
    calibrated = top.optionalStrings("calibrated")
    notModelled = top.optionalStrings("not_modelled")
    top.finish()
    if issues.issues.isEmpty {
      if plant.service.demand == nil {
        issues.add("service.objective.latency_target", "even an idle replica misses it")
      }
      if plant.service.level == .fluid {
        issues.add(
          "service.level", "requests that are compared are simulated one by one; level: request is needed")
      }
      if self.measured.table == nil, let index = figures.firstIndex(where: \.isOfTable) {
        issues.add("figures[\(index)].of_table", "there is no measured.table")
      }
    }
    if let error = issues.error(in: path) { throw error }
  }

  private static func conditions(_ top: YAMLReader, _ base: [ArmSpecification]) -> (
    [Condition], [ArmSpecification]
  ) {
    var arms: [ArmSpecification] = []
    let conditions = top.list("conditions").map { reader in
      defer { reader.finish() }
      let name = reader.text("name")
      let armName = reader.optionalText("arm") ?? base.first?.name ?? ""
      var arm =
        base.first { $0.name == armName } ?? ArmSpecification(name: armName, policy: StaticPolicy.name)
      if !base.contains(where: { $0.name == armName }) {
        let near = nearestName(to: armName, among: base.map(\.name)).map { " (did you mean '\($0)'?)" } ?? ""
        reader.note("arm", "'\(armName)' is not among the arms\(near)")
      }
      if let forecast = reader.optionalText("forecast") {
        if arm.kind == RecordedPolicy.self {
          arm.settings["forecast"] = .string(forecast)
        } else {
          reader.note(
            "forecast", "the arm '\(armName)' is of the policy \(arm.policy); a recorded one reads a forecast"
          )
        }
      }
      if reader.isGiven("settings") { override(&arm, reader.section("settings")) }
      arms.append(arm)
      return Condition(
        name: name, place: arms.count - 1, load: reader.text("load"), loadRows: rows(reader, "load_rows"),
        arm: arms.count - 1,
        code: reader.optionalText("code") ?? name, rows: rows(reader, "rows"),
        labelShift: reader.whole("label_shift"))
    }
    for (index, condition) in conditions.enumerated()
    where conditions[..<index].contains(where: { $0.name == condition.name }) {
      top.note(
        "conditions[\(index)].name", "'\(condition.name)' is taken by an earlier entry; names have to differ")
    }
    return (conditions, arms)
  }

  /// What rows have to say, by column.
  private static func rows(_ reader: YAMLReader, _ key: String) -> [String: String] {
    guard reader.isGiven(key) else { return [:] }
    let section = reader.section(key)
    return Dictionary(section.unreadKeys.map { ($0, section.text($0)) }, uniquingKeysWith: { $1 })
  }

  /// Numbers that are others in one condition.
  private static func override(_ arm: inout ArmSpecification, _ reader: YAMLReader) {
    for key in reader.unreadKeys {
      let text = reader.text(key)
      guard let setting = arm.kind.settings.first(where: { $0.key == key }) else {
        let near =
          nearestName(to: key, among: arm.kind.settings.map(\.key)).map { " (did you mean '\($0)'?)" } ?? ""
        reader.note(key, "the policy \(arm.policy) has no such key\(near)")
        continue
      }
      switch setting.form {
      case .quantity(let unit, let range):
        if let value = unit.parse(text), range.contains(value) {
          arm.settings[key] = .number(value)
        } else {
          reader.note(key, "expected \(setting.form.expected), found '\(Sentence.shortened(text))'")
        }
      case .whole(let range), .percent(let range):
        if let value = Int(text), range.contains(value) {
          arm.settings[key] = .integer(Int64(value))
        } else {
          reader.note(key, "expected \(setting.form.expected), found '\(Sentence.shortened(text))'")
        }
      default: reader.note(key, "only numbers can be others in a condition; another arm can say it")
      }
    }
  }

  private static func figure(_ reader: YAMLReader) -> Figure {
    defer { reader.finish() }
    let kind: ValidationFigure = reader.choice("figure")
    return Figure(
      kind: kind, column: reader.optionalText("column") ?? kind.rawValue, isOfTable: reader.flag("of_table"),
      isExact: reader.flag("exact"), factor: reader.optionalNumber("factor"),
      share: reader.optionalNumber("share"), slack: reader.optionalNumber("slack"),
      allowsRange: reader.flag("range"), margin: reader.number("margin"))
  }

  private static func contrasts(_ top: YAMLReader, _ names: [String]) -> [Contrast] {
    top.list("contrasts").map { reader in
      defer { reader.finish() }
      let less = reader.optionalStrings("less")
      if !less.isEmpty, less.count != 2 { reader.note("less", "two conditions are expected, from and to") }
      let (from, to) = (reader.text("from"), reader.text("to"))
      for (key, name) in [("from", from), ("to", to)] + less.map({ ("less", $0) })
      where !name.isEmpty && !names.contains(name) {
        let near = nearestName(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
        reader.note(key, "'\(name)' is not among the conditions\(near)")
      }
      return Contrast(
        name: reader.text("name"), from: from, to: to, less: less, figure: reader.choice("figure"),
        expected: reader.choice("expect"))
    }
  }
}
