import Foundation
import InputFiles
import Workloads
import Yams

extension SearchSpecification {
  /// The version of the format that this program reads.
  public static let format = "forescale/tuning/v1"

  /// The keys of a tuning file.
  public static let keys: [Setting] = [
    Setting("format", .constant(format), "The version of this format."),
    Setting("name", .text, "Name in tables.", isRequired: true),
    Setting("description", .text, "What it is for, in a sentence or two."),
    Setting("scenario", .text, "The scenario's file, relative to this one.", isRequired: true),
    Setting("forecaster", .forecaster, "Name of the forecaster that is tuned. One of these three is needed."),
    Setting("arm", .text, "Name of the arm that is tuned."),
    Setting("model", .choice(["replica-predictor"]), "The model that is tuned."),
    Setting("metric", .choice(metrics), metricSummary),
    Setting(
      "method", .choice(of: Method.self),
      "How points are chosen: by the tree-structured Parzen estimator, at random, or many with little and the best with more.",
      default: .text(Method.tpe.rawValue)),
    Setting("trials", .whole(1...100_000), "How many points are tried.", default: 50),
    Setting("seed", .whole(0...Int.max), "What decides which.", default: 1),
    Setting(
      "parameters", .mapping(of: .listOrSection(Experiment.rangeKeys)),
      "Keys of the forecaster or arm, or whole paths of the scenario, each with a range or a list of values.",
      isRequired: true),
    Setting(
      "resource",
      .section([
        Setting("key", .text, "A whole key: epochs, trees, rows.", isRequired: true, example: "epochs"),
        Setting("from", .whole(1...1_000_000), "What all trials get.", isRequired: true),
        Setting("to", .whole(1...1_000_000), "What the best ones get.", isRequired: true),
        Setting("factor", .whole(2...100), "How many times as much the next rung gets.", default: 3),
      ]), "With successive-halving: what trials get more and more of."),
  ]

  private static let metrics = (forecastMetrics + replicaMetrics + armMetrics).reduce(into: [String]()) {
    if !$0.contains($1) { $0.append($1) }
  }
  private static let metricSummary =
    "What is made best: of a forecaster \(forecastMetrics.joined(separator: ", ")) (default \(forecastMetrics[0])), of the "
    + "replica predictor \(replicaMetrics.joined(separator: ", ")) (default \(replicaMetrics[0])), of an arm any metric of "
    + "runs that has a better side (default \(armMetric))."

  /// Reads and checks a file; the scenario that it names is not looked at yet.
  ///
  /// - Throws: `ScenarioError` with every mistake found.
  public init(path: String) throws {
    try self.init(yaml: try YAMLReader.text(ofFile: path, name: "tuning file"), file: path)
  }

  /// Reads and checks a text; `file` is what errors call it, and its folder is where the scenario is looked for.
  public init(yaml: String, file: String) throws {
    let issues = IssueList()
    let top = try YAMLReader(
      document: yaml, file: file, name: "tuning file", keys: Self.keys, issues: issues)
    name = top.text("name")
    _ = top.optionalText("description")
    let folder = file.parentFolder
    scenario = top.text("scenario").path(in: folder)
    target = Self.target(top)
    let home = Self.home(of: target)
    metric = Self.metric(top, target)
    method = top.choice("method")
    trials = top.whole("trials")
    seed = UInt64(top.whole("seed"))
    space = SearchSpace(Self.parameters(top.section("parameters"), home: home))
    if space.parameters.isEmpty {
      top.note("parameters", "missing; at least one key with its range or list of values is expected")
    }
    resource = nil
    if top.isGiven("resource") {
      let section = top.section("resource")
      let read = Resource(
        path: Self.path(section.text("key"), home: home), least: section.whole("from"),
        most: section.whole("to"), factor: section.whole("factor"))
      section.finish()
      if read.most < read.least {
        section.note("to", "\(read.most) is less than from, which is \(read.least)")
      }
      resource = read
    }
    if (method == .halving) != (resource != nil) {
      top.note(
        "resource",
        method == .halving
          ? "missing; successive halving needs the key that trials get more and more of"
          : "goes with the method successive-halving alone")
    }
    top.finish()
    if let error = issues.error(in: file) { throw error }
  }

  private static func target(_ top: YAMLReader) -> Target {
    let given = ["forecaster", "arm", "model"].filter { top.isGiven($0) }
    guard given.count == 1 else {
      top.note(
        "",
        "one of forecaster, arm and model is needed, \(given.isEmpty ? "none is" : given.joined(separator: " and ") + " are") given"
      )
      return .replicaPredictor
    }
    switch given[0] {
    case "forecaster": return .forecaster(top.text("forecaster"))
    case "arm": return .arm(top.text("arm"))
    default:
      _ = top.word("model")
      return .replicaPredictor
    }
  }

  /// What a short key is looked for in.
  private static func home(of target: Target) -> String {
    switch target {
    case .forecaster(let name): "forecasters[\(name)]."
    case .arm(let name): "arms[\(name)]."
    case .replicaPredictor: ""
    }
  }

  /// A key of the target, or with a point in it the whole path of a key of the scenario.
  private static func path(_ key: String, home: String) -> String {
    key.contains(".") || key.isEmpty ? key : home + key
  }

  private static func parameters(_ reader: YAMLReader, home: String) -> [SearchSpace.Parameter] {
    defer { reader.finish() }
    return reader.unreadKeys.compactMap { key in
      let place = path(key, home: home)
      if case .mapping? = reader.tree(key) {
        return Experiment.range(reader.section(key), path: place).map { .range($0) }
      }
      guard case .sequence(let list)? = reader.tree(key), list.count >= 2 else {
        reader.note(key, "expected a range with from and to, or a list of at least two values")
        return nil
      }
      return .choice(
        ExperimentAxis(
          path: place,
          values: list.map {
            ((try? Yams.serialize(node: $0)) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
          }))
    }
  }

  /// Figures of forecasters on the second half of validation that can be made small.
  static let forecastMetrics = ["rmse", "mae", "wape", "wql"]
  /// Figures of the replica predictor there; accuracies are made large.
  static let replicaMetrics = ["rmse", "exact", "within-one"]
  /// Figures of runs that have a better side, and the one that is meant where none is named.
  private static let armMetrics = MetricCatalogue.all.filter { $0.better != "none" }.map(\.name)
  private static let armMetric = "node_cost"

  private static func metric(_ top: YAMLReader, _ target: Target) -> String {
    switch target {
    case .forecaster: metric(top, among: forecastMetrics, default: forecastMetrics[0])
    case .replicaPredictor: metric(top, among: replicaMetrics, default: replicaMetrics[0])
    case .arm: metric(top, among: armMetrics, default: armMetric)
    }
  }

  /// Those of the target alone, of all that the key may be.
  private static func metric(_ top: YAMLReader, among names: [String], default fallback: String) -> String {
    top.word(Setting("metric", .choice(names), metricSummary, default: .text(fallback)))
  }
}
