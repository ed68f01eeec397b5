import Foundation
import InputFiles
import Workloads
import Yams

extension SearchSpecification {
  /// The version of the format that this program reads.
  public static let format = "forescale/tuning/v1"

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
      document: yaml, file: file, name: "tuning file", format: Self.format, issues: issues)
    name = top.text("name")
    _ = top.text("description", default: "")
    let folder = file.parentFolder
    scenario = top.text("scenario").path(in: folder)
    target = Self.target(top)
    let home = Self.home(of: target)
    metric = Self.metric(top, target)
    method = top.choice("method", default: .tpe)
    trials = top.whole("trials", default: 50, in: 1...100_000)
    seed = UInt64(top.whole("seed", default: 1, in: 0...Int.max))
    space = SearchSpace(Self.parameters(top.section("parameters"), home: home))
    if space.parameters.isEmpty {
      top.note("parameters", "missing; at least one key with its range or list of values is expected")
    }
    resource = nil
    if top.isGiven("resource") {
      let section = top.section("resource")
      let read = Resource(
        path: Self.path(section.text("key"), home: home), least: section.whole("from", in: 1...1_000_000),
        most: section.whole("to", in: 1...1_000_000), factor: section.whole("factor", default: 3, in: 2...100)
      )
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
      _ = top.choice("model", among: ["replica-predictor"])
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

  private static func metric(_ top: YAMLReader, _ target: Target) -> String {
    switch target {
    case .forecaster: top.choice("metric", among: forecastMetrics, default: "rmse")
    case .replicaPredictor: top.choice("metric", among: replicaMetrics, default: "rmse")
    case .arm:
      top.choice(
        "metric", among: MetricCatalogue.all.filter { $0.better != "none" }.map(\.name), default: "node_cost")
    }
  }
}
