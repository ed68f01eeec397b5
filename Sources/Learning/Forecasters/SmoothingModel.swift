import Glibc

/// An exponential smoothing model in the state-space form with a single source of error: ETS(error, trend,
/// season).
///
/// Source: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing", 2008, tables 2.2 and
/// 2.3, written in their recurrence form: with q the level grown by one step of trend, level ← q + α(y ∘
/// season − q), and so on; that form serves both kinds of error. Here ∘ takes the season out by subtraction
/// or division.
public struct SmoothingModel: Hashable, Sendable, Codable {
  /// How a component joins the others.
  public enum Component: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is not there.
    case none
    /// It is added.
    case additive
    /// It is a factor.
    case multiplicative
  }

  /// Which components there are.
  public struct Form: Hashable, Sendable, Codable {
    /// Whether errors grow with the expected load.
    public var multiplicativeError: Bool
    /// Kind of trend.
    public var trend: Component
    /// Whether the trend fades by a factor a step.
    public var damped: Bool
    /// Kind of season.
    public var season: Component

    /// The form with the given components.
    public init(
      multiplicativeError: Bool = false, trend: Component = .none, damped: Bool = false,
      season: Component = .none
    ) {
      self.multiplicativeError = multiplicativeError
      self.trend = trend
      self.damped = damped && trend != .none
      self.season = season
    }

    /// Its name in the literature, such as `A,Ad,M`.
    public var description: String {
      func letter(_ component: Component) -> String {
        switch component {
        case .none: "N"
        case .additive: "A"
        case .multiplicative: "M"
        }
      }
      return (multiplicativeError ? "M" : "A") + "," + letter(trend) + (damped ? "d" : "") + ","
        + letter(season)
    }

    /// Whether mean and variance have a closed form: no multiplicative trend or season.
    public var isLinear: Bool { trend != .multiplicative && season != .multiplicative }
  }

  /// What the model carries from step to step.
  public struct State: Hashable, Sendable, Codable {
    /// The level, in the load's unit.
    public var level: Double
    /// The trend a step: in the load's unit, or a factor.
    public var trend: Double
    /// The seasonal terms (added) or factors; `season[phase]` belongs to the next step.
    public var season: [Double]
    /// Place of the next step in `season`.
    public var phase: Int

    /// A state before its first step.
    public init(level: Double, trend: Double = 0, season: [Double] = [], phase: Int = 0) {
      self.level = level
      self.trend = trend
      self.season = season
      self.phase = phase
    }
  }

  /// Which components there are.
  public var form: Form
  /// Share of an error that moves the level, in 0…1.
  public var alpha: Double
  /// Share of an error that moves the trend (β of the recurrence, at most α).
  public var beta: Double
  /// Share of an error that moves the season, at most 1 − α.
  public var gamma: Double
  /// Factor of the trend a step, in 0…1; 1 without damping.
  public var phi: Double

  /// A model with the given parameters; those of absent components are ignored.
  public init(form: Form, alpha: Double, beta: Double = 0, gamma: Double = 0, phi: Double = 1) {
    self.form = form
    self.alpha = alpha
    self.beta = form.trend == .none ? 0 : beta
    self.gamma = form.season == .none ? 0 : gamma
    self.phi = form.damped ? phi : 1
  }

  /// Level and trend joined for the next step: q.
  @inline(__always) private func grown(_ state: State) -> Double {
    switch form.trend {
    case .none: state.level
    case .additive: state.level + phi * state.trend
    case .multiplicative: state.level * (phi == 1 ? state.trend : pow(max(state.trend, 1e-12), phi))
    }
  }

  /// The expected load of the next step, in the load's unit.
  public func mean(_ state: State) -> Double {
    let q = grown(state)
    switch form.season {
    case .none: return q
    case .additive: return q + state.season[state.phase]
    case .multiplicative: return q * state.season[state.phase]
    }
  }

  /// Moves `state` over the next step, whose load was `value`.
  public func update(_ state: inout State, with value: Double) {
    // Divisors of multiplicative parts stay away from 0: loads may be 0, and the recurrence would not come
    // back.
    func safe(_ x: Double) -> Double { abs(x) > 1e-9 ? x : (x < 0 ? -1e-9 : 1e-9) }
    let q = grown(state)
    let bare: Double
    switch form.season {
    case .none: bare = value
    case .additive: bare = value - state.season[state.phase]
    case .multiplicative: bare = value / safe(state.season[state.phase])
    }
    let level = q + alpha * (bare - q)
    if form.trend != .none, alpha > 0 {
      let additive = form.trend == .additive
      let growth = additive ? level - state.level : level / safe(state.level)
      let faded =
        additive
        ? phi * state.trend : (phi == 1 ? state.trend : pow(max(state.trend, 1e-12), phi))
      state.trend = faded + beta / alpha * (growth - faded)
    }
    if form.season != .none {
      let fresh = form.season == .additive ? value - q : value / safe(q)
      state.season[state.phase] += gamma * (fresh - state.season[state.phase])
      state.phase = state.phase + 1 == state.season.count ? 0 : state.phase + 1
    }
    state.level = level
  }

  /// What a pass over data leaves.
  public struct Pass: Sendable {
    /// The state after the last point.
    public var state: State
    /// Sum of squared errors: absolute, in the load's unit squared, or relative to the mean.
    public var squares: Double
    /// Natural logarithm of the likelihood with the variance at its maximum.
    public var logLikelihood: Double
    /// Number of points.
    public var count: Int
    /// Variance of an error, by n.
    public var variance: Double { squares / Double(count) }
  }

  /// Runs over `values` from `state`; the likelihood is Hyndman et al.'s (2008, section 5.1).
  public func pass(over values: some Collection<Double>, from state: State) -> Pass {
    var state = state
    var squares = 0.0
    var logMeans = 0.0
    for value in values {
      let mean = mean(state)
      if form.multiplicativeError {
        guard mean > 0 else {
          return Pass(state: state, squares: .infinity, logLikelihood: -.infinity, count: values.count)
        }
        let error = value / mean - 1
        squares += error * error
        logMeans += log(mean)
      } else {
        squares += (value - mean) * (value - mean)
      }
      update(&state, with: value)
    }
    let n = Double(values.count)
    return Pass(
      state: state, squares: squares,
      logLikelihood: -n / 2 * (log(2 * .pi * max(squares / n, 1e-300)) + 1) - logMeans,
      count: values.count)
  }

  /// The point forecasts of the next `steps` steps: the path without errors.
  public func path(from state: State, steps: Int) -> [Double] {
    var state = state
    return (0..<steps).map { _ in
      let mean = mean(state)
      advance(&state)
      return mean
    }
  }

  /// One step without an error.
  private func advance(_ state: inout State) {
    state.level = grown(state)
    switch form.trend {
    case .none: break
    case .additive: state.trend *= phi
    case .multiplicative: state.trend = phi == 1 ? state.trend : pow(max(state.trend, 1e-12), phi)
    }
    if form.season != .none { state.phase = state.phase + 1 == state.season.count ? 0 : state.phase + 1 }
  }

  /// c₁…: what an error leaves in the mean that many steps later (2008, table 6.2); for linear forms.
  public func response(steps: Int, period: Int) -> [Double] {
    var fading = 1.0
    var sum = 0.0
    return (1...max(steps, 1)).map { step in
      sum += fading * phi
      fading *= phi
      return alpha + (form.trend == .none ? 0 : beta * sum)
        + (form.season != .none && step % period == 0 ? gamma : 0)
    }
  }

  /// Variances of the forecasts of the next `means.count` steps for linear forms, classes 1 and 2 of Hyndman
  /// et al. (2008, chapter 6): v_h = σ²(1 + Σ c²), or (1 + σ²)θ_h − μ_h² with θ_h = μ_h² + σ² Σ c_j² θ_{h−j}.
  ///
  /// - Precondition: `form.isLinear`.
  public func variances(means: [Double], variance: Double, period: Int) -> [Double] {
    precondition(form.isLinear, "ETS(\(form.description)) has no closed form")
    let c = response(steps: means.count, period: period)
    guard form.multiplicativeError else {
      var sum = 1.0
      return means.indices.map { step in
        if step > 0 { sum += c[step - 1] * c[step - 1] }
        return variance * sum
      }
    }
    var theta: [Double] = []
    return means.indices.map { step in
      var sum = 0.0
      for back in stride(from: 1, through: step, by: 1) {
        sum += c[back - 1] * c[back - 1] * theta[step - back]
      }
      theta.append(means[step] * means[step] + variance * sum)
      return (1 + variance) * theta[step] - means[step] * means[step]
    }
  }
}
