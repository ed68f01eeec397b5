import Glibc

extension SmoothingModel {
  /// The first state by a rule of thumb: the season is the mean distance of each place in the period from the
  /// period's mean, over all whole periods of `values`; level and trend are the line through the first ten
  /// points without it.
  ///
  /// Nil where a season is asked for and there are fewer than two periods, or a multiplicative part meets
  /// loads of 0.
  static func firstState(of values: [Double], form: Form, period: Int) -> State? {
    var bare = values
    var season: [Double] = []
    if form.season != .none {
      let periods = values.count / period
      guard periods >= 2 else { return nil }
      var sums = [Double](repeating: 0, count: period)
      for lap in 0..<periods {
        let mean = values[lap * period..<(lap + 1) * period].reduce(0, +) / Double(period)
        guard form.season == .additive || mean > 0 else { return nil }
        for place in 0..<period {
          let value = values[lap * period + place]
          sums[place] += form.season == .additive ? value - mean : value / mean
        }
      }
      season = sums.map { $0 / Double(periods) }
      if form.season == .multiplicative {
        season = season.map { max($0, 0.01) }
      }
      for index in bare.indices {
        let term = season[index % period]
        bare[index] = form.season == .additive ? bare[index] - term : bare[index] / term
      }
    }
    let head = Array(bare.prefix(max(2, min(10, bare.count))))
    let n = Double(head.count)
    let mean = head.reduce(0, +) / n
    let moment = head.indices.reduce(0.0) { $0 + (Double($1) - (n - 1) / 2) * head[$1] }
    let slope = moment * 12 / (n * (n * n - 1))
    let level = mean - slope * (n + 1) / 2
    switch form.trend {
    case .none: return State(level: mean, season: season)
    case .additive: return State(level: level, trend: slope, season: season)
    case .multiplicative:
      guard level > 0, level + slope > 0 else {
        return mean > 0 ? State(level: mean, trend: 1, season: season) : nil
      }
      return State(level: level, trend: (level + slope) / level, season: season)
    }
  }

  /// The model and first state of greatest likelihood for `values`, with 0 < α < 1, 0 < β < α, 0 < γ < 1 − α
  /// and 0.8 ≤ φ ≤ 0.98.
  ///
  /// The parameters by Nelder and Mead from three starts; with `estimatesState` then all of them and the
  /// first state together by L-BFGS. Nil where the form does not suit the values.
  public static func fitted(
    to values: [Double], form: Form, period: Int, estimatesState: Bool
  ) -> (model: SmoothingModel, first: State)? {
    guard let first = firstState(of: values, form: form, period: period) else { return nil }
    if form.multiplicativeError || form.trend == .multiplicative {
      guard values.allSatisfy({ $0 > 0 }) else { return nil }
    }
    // Coordinates in 0…1: α, β/α, γ/(1 − α), place of φ in its range.
    func model(_ unit: [Double]) -> SmoothingModel {
      let alpha = 1e-4 + (1 - 2e-4) * unit[0]
      var next = 1
      func take() -> Double {
        defer { next += 1 }
        return unit[next]
      }
      let beta = form.trend == .none ? 0 : alpha * (1e-4 + (1 - 2e-4) * take())
      let gamma = form.season == .none ? 0 : (1 - alpha) * (1e-4 + (1 - 2e-4) * take())
      return SmoothingModel(
        form: form, alpha: alpha, beta: beta, gamma: gamma, phi: form.damped ? 0.8 + 0.18 * take() : 1)
    }
    let dimensions =
      1 + (form.trend == .none ? 0 : 1) + (form.season == .none ? 0 : 1) + (form.damped ? 1 : 0)
    let search = NelderMead(
      lower: Array(repeating: 0, count: dimensions), upper: Array(repeating: 1, count: dimensions),
      maximumEvaluations: 400)
    var best: (point: [Double], value: Double)?
    for level in [0.1, 0.5, 0.9] {
      let start = [level] + Array(repeating: 0.05, count: dimensions - 1)
      let found = search.minimum(from: start) { -model($0).pass(over: values, from: first).logLikelihood }
      if found.value < best?.value ?? .infinity { best = found }
    }
    guard let best, best.value.isFinite else { return nil }
    guard estimatesState else { return (model(best.point), first) }

    // Unbounded coordinates: the logistic function leads back; states in units of the values' size.
    let size = max(values.reduce(0) { $0 + abs($1) } / Double(values.count), 1e-9)
    let additiveTrend = form.trend != .multiplicative
    let additiveSeason = form.season != .multiplicative
    func split(_ x: [Double]) -> (SmoothingModel, State) {
      let unit = x.prefix(dimensions).map { 1 / (1 + exp(-$0)) }
      var rest = x.dropFirst(dimensions)
      let level = rest.removeFirst() * size
      var trend = form.trend == .none ? 0 : rest.removeFirst()
      if additiveTrend { trend *= size }
      return (
        model(Array(unit)),
        State(level: level, trend: trend, season: rest.map { additiveSeason ? $0 * size : $0 })
      )
    }
    var start = best.point.map { log(min(max($0, 1e-3), 1 - 1e-3) / (1 - min(max($0, 1e-3), 1 - 1e-3))) }
    start.append(first.level / size)
    if form.trend != .none { start.append(additiveTrend ? first.trend / size : first.trend) }
    start += first.season.map { additiveSeason ? $0 / size : $0 }
    func cost(_ x: [Double]) -> Double {
      let (model, state) = split(x)
      return -model.pass(over: values, from: state).logLikelihood / Double(values.count)
    }
    let found = LimitedMemoryBFGS(memory: 20, maximumIterations: 500).minimum(from: start, of: cost)
    let asFirst = -best.value / Double(values.count)
    return -found.value >= asFirst ? split(found.point) : (model(best.point), first)
  }
}
