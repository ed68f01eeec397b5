/// What is usual for a signal: a mean that follows slowly and that outliers hardly move.
///
/// The first readings count alike; later ones move the mean by at most three mean absolute deviations times 1/120, so
/// that ten minutes of a fault move it by a third of such a step at most. After Huber, "Robust Estimation of a Location
/// Parameter", Annals of Mathematical Statistics 35(1), 1964, made recursive.
struct SlowBaseline: Sendable, Hashable {
  private(set) var mean = 0.0
  private(set) var deviation = 0.0
  private var count = 0.0

  private static let fewest = 20.0
  private static let memory = 120.0

  /// What a reading is above usual; 0 before the first.
  func change(_ value: Double) -> Double { count > 0 ? value - mean : 0 }

  /// Takes the next reading; what is not finite is left out.
  mutating func take(_ value: Double) {
    guard value.isFinite else { return }
    count = min(count + 1, Self.memory)
    var step = value - mean
    if count > Self.fewest {
      let most = 3 * max(deviation, 1e-6)
      step = min(max(step, -most), most)
    }
    mean += step / count
    deviation += (abs(step) - deviation) / count
  }
}
