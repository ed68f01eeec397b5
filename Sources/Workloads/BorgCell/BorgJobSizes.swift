import Stochastics

import Glibc

/// The distributions of a job's CPU time and of its number of instances, as functions of a normal score.
struct BorgJobSizes: Sendable {
  let body: QuantileCurve
  let instancesBody: QuantileCurve
  let parameters: BorgJobSizeParameters
  /// Probabilities of being above the last level of the tables, above the bend, and at the maximum.
  let tailShare: Double
  let bendShare: Double
  let maximumShare: Double

  init(_ parameters: BorgJobSizeParameters) {
    self.parameters = parameters
    body = QuantileCurve(parameters.cpuHours)
    instancesBody = QuantileCurve(parameters.instances)
    tailShare = 1 - parameters.cpuHours.levels.last!
    bendShare = tailShare * pow(parameters.tailBend / parameters.cpuHours.values.last!, -parameters.tailIndex)
    maximumShare =
      bendShare * pow(parameters.maximumCPUHours / parameters.tailBend, -parameters.tailIndexAfterBend)
  }

  /// NCU-hours at a normal score, at most the maximum.
  func cpuHours(score: Double) -> Double { min(uncutCPUHours(score: score), parameters.maximumCPUHours) }

  /// NCU-hours at a normal score if there were no maximum.
  func uncutCPUHours(score: Double) -> Double {
    if score <= body.scores.last! { return body.value(score: score) }
    let above = normalDistribution(-score)
    if above > bendShare {
      return parameters.cpuHours.values.last! * pow(above / tailShare, -1 / parameters.tailIndex)
    }
    return parameters.tailBend * pow(above / bendShare, -1 / parameters.tailIndexAfterBend)
  }

  /// Instances at a normal score: log-linear in the logarithm of the upper tail, then a bounded Pareto tail.
  func instances(score: Double) -> Int {
    let above = max(normalDistribution(-score), 1e-300)
    let table = parameters.instances
    let last = table.values.last!
    let lastShare = 1 - table.levels.last!
    var value: Double
    if above < lastShare {
      let most = Double(parameters.maximumInstances)
      let weight = 1 - pow(most / last, -parameters.instancesTailIndex)
      value = last * pow(1 - weight * (1 - above / lastShare), -1 / parameters.instancesTailIndex)
    } else {
      value = table.values[0]
      for index in 1..<table.levels.count where above < 1 - table.levels[index - 1] {
        let (from, to) = (log(1 - table.levels[index - 1]), log(1 - table.levels[index]))
        let part = min((from - log(above)) / (from - to), 1)
        value = exp(
          instancesBody.logs[index - 1] + part * (instancesBody.logs[index] - instancesBody.logs[index - 1]))
      }
    }
    value = value.rounded()
    return max(1, min(Int(value), parameters.maximumInstances))
  }

  /// The part of the `order`-th moment of the NCU-hours that jobs above `level` contribute, exactly.
  ///
  /// The lognormal pieces by completing the square, the Pareto pieces by E[Xᵏ; a < X < b] = p α aᵏ/(α − k) (1
  /// − (b/a)^(k−α)).
  func moment(_ order: Double, aboveLevel level: Double = 0) -> Double {
    var sum = 0.0
    let from = level > 0 ? normalQuantile(level) : -Double.infinity
    if from < body.scores[0] {
      let share = normalDistribution(-from) - normalDistribution(-body.scores[0])
      sum += share * exp(order * body.logs[0])
    }
    for index in 1..<body.scores.count where body.scores[index] > from {
      let (left, right) = (body.scores[index - 1], body.scores[index])
      let slope = order * (body.logs[index] - body.logs[index - 1]) / (right - left)
      let intercept = order * body.logs[index - 1] - slope * left
      let weight = normalDistribution(slope - max(left, from)) - normalDistribution(slope - right)
      sum += exp(intercept + slope * slope / 2) * weight
    }
    let last = parameters.cpuHours.values.last!
    sum += Self.paretoMoment(order, tailShare, last, parameters.tailBend, parameters.tailIndex)
    sum += Self.paretoMoment(
      order, bendShare, parameters.tailBend, parameters.maximumCPUHours, parameters.tailIndexAfterBend)
    return sum + maximumShare * pow(parameters.maximumCPUHours, order)
  }

  private static func paretoMoment(
    _ order: Double, _ share: Double, _ low: Double, _ high: Double, _ index: Double
  ) -> Double {
    let excess = index - order
    let logRatio = log(high / low)
    let integral = excess == 0 ? logRatio : -expm1(-excess * logRatio) / excess
    return share * index * pow(low, order) * integral
  }
}
