import Foundation
import Stochastics

extension RandomPurpose {
  static let experimentDesign = RandomPurpose("experiment design")
}

/// How the values of some keys are chosen together.
public enum ExperimentDesign: Sendable, Hashable {
  /// Every value with every other.
  case grid([ExperimentAxis])
  /// The first values together, then the second ones, and so on; the axes are equally long.
  case zip([ExperimentAxis])
  /// So many independent draws.
  case random(count: Int, seed: UInt64, [ExperimentRange])
  /// A Latin hypercube of so many points: each range is cut into as many equal parts, and every part is met once
  /// (McKay, Beckman & Conover, Technometrics 21(2), 1979).
  case latinHypercube(count: Int, seed: UInt64, [ExperimentRange])

  /// What is set, choice by choice.
  var choices: [[ExperimentSetting]] {
    switch self {
    case .grid(let axes):
      return axes.reduce([[]]) { soFar, axis in
        soFar.flatMap { left in axis.values.map { left + [ExperimentSetting(path: axis.path, value: $0)] } }
      }
    case .zip(let axes):
      return (axes.first?.values.indices ?? 0..<0).map { index in
        axes.map { ExperimentSetting(path: $0.path, value: $0.values[index]) }
      }
    case .random(let count, let seed, let ranges):
      return (0..<count).map { point in
        ranges.enumerated().map { number, range in
          var stream = RandomStream(
            seed: seed, purpose: .experimentDesign, entity: UInt64(number), ordinal: UInt64(point))
          return range.setting(at: stream.nextUnit())
        }
      }
    case .latinHypercube(let count, let seed, let ranges):
      let columns = ranges.enumerated().map { number, range in
        var stream = RandomStream(
          seed: seed, purpose: .experimentDesign, entity: UInt64(number), ordinal: .max)
        var strata = Array(0..<count)
        for index in strata.indices.dropFirst().reversed() {
          strata.swapAt(index, stream.nextIndex(below: index + 1))
        }
        return strata.map { range.setting(at: (Double($0) + stream.nextUnit()) / Double(count)) }
      }
      return (0..<count).map { point in columns.map { $0[point] } }
    }
  }
}

/// A key and the values it takes in turn, as YAML text.
public struct ExperimentAxis: Sendable, Hashable {
  /// The path of the key.
  public var path: String
  /// Its values.
  public var values: [String]

  /// An axis of the given key and values.
  public init(path: String, values: [String]) {
    self.path = path
    self.values = values
  }
}

/// A key and the interval that its values are drawn from.
public struct ExperimentRange: Sendable, Hashable {
  /// The path of the key.
  public var path: String
  /// The ends of the interval, in the unit of `suffix`.
  public var from, to: Double
  /// The unit that follows the number, such as `s`; empty for none.
  public var suffix: String
  /// Whether equal ratios are equally likely, rather than equal differences.
  public var isLogarithmic: Bool
  /// Whether values are rounded to whole numbers.
  public var isWhole: Bool

  /// A range of the given key, ends and unit.
  public init(
    path: String, from: Double, to: Double, suffix: String = "", isLogarithmic: Bool = false,
    isWhole: Bool = false
  ) {
    self.path = path
    self.from = from
    self.to = to
    self.suffix = suffix
    self.isLogarithmic = isLogarithmic
    self.isWhole = isWhole
  }

  /// The value at a share of the way, kept to six significant digits so that it can be read and typed.
  func setting(at share: Double) -> ExperimentSetting {
    let value = isLogarithmic ? exp(log(from) + (log(to) - log(from)) * share) : from + (to - from) * share
    let text = isWhole ? String(Int(value.rounded())) : Self.text(value)
    return ExperimentSetting(path: path, value: text + suffix)
  }

  /// So many values from the first end to the other, evenly.
  func values(count: Int) -> [String] {
    (0..<count).map { setting(at: count == 1 ? 0 : Double($0) / Double(count - 1)).value }
  }

  private static func text(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let digits = 5 - Int(floor(log10(abs(value))))
    let scale = pow(10, Double(abs(digits)))
    let rounded = digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : String(rounded)
  }
}
