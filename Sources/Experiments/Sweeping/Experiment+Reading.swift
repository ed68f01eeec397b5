import Foundation
import InputFiles
import Workloads
import Yams

extension Experiment {
  /// The version of the format that this program reads.
  public static let format = "forescale/experiment/v1"

  /// The keys of an experiment file.
  public static let keys: [Setting] = [
    Setting("format", .constant(format), "The version of this format."),
    Setting("name", .text, "Name in tables.", isRequired: true),
    Setting("description", .text, "What it is for, in a sentence or two."),
    Setting("scenario", .text, "The scenario's file, relative to this one.", isRequired: true),
    Setting(
      "seeds", .countOrWholes(1...100_000), "How many seeds, which are 1, 2, 3 … then, or a list of them.",
      default: 1),
    Setting("arms", .texts, "Names of the arms that run. Default all of the scenario's."),
    Setting(
      "timeline", .duration(0...86_400),
      "Time between the points of each run's timeline that are kept; 0s keeps none.", default: 0),
    Setting(
      "parameters",
      .section([
        Setting(
          "grid", .mapping(of: .listOrSection(rangeKeys + countKey)),
          "Every value of every key with every other. A key has a list, or a range and how many values of it."
        ),
        Setting(
          "zip", .mapping(of: .listOrSection(rangeKeys + countKey)),
          "Lists of equal length side by side: the first values together, then the second ones."),
        Setting("random", .section(drawKeys), "Independent draws."),
        Setting(
          "latin_hypercube", .section(drawKeys),
          "The same, but every range is cut into `count` equal parts and each is met once."),
      ]), "Which values the scenario's keys take; several of these multiply."),
  ]

  /// Of a range of values.
  static let rangeKeys = [
    Setting("from", .scalar, "Its one end, with the unit of the key.", isRequired: true, example: "30s"),
    Setting("to", .scalar, "Its other end, with the same unit.", isRequired: true, example: "5m"),
    Setting(
      "scale", .choice(of: RangeScale.self), "Whether values are equally far apart, or their logarithms.",
      default: .text(RangeScale.linear.rawValue)),
    Setting("whole", .flag, "Whether values are whole numbers.", default: false),
  ]
  static let countKey = [
    Setting("count", .whole(1...mostPoints), "How many values, the ends among them.", isRequired: true)
  ]
  private static let drawKeys = [
    Setting("count", .whole(1...mostPoints), "How many draws.", isRequired: true),
    Setting("seed", .whole(0...Int.max), "What decides them.", default: 1),
    Setting("of", .mapping(of: .section(rangeKeys)), "A range for each key.", isRequired: true),
  ]
  private enum RangeScale: String, CaseIterable { case linear, log }

  /// Most variations times seeds.
  static let mostPoints = 1_000_000

  /// Reads and checks an experiment file; the scenario it names is not looked at yet.
  ///
  /// - Throws: `ScenarioError` with every mistake found.
  public init(path: String) throws {
    try self.init(yaml: try YAMLReader.text(ofFile: path, name: "experiment file"), file: path)
  }

  /// Reads and checks an experiment's text; `file` is what errors call it, and its folder is where the scenario is
  /// looked for.
  public init(yaml: String, file: String) throws {
    let issues = IssueList()
    let top = try YAMLReader(
      document: yaml, file: file, name: "experiment file", keys: Self.keys, issues: issues)
    name = top.text("name")
    _ = top.optionalText("description")
    let folder = file.parentFolder
    scenario = top.text("scenario").path(in: folder)
    seeds = top.seeds("seeds")
    arms = top.optionalStrings("arms")
    timelineInterval = top.number("timeline")
    // an interval that rounds to nothing would be due again and again at one instant
    if timelineInterval > 0, timelineInterval < 1 {
      top.note("timeline", "is shorter than a second; allowed are 0s (no timeline) and 1s to 1 day")
    }
    designs = Self.designs(top)
    top.finish()
    if issues.issues.isEmpty {
      // as numbers that do not overflow: ten axes of a thousand values are more than a whole number holds
      let points = designs.reduce(1.0) { $0 * $1.count } * Double(seeds.count)
      if points > Double(Self.mostPoints) {
        let shown = points < 1e15 ? String(Int(points)) : String(points)
        issues.add(
          "parameters", "\(shown) variations and seeds; allowed are at most \(Self.mostPoints)")
      }
    }
    if let error = issues.error(in: file) { throw error }
  }

