import Stochastics

/// How margins around a forecast follow from past errors.
///
/// A score is what came true minus the forecast; the margin of probability p is meant to be exceeded by a
/// share 1 − p of scores.
public enum ConformalMethod: Hashable, Sendable, Codable {
  /// The order statistic of rank ⌈(n + 1)p⌉ of the n calibration scores, for ever: right on average while the
  /// errors stay exchangeable with those (Vovk, Gammerman & Shafer, "Algorithmic Learning in a Random World",
  /// 2005).
  case split
  /// Quantiles of the last `memory` scores at a probability that moves by `gain` × (missed − (1 − p)) after
  /// each outcome, replayed over the last `steps` outcomes (Gibbs & Candès, "Adaptive Conformal Inference
  /// Under Distribution Shift", NeurIPS 2021). Replaying forgets what is older.
  case adaptive(gain: Double, memory: Int, steps: Int)
  /// The margin itself moves by `gain` × spread × (missed − (1 − p)) over the last `steps` outcomes, from the
  /// calibration's margin (the quantile tracker of Angelopoulos, Candès & Tibshirani, "Conformal PID Control
  /// for Time Series Prediction", NeurIPS 2023). Spread is the calibration's largest absolute score. In a
  /// lasting shift `steps` limits how far the margin can move: about `steps` × `gain` × spread × (share
  /// missed − 1 + p).
  case tracking(gain: Double, steps: Int)

  /// Adaptive with gain 0.01, memory 200 and 120 steps.
  public static let adaptive = ConformalMethod.adaptive(gain: 0.01, memory: 200, steps: 120)

  var problem: String? {
    let (gain, counts): (Double, [Int])
    switch self {
    case .split: return nil
    case .adaptive(let share, let memory, let steps): (gain, counts) = (share, [memory, steps])
    case .tracking(let share, let steps): (gain, counts) = (share, [steps])
    }
    if !(gain > 0 && gain < 1) { return "the conformal gain must be between 0 and 1, is \(gain)." }
    if let wrong = counts.first(where: { !(1...100_000).contains($0) }) {
      return "conformal memory and steps must be in 1...100000, one is \(wrong)."
    }
    return nil
  }

  /// Past scores that one margin needs, for forecasts whose outcome is known `horizon` steps later.
  func scoreCount(horizon: Int) -> Int {
    switch self {
    case .split: 0
    case .adaptive(_, let memory, let steps): memory + steps + horizon - 1
    case .tracking(_, let steps): steps
    }
  }

  /// The margin of probability `p`.
  ///
  /// - Parameters:
  ///   - scores: The newest `scoreCount(horizon:)` known scores, oldest first.
  ///   - calibration: Scores of the calibration part, ascending.
  ///   - horizon: Steps after which an outcome is known.
  func margin(p: Double, scores: ArraySlice<Double>, calibration: [Double], horizon: Int) -> Double {
    switch self {
    case .split: return Self.splitMargin(p: p, calibration: calibration)
    case .tracking(let gain, _):
      let step = gain * max(abs(calibration.first ?? 0), abs(calibration.last ?? 0))
      let start = Self.splitMargin(p: p, calibration: calibration)
      // Each margin knew only the outcomes of `horizon` steps before. A miss lifts it by p steps, a hit lowers it by 1 − p: it
      // stands still on average just where a share 1 − p is missed, whatever the errors look like.
      var margins = [Double](repeating: start, count: scores.count + horizon)
      for (place, score) in scores.enumerated() {
        let missed = score > margins[place] ? 1.0 : 0
        let next = place + horizon
        margins[next] = margins[next - 1] + step * (missed - (1 - p))
      }
      return margins[margins.count - 1]
    case .adaptive(let gain, let memory, let steps):
      let first = scores.startIndex
      var window = Array(scores[first..<first + memory]).sorted()
      // A level may leave 0...1 and is cut only where it is used: at the bound it remembers how much it owes, or coverage would
      // fall behind by each miss that was cut off.
      var levels = [Double](repeating: p, count: steps + horizon)
      for step in 0..<steps {
        // The margin for this outcome saw the scores up to `horizon` before it.
        let margin = quantile(ofSorted: window, min(max(levels[step], 0), 1))
        let missed = scores[first + memory + horizon - 1 + step] > margin ? 1.0 : 0
        let next = step + horizon
        levels[next] = levels[next - 1] + gain * (missed - (1 - p))
        // one out, one in: sorting anew for each outcome would cost more than the forecasts
        window.replaceSorted(scores[first + step], by: scores[first + memory + step])
      }
      // `window` now ends `horizon` − 1 scores before the newest one.
      for step in steps..<steps + horizon - 1 {
        window.replaceSorted(scores[first + step], by: scores[first + memory + step])
      }
      return quantile(ofSorted: window, min(max(levels[levels.count - 1], 0), 1))
    }
  }

  /// Upper half: the smallest score that at least ⌈(n + 1)p⌉ do not exceed; lower half: its mirror image.
  static func splitMargin(p: Double, calibration: [Double]) -> Double {
    let n = calibration.count
    guard n > 0 else { return 0 }
    let rank = Double(n + 1) * p
    let place = Int((p >= 0.5 ? rank.rounded(.up) : rank.rounded(.down))) - 1
    return calibration[min(max(place, 0), n - 1)]
  }
}

extension [Double] {
  /// Takes one `old` out of an ascending array and puts `new` where it belongs.
  fileprivate mutating func replaceSorted(_ old: Double, by new: Double) {
    func place(_ value: Double) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if self[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    remove(at: place(old))
    insert(new, at: place(new))
  }
}
