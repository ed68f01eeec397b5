/// The cheapest sequence of replica counts over a few stages, given what each stage needs: a small exact dynamic programme.
///
/// Minimizes, over whole r₁…r_N within limits and with r₀ given,
///
///     Σₖ rₖ + v · max(dₖ − rₖ, 0) + s · |rₖ − rₖ₋₁|
///
/// in replica-stages: dₖ is what stage k needs, v what a missing replica costs, s what a change by one replica costs. The
/// cost is convex and piecewise linear with corners at the dₖ, and so is the switching term in the differences, so some
/// optimal sequence takes its values among r₀, the dₖ and the limits alone; the programme looks at no others. N stages
/// take O(N L²) steps for L ≤ N + 3 levels.
struct ReplicaPlan: Sendable, Hashable {
  /// The replicas of each stage.
  var replicas: [Int]
  /// The value of the sum.
  var cost: Double

  /// - Parameters:
  ///   - demands: dₖ, at least one.
  ///   - current: r₀.
  ///   - limits: Of the replicas.
  ///   - violationCost: v, at least 0.
  ///   - switchingCost: s, at least 0.
  init(
    demands: [Int], current: Int, limits: ClosedRange<Int>, violationCost: Double, switchingCost: Double
  ) {
    var levels = (demands + [current]).map { min(max($0, limits.lowerBound), limits.upperBound) }
    levels.append(limits.lowerBound)
    levels.sort()
    var unique = 0
    for level in levels where level != levels[unique] {
      unique += 1
      levels[unique] = level
    }
    levels.removeLast(levels.count - unique - 1)
    // cheapest way to have each level at a stage, and the level before on that way; the lowest of equals
    var costs = levels.map { switchingCost * Double(abs($0 - current)) }
    var ways: [[Int]] = []
    for (stage, demand) in demands.enumerated() {
      let stay = levels.map { Double($0) + violationCost * Double(max(demand - $0, 0)) }
      guard stage > 0 else {
        for index in levels.indices { costs[index] += stay[index] }
        continue
      }
      var next = stay
      var way = [Int](repeating: 0, count: levels.count)
      for to in levels.indices {
        var least = Double.infinity
        for from in levels.indices {
          let cost = costs[from] + switchingCost * Double(abs(levels[to] - levels[from]))
          if cost < least {
            least = cost
            way[to] = from
          }
        }
        next[to] += least
      }
      costs = next
      ways.append(way)
    }
    var level = 0
    for index in levels.indices where costs[index] < costs[level] { level = index }
    cost = costs[level]
    var backwards = [levels[level]]
    for way in ways.reversed() {
      level = way[level]
      backwards.append(levels[level])
    }
    replicas = backwards.reversed()
  }
}
