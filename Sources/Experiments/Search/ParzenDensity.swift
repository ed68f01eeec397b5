import Foundation
import Stochastics

/// The density of one key over 0…1, estimated from some points; see `TreeParzenSampler`.
struct ParzenDensity {
  private enum Form {
    /// Probability of each choice.
    case choices([Double])
    /// Centers and widths of the normal densities; the prior has the same weight as one of them.
    case mixture([(center: Double, width: Double, mass: Double)])
  }

  private let form: Form

  /// The estimate from `points`, at least one; for a key of so many choices, or of an interval.
  init(_ points: [Double], choices: Int?) {
    if let choices {
      var weights = [Double](repeating: 1, count: choices)
      for point in points { weights[Self.index(point, of: choices)] += 1 }
      let sum = weights.reduce(0, +)
      form = .choices(weights.map { $0 / sum })
      return
    }
    let sorted = points.sorted()
    // narrower than that and the search would stare at one point
    let least = 1 / Double(min(100, sorted.count + 2))
    form = .mixture(
      sorted.indices.map { index in
        let below = index > 0 ? sorted[index - 1] : 0
        let above = index + 1 < sorted.count ? sorted[index + 1] : 1
        let width = min(1, max(least, sorted[index] - below, above - sorted[index]))
        let center = sorted[index]
        return (center, width, Self.normal((1 - center) / width) - Self.normal(-center / width))
      })
  }

  private static func index(_ point: Double, of choices: Int) -> Int {
    min(choices - 1, Int(point * Double(choices)))
  }

  private static func normal(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The logarithm of the density at a point of 0…1.
  func logDensity(_ point: Double) -> Double {
    switch form {
    case .choices(let probabilities):
      let count = probabilities.count
      return log(probabilities[Self.index(point, of: count)] * Double(count))
    case .mixture(let parts):
      let sum = parts.reduce(1.0) { sum, part in
        let z = (point - part.center) / part.width
        return sum + exp(-0.5 * z * z) / ((2 * .pi).squareRoot() * part.width * part.mass)
      }
      return log(sum / Double(parts.count + 1))
    }
  }

  /// A point of that density, in 0..<1.
  func draw(from stream: inout RandomStream) -> Double {
    switch form {
    case .choices(let probabilities):
      var rest = stream.nextUnit()
      let within = stream.nextUnit()
      var index = 0
      while index < probabilities.count - 1, rest >= probabilities[index] {
        rest -= probabilities[index]
        index += 1
      }
      return (Double(index) + within) / Double(probabilities.count)
    case .mixture(let parts):
      let index = stream.nextIndex(below: parts.count + 1)
      let share = stream.nextOpenUnit()
      guard index < parts.count else { return share }
      let part = parts[index]
      let lowest = Self.normal(-part.center / part.width)
      let value = part.center + part.width * normalQuantile(lowest + share * part.mass)
      return min(max(value, 0), 1 - 0x1p-53)
    }
  }
}
