import Stochastics

import Glibc

/// Evaluates the formulas of one row.
struct FeatureRow {
  let plan: FeaturePlan
  let set: FeatureSet
  let shared: SharedFigures
  /// The first track's newest value; nil where no metric is kept.
  let newest: UnsafePointer<Double>?
  let time: Double

  /// Writes the D features; what is not finite is missing.
  func write(to output: UnsafeMutableBufferPointer<Double>) {
    for (index, step) in plan.steps.enumerated() {
      let value = value(step)
      output[index] = value.isFinite ? value : .nan
    }
  }

  @inline(__always)
  private func past(_ track: Int, _ age: Int) -> Double {
    newest.unsafelyUnwrapped[track * 2 * plan.reach - age]
  }

  @inline(__always)
  private func term(_ term: FeatureTerm, _ a: Int, _ b: Int) -> Double {
    switch term {
    case .metric: past(a, 0)
    case .ratio: past(a, 0) / past(b, 0)
    }
  }

  /// The second of two terms, whose tracks follow those of the first.
  @inline(__always)
  private func second(_ first: FeatureTerm, _ second: FeatureTerm, _ step: FeaturePlan.Step) -> Double {
    switch first {
    case .metric: term(second, step.b, step.c)
    case .ratio: term(second, step.c, step.d)
    }
  }

  @inline(__always)
  private func flag(_ condition: Bool, unless missing: Double) -> Double {
    missing.isNaN ? .nan : condition ? 1 : 0
  }

  private func value(_ step: FeaturePlan.Step) -> Double {
    switch step.formula {
    case .value(let one): return term(one, step.a, step.b)
    case .difference: return past(step.a, 0) - past(step.b, 0)
    case .product(let one, let two): return term(one, step.a, step.b) * second(one, two, step)
    case .power(let one, let power):
      let x = term(one, step.a, step.b)
      var result = x
      for _ in 1..<power { result *= x }
      return result
    case .squareRoot(let one): return term(one, step.a, step.b).squareRoot()
    case .logarithm(let one): return log1p(term(one, step.a, step.b))
    case .larger(let one, let two):
      let (x, y) = (term(one, step.a, step.b), second(one, two, step))
      return x.isNaN || y.isNaN ? .nan : max(x, y)
    case .above(let one, let limit):
      let x = term(one, step.a, step.b)
      return flag(x > limit, unless: x)
    case .missing: return past(step.a, 0).isNaN ? 1 : 0
    case .lag(_, let k): return past(step.a, k)
    case .change(_, let k): return past(step.a, 0) - past(step.a, k)
    case .relativeChange(_, let k): return (past(step.a, 0) - past(step.a, k)) / abs(past(step.a, k))
    case .acceleration(_, let k):
      return past(step.a, 0) - 2 * past(step.a, k) + past(step.a, 2 * k)
    case .increased(_, let k):
      let (now, before) = (past(step.a, 0), past(step.a, k))
      return flag(now > before, unless: now + before)
    case .rolling(let statistic, _, _):
      let value = shared.statistics[step.slot][statistic]
      return statistic == .slope ? value / set.step : value
    case .percentile(_, let percent, _):
      let values = shared.sorted[step.slot].values
      return values.isEmpty ? .nan : quantile(ofSorted: values, Double(percent) / 100)
    case .rank: return shared.sorted[step.slot].rank(of: past(step.a, 0))
    case .score: return score(step)
    case .scoreAbove(_, _, let limit):
      let score = score(step)
      return flag(score > limit, unless: score)
    case .smoothed: return shared.smoothed[step.slot]
    case .smoothedGap: return past(step.a, 0) - shared.smoothed[step.slot]
    case .spectrum: return shared.figures[step.slot]
    case .correlation(_, _, let window, let lag):
      let start = newest.unsafelyUnwrapped
      let stride = 2 * plan.reach
      return windowCorrelation(start + step.a * stride, start + step.b * stride - lag, window: window)
    case .calendar(let figure): return calendar(figure)
    }
  }

  private func score(_ step: FeaturePlan.Step) -> Double {
    let window = shared.statistics[step.slot]
    return (past(step.a, 0) - window.mean) / window.deviation
  }

  private func calendar(_ figure: CalendarFigure) -> Double {
    let day = Calendar.day
    let shifted = time + Double(set.originWeekday) * day
    let days = (shifted / day).rounded(.down)
    let hour = (shifted - days * day) / 3600
    let weekday = days - (days / 7).rounded(.down) * 7
    func angle(_ time: Double, _ period: Double) -> Double {
      2 * .pi * (time / period - (time / period).rounded(.down))
    }
    switch figure {
    case .timestamp: return time
    case .hourOfDay: return hour
    case .dayOfWeek: return weekday
    case .isWeekend: return weekday >= 5 ? 1 : 0
    case .isWorkingHours: return weekday < 5 && hour >= 9 && hour < 17 ? 1 : 0
    case .isNight: return hour < 6 ? 1 : 0
    case .daySine: return sin(angle(time, day))
    case .dayCosine: return cos(angle(time, day))
    case .halfDaySine: return sin(2 * angle(time, day))
    case .halfDayCosine: return cos(2 * angle(time, day))
    case .weekSine: return sin(angle(shifted, 7 * day))
    case .weekCosine: return cos(angle(shifted, 7 * day))
    }
  }
}
