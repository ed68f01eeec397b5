import InputFiles
import Learning
import Workloads

extension ReplicaPredictorConfiguration {
  /// The keys that a search may set, with what they may be.
  static let searchable = [
    Setting("trees", .whole(1...2000), "Trees of the forest."),
    Setting("leaf_rows", .whole(1...1000), "Fewest rows in a leaf."),
    Setting("features", .whole(1...33), "Features that a split looks at."),
    Setting("depth", .whole(1...64), "Most levels of a tree."),
    Setting("rows", .whole(100...1_000_000), "Most rows that it learns from."),
  ]

  /// The defaults with some keys set.
  ///
  /// - Throws: `RunError` for a key or value that will not do.
  init(values: [ExperimentSetting], seed: UInt64 = 1) throws {
    self.init(seed: seed)
    for setting in values {
      guard let known = Self.searchable.first(where: { $0.key == setting.path }) else {
        let names = Self.searchable.map(\.key)
        let near = nearestName(to: setting.path, among: names).map { " (did you mean '\($0)'?)" } ?? ""
        throw RunError(
          "'\(setting.path)' is no key of the replica predictor; those are \(names.joined(separator: ", "))\(near)"
        )
      }
      guard case .whole(let range) = known.form, let value = Int(setting.value), range.contains(value) else {
        throw RunError(
          "\(setting.path): '\(setting.value)' will not do; allowed are whole numbers from "
            + (known.form.limits ?? ""))
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