  private static func designs(_ top: YAMLReader) -> [ExperimentDesign] {
    guard top.isGiven("parameters") else { return [] }
    let reader = top.section("parameters")
    defer { reader.finish() }
    var designs: [ExperimentDesign] = []
    if reader.isGiven("grid") { designs.append(.grid(axes(reader.section("grid")))) }
    if reader.isGiven("zip") {
      let section = reader.section("zip")
      let axes = axes(section)
      if Set(axes.map(\.values.count)).count > 1 {
        let counts = axes.map { "\($0.path) \($0.values.count)" }.joined(separator: ", ")
        reader.note("zip", "its lists have to be equally long, they have: \(counts)")
      }
      designs.append(.zip(axes))
    }
    for (key, isLatin) in [("random", false), ("latin_hypercube", true)] where reader.isGiven(key) {
      let section = reader.section(key)
      let count = section.whole("count")
      let seed = UInt64(section.whole("seed"))
      let inner = section.section("of")
      let ranges = inner.unreadKeys.compactMap { range(inner.section($0), path: $0) }
      inner.finish()
      section.finish()
      if ranges.isEmpty { section.note("of", "missing; at least one key with its range is expected") }
      designs.append(
        isLatin
          ? .latinHypercube(count: count, seed: seed, ranges) : .random(count: count, seed: seed, ranges))
    }
    return designs
  }

  static func axes(_ reader: YAMLReader) -> [ExperimentAxis] {
    var made = 0
    let axes = reader.unreadKeys.map { path in
      if case .mapping? = reader.tree(path) {
        let section = reader.section(path)
        let count = section.whole("count")
        let range = range(section, path: path)
        made += count
        guard made <= mostPoints else {
          section.note("count", "\(made) values of ranges so far; allowed are at most \(mostPoints)")
          return ExperimentAxis(path: path, values: [])
        }
        return ExperimentAxis(path: path, values: range?.values(count: count) ?? [])
      }
      guard case .sequence(let list)? = reader.tree(path), !list.isEmpty else {
        reader.note(path, "expected a list of values, or a range with from, to and count")
        return ExperimentAxis(path: path, values: [])
      }
      return ExperimentAxis(
        path: path,
        values: list.map {
          ((try? Yams.serialize(node: $0)) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        })
    }
    reader.finish()
    return axes
  }

  /// `{from: 10s, to: 5m, scale: log, whole: false}`; both ends have the same unit after reading.
  static func range(_ reader: YAMLReader, path: String) -> ExperimentRange? {
    defer { reader.finish() }
    let scale: RangeScale = reader.choice("scale")
    let isWhole = reader.flag("whole")
    let texts = [reader.text("from"), reader.text("to")]
    for (unit, suffix) in [(SettingUnit.number, ""), (.duration, "s"), (.bytes, "Ki"), (.share, "%")] {
      let values = texts.compactMap { unit.value($0) }
      guard values.count == 2 else { continue }
      let factor = suffix == "Ki" ? 1024 : suffix == "%" ? 0.01 : 1
      if scale == .log, values.contains(where: { $0 <= 0 }) {
        reader.note("scale", "a logarithmic range has to lie above 0")
        return nil
      }
      let ends = values.map { $0 / factor }
      for (key, text, end) in zip(["from", "to"], zip(texts, ends)).map({ ($0, $1.0, $1.1) }) {
        let most = isWhole ? 1e15 : 1e100
        guard end != 0, !(1 / most...most ~= abs(end)) else { continue }
        reader.note(
          key,
          "\(Sentence.shortened(text)) is out of range; allowed are 0 and sizes from \(isWhole ? "1e-15" : "1e-100")\(suffix) to \(isWhole ? "1e+15" : "1e+100")\(suffix)"
        )
        return nil
      }
      return ExperimentRange(
        path: path, from: ends[0], to: ends[1], suffix: suffix, isLogarithmic: scale == .log, isWhole: isWhole
      )
    }
    if !texts.contains("") {
      let shown = texts.map { Sentence.shortened($0) }
      reader.note("from", "'\(shown[0])' and '\(shown[1])' are no two numbers of the same unit")
    }
    return nil
  }
}

extension ExperimentDesign {
  /// How many choices it has; of a grid there may be more than a whole number holds.
  var count: Double {
    switch self {
    case .grid(let axes): axes.reduce(1.0) { $0 * Double($1.values.count) }
    case .zip(let axes): Double(axes.first?.values.count ?? 0)
    case .random(let count, _, _), .latinHypercube(let count, _, _): Double(count)
    }
  }
}
