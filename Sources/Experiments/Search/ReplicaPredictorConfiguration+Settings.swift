import Learning
import Workloads

extension ReplicaPredictorConfiguration {
  /// The keys that a search may set, with what they may be.
  static let searchable: [(name: String, range: ClosedRange<Int>)] = [
    ("trees", 1...2000), ("leaf_rows", 1...1000), ("features", 1...33), ("depth", 1...64),
    ("rows", 100...1_000_000),
  ]

  /// The defaults with some keys set.
  ///
  /// - Throws: `RunError` for a key or value that will not do.
  init(values: [ExperimentSetting], seed: UInt64 = 1) throws {
    self.init(seed: seed)
    for setting in values {
      guard let known = Self.searchable.first(where: { $0.name == setting.path }) else {
        let names = Self.searchable.map(\.name)
        let near = nearestName(to: setting.path, among: names).map { " (did you mean '\($0)'?)" } ?? ""
        throw RunError(
          "'\(setting.path)' is no key of the replica predictor; those are \(names.joined(separator: ", "))\(near)"
        )
      }
      guard let value = Int(setting.value), known.range.contains(value) else {
        throw RunError(
          "\(setting.path): '\(setting.value)' will not do; allowed are whole numbers from \(known.range.lowerBound) to "
            + "\(known.range.upperBound)")
      }
      switch setting.path {
      case "trees": forest.treeCount = value
      case "leaf_rows": forest.minimumLeafRows = value
      case "features": forest.features = .count(value)
      case "depth": forest.maximumDepth = value
      default: maximumRows = value
      }
    }
  }
}
