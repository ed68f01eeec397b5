/// How far something with a known number of equal parts is, in one line.
public enum ProgressText {
  /// A bar, counts, rate and time left, such as `██████······ 6/12 runs, 1.5/s, 4 s left`.
  ///
  /// - Parameters:
  ///   - done: How many are done, those of earlier sittings included.
  ///   - total: How many there are.
  ///   - here: How many were done in this sitting.
  ///   - seconds: How long this sitting has lasted.
  ///   - failed: How many of this sitting failed.
  ///   - unit: What they are, in the plural.
  public static func line(
    done: Int, total: Int, here: Int, seconds: Double, failed: Int, unit: String = "runs"
  ) -> String {
    let width = 24
    let filled = total > 0 ? width * done / total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
    var line = "\(bar) \(done)/\(total) \(unit)"
    if here > 0, seconds > 0 {
      let rate = Double(here) / seconds
      line += rate >= 0.1 ? ", \(rate.formatted(digits: 1))/s" : ", \((60 * rate).formatted(digits: 1))/min"
      line += ", \(duration(Double(total - done) / rate)) left"
    }
    return failed > 0 ? line + ", \(failed) failed" : line
  }

  /// A length of time in its two largest units, rounded up to whole seconds.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "unknown" }
    let whole = Int(max(0, seconds).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    if whole < 86_400 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return "\(whole / 86_400) d \(whole % 86_400 / 3600) h"
  }
}
