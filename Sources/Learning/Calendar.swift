import Glibc

/// Position in the day, as two inputs without a jump at midnight.
enum Calendar {
  static let day = 86_400.0

  /// Sine and cosine of the time of day of `time`, seconds from the time line's origin (taken to be a
  /// midnight).
  static func features(at time: Double) -> (sine: Float, cosine: Float) {
    let angle = 2 * Double.pi * (time / day - (time / day).rounded(.down))
    return (Float(sin(angle)), Float(cos(angle)))
  }
}
