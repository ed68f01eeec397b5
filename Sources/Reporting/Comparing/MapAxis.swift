import Experiments

/// One axis of a map: a key that an experiment varied, and its values in order.
public struct MapAxis: Sendable, Equatable {
  /// The whole path of the key.
  public let path: String
  /// The values as the experiment has them; in the order of their numbers where all are numbers of one unit, else as met.
  public let values: [String]
  /// What stands at the values.
  public let labels: [String]
  /// The unit of the labels; empty for none.
  public let unit: String

  /// The axis of the key that ends in `name`, such as `start_up`, in the settings of `runs`.
  ///
  /// - Throws: `ResultsDatabaseError` if there is no such key, or several.
  public init(_ name: String, in runs: [StoredRun], file: String) throws {
    let settings = runs.map(\.values)
    var keys: [String] = []
    for one in settings { for key in one.keys.sorted() where !keys.contains(key) { keys.append(key) } }
    let found = keys.contains(name) ? [name] : keys.filter { $0.hasSuffix("." + name) }
    guard let path = found.first else {
      throw ResultsDatabaseError(
        path: file,
        reason: keys.isEmpty
          ? "no experiment with parameters is stored"
          : ResultsDatabase.absence("varied key", name, among: keys))
    }
    guard found.count == 1 else {
      throw ResultsDatabaseError(
        path: file,
        reason: "'\(name)' may be \(found.joined(separator: " or ")); a longer part of the path tells which")
    }
    var met: [String] = []
    for one in settings { if let value = one[path], !met.contains(value) { met.append(value) } }
    self.init(path: path, values: met)
  }

  /// An axis of the given values, which are put in order.
  init(path: String, values met: [String]) {
    self.path = path
    let numbers = met.map(AxisValue.init)
    let units = Set(numbers.map { $0?.unit })
    guard units.count == 1, let only = units.first, let unit = only else {
      values = met
      labels = met
      self.unit = ""
      return
    }
    let order = met.indices.sorted { (numbers[$0]?.number ?? 0, $0) < (numbers[$1]?.number ?? 0, $1) }
    values = order.map { met[$0] }
    // a number as it was typed where it is in the axis' unit
    labels = order.map {
      met[$0].hasSuffix(unit) ? String(met[$0].dropLast(unit.count)) : Self.text(numbers[$0]?.number ?? 0)
    }
    self.unit = unit
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  /// The path with its unit.
  public var title: String { withUnit(path) }
  /// The last two parts of the path, with the unit.
  var shortTitle: String { withUnit(path.split(separator: ".").suffix(2).joined(separator: ".")) }

  private func withUnit(_ text: String) -> String { unit.isEmpty ? text : "\(text) (\(unit))" }
}
