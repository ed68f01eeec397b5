/// The volume under the surface of precision and recall (VUS-PR) and of true and false positive rate (VUS-ROC).
///
/// Labels get shoulders of up to half a window before and after each anomaly, in which a flag counts in part; recall is
/// multiplied by the share of anomalies that were touched at all; the area under the curve is averaged over windows from
/// 0 to `window`. Source: Paparrizos et al., "Volume Under the Surface: A New Accuracy Evaluation Measure for Time-Series
/// Anomaly Detection", PVLDB 15(11), 2022, and what their code (package `vus` 0.0.6, `RangeAUC_volume_opt`) does where
/// the paper is silent: 250 thresholds at equally spaced ranks, each window's shoulders of half its length, anomalies
/// whose shoulders overlap counted as one.
public struct VolumeUnderSurface: Sendable, Hashable {
  /// VUS-PR, 0…1.
  public let precisionRecall: Double
  /// VUS-ROC, 0…1.
  public let receiverOperating: Double

  /// The volumes of scores, of which higher is stranger.
  ///
  /// - Parameters:
  ///   - scores: (N) finite.
  ///   - anomalies: (N) the truth, at least one true.
  ///   - window: The longest window in points, at least 0.
  ///   - thresholds: How many thresholds; the published code's number by default.
  /// - Complexity: O(N log N + window · (length of the anomalies with shoulders + thresholds)).
  public init(scores: [Double], anomalies: [Bool], window: Int, thresholds: Int = 250) {
    precondition(
      scores.count == anomalies.count && scores.count > 1, "\(scores.count) scores, \(anomalies.count) labels"
    )
    precondition(window >= 0 && thresholds >= 2, "window \(window), thresholds \(thresholds)")
    let n = scores.count
    let ranges = anomalyRanges(anomalies)
    precondition(!ranges.isEmpty, "there is no anomaly")
    let sorted = scores.sorted(by: >)
    let step = Double(n - 1) / Double(thresholds - 1)
    let cuts = (0..<thresholds).map { sorted[$0 == thresholds - 1 ? n - 1 : Int(Double($0) * step)] }
    // first threshold at which each point is flagged; thresholds fall
    let first = scores.map { score in
      var (low, high) = (0, thresholds - 1)
      while low < high {
        let middle = (low + high) / 2
        if score >= cuts[middle] { high = middle } else { low = middle + 1 }
      }
      return low
    }
    var flagged = [Double](repeating: 0, count: thresholds)
    for place in first { flagged[place] += 1 }
    for k in 1..<thresholds { flagged[k] += flagged[k - 1] }
    let surface = Surface(anomalies: anomalies, ranges: ranges, first: first, flagged: flagged)
    var (pr, roc) = (0.0, 0.0)
    for width in 0...window {
      let area = surface.areas(window: width)
      pr += area.precisionRecall
      roc += area.receiverOperating
    }
    precisionRecall = pr / Double(window + 1)
    receiverOperating = roc / Double(window + 1)
  }

  private struct Surface {
    let anomalies: [Bool]
    let ranges: [ClosedRange<Int>]
    let first: [Int]
    let flagged: [Double]

    func areas(window: Int) -> (precisionRecall: Double, receiverOperating: Double) {
      let n = anomalies.count
      let half = window / 2
      var shoulders: [Int: Double] = [:]
      for range in ranges {
        for x in stride(from: range.upperBound + 1, to: min(range.upperBound + half + 1, n), by: 1) {
          shoulders[x, default: 0] += (1 - Double(x - range.upperBound) / Double(window)).squareRoot()
        }
        for x in stride(from: max(range.lowerBound - half, 0), to: range.lowerBound, by: 1) {
          shoulders[x, default: 0] += (1 - Double(range.lowerBound - x) / Double(window)).squareRoot()
        }
      }
      var truePositives = [Double](repeating: 0, count: flagged.count)
      var inShoulders = truePositives
      // in order of place, so that sums are always taken in one order
      for x in shoulders.keys.sorted() where !anomalies[x] {
        let weight = min(1, shoulders[x] ?? 0)
        truePositives[first[x]] += weight
        inShoulders[first[x]] += weight
      }
      let positives = Double(anomalies.count { $0 })
      for range in ranges { for x in range { truePositives[first[x]] += 1 } }
      let touched = firstTouches(half)
      var existence = [Double](repeating: 0, count: flagged.count)
      for place in touched { existence[place] += 1 }
      var (pr, roc) = (0.0, 0.0)
      var last = (tpr: 0.0, fpr: 0.0)
      for k in flagged.indices {
        if k > 0 {
          truePositives[k] += truePositives[k - 1]
          inShoulders[k] += inShoulders[k - 1]
          existence[k] += existence[k - 1]
        }
        let (tp, all) = (truePositives[k], positives + (positives + inShoulders[k]))
        let recall = min(tp / (all / 2), 1)
        let tpr = recall * existence[k] / Double(touched.count)
        let fpr = (flagged[k] - tp) / (Double(n) - all / 2)
        pr += (tpr - last.tpr) * tp / flagged[k]
        roc += (fpr - last.fpr) * (tpr + last.tpr) / 2
        last = (tpr, fpr)
      }
      roc += (1 - last.fpr) * (1 + last.tpr) / 2
      return (pr, roc)
    }

    /// For each anomaly with its shoulders, overlapping ones as one, the first threshold that touches it.
    private func firstTouches(_ half: Int) -> [Int] {
      let n = anomalies.count
      var touches: [Int] = []
      var start = max(ranges[0].lowerBound - half, 0)
      for (index, range) in ranges.enumerated() {
        let isLast = index == ranges.count - 1
        if !isLast, range.upperBound + half >= ranges[index + 1].lowerBound - half { continue }
        let end = isLast ? min(range.upperBound + half, n - 1) : range.upperBound + half
        touches.append((start...end).reduce(flagged.count - 1) { min($0, first[$1]) })
        if !isLast { start = ranges[index + 1].lowerBound - half }
      }
      return touches
    }
  }
}
