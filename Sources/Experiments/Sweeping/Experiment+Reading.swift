import Foundation
import InputFiles
import Workloads
import Yams

extension Experiment {
  /// The version of the format that this program reads.
  public static let format = "forescale/experiment/v1"

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
      document: yaml, file: file, name: "experiment file", format: Self.format, issues: issues)
    name = top.text("name")
    _ = top.text("description", default: "")
    let folder = file.parentFolder
    scenario = top.text("scenario").path(in: folder)
    seeds = Self.seeds(top)
    arms = top.isGiven("arms") ? top.strings("arms") : []
    timelineInterval = top.quantity("timeline", .duration, default: 0, in: 0...86_400)
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

  /// A count stands for the seeds 1, 2, 3 …
  private static func seeds(_ top: YAMLReader) -> [UInt64] {
    guard let node = top.tree("seeds") else { return [1] }
    if let count = node.scalar.flatMap({ Int($0.string) }), 1...100_000 ~= count {
      return (1...count).map { UInt64($0) }
    }
    if case .sequence(let list) = node, !list.isEmpty {
      // a results database holds no larger ones
      let seeds = list.compactMap { $0.scalar.flatMap { Int64($0.string) }.flatMap { UInt64(exactly: $0) } }
      if seeds.count == list.count, Set(seeds).count == seeds.count { return seeds }
    }
    top.note("seeds", "expected how many (1 to 100000) or a list of different whole numbers")
    return [1]
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
      let count = section.whole("count", in: 1...mostPoints)
      let seed = UInt64(section.whole("seed", default: 1, in: 0...Int.max))
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
        let count = section.whole("count", in: 1...mostPoints)
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
    enum Scale: String, CaseIterable { case linear, log }
    let scale: Scale = reader.choice("scale", default: .linear)
    let isWhole = reader.flag("whole", default: false)
    let texts = [reader.text("from"), reader.text("to")]
    for (unit, suffix) in [(Unit.number, ""), (.duration, "s"), (.bytes, "Ki"), (.share, "%")] {
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
