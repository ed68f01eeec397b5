/// Demand on consecutive windows of equal length: the CPU of one collection, or any other measure of work.
public struct DemandSeries: Hashable, Sendable {
  /// Start of the first window in microseconds of trace time.
  public let start: Int64
  /// Length of a window in microseconds, positive; 300 s in Google's traces.
  public let window: Int64
  /// Mean demand in each window, at least 0, in NCU for Google's traces; nil where the trace has no measurement.
  public let values: [Double?]

  /// A series of windows of the given length in microseconds, 300 s by default.
  ///
  /// - Precondition: `window` is positive; the values are finite and at least 0.
  public init(start: Int64, window: Int64 = 300_000_000, values: [Double?]) {
    precondition(window > 0, "a window must be positive, is \(window) µs")
    precondition(
      values.allSatisfy { $0.map { $0.isFinite && $0 >= 0 } ?? true }, "demand must be finite, from 0 up")
    self.start = start
    self.values = values
    self.window = window
  }

  /// Windows without a value.
  public var missing: Int { values.count { $0 == nil } }
}

/// What to put where a window has no value. Absent is not zero: the task may have run without being measured.
public enum FillPolicy: String, CaseIterable, Sendable {
  /// On the straight line between the nearest values; before the first and after the last, the nearest.
  case linear
  /// The last value before; before the first, the first.
  case hold
  /// No demand.
  case zero
  /// Nothing: a missing window is an error.
  case refuse
}

extension DemandSeries {
  /// The series without missing windows, and how many were filled.
  ///
  /// - Throws: ``WorkloadError`` if no window has a value, or one has none and `policy` is
  ///   ``FillPolicy/refuse``.
  public func fill(_ policy: FillPolicy) throws -> (series: DemandSeries, filled: Int) {
    guard missing < values.count else {
      throw WorkloadError(
        "the demand has no value in any of \(values.count) windows; at least one is needed.")
    }
    if policy == .refuse, let gap = values.firstIndex(where: { $0 == nil }) {
      throw WorkloadError(
        "the demand has no value in \(missing) of \(values.count) windows, the first at "
          + "\(start + Int64(gap) * window) µs; fill them with linear, hold or zero.")
    }
    var filled = values
    var index = 0
    while index < values.count {
      guard values[index] == nil else {
        index += 1
        continue
      }
      let end = values[index...].firstIndex { $0 != nil } ?? values.count
      let before = index > 0 ? values[index - 1] : nil
      let after = end < values.count ? values[end] : nil
      for gap in index..<end {
        let share = Double(gap - index + 1) / Double(end - index + 1)
        filled[gap] = Self.value(policy, before: before, after: after, share: share)
      }
      index = end
    }
    return (DemandSeries(start: start, window: window, values: filled), missing)
  }

  private static func value(_ policy: FillPolicy, before: Double?, after: Double?, share: Double) -> Double {
    switch policy {
    case .zero: return 0
    case .hold, .refuse: return before ?? after ?? 0
    case .linear:
      guard let before, let after else { return before ?? after ?? 0 }
      return before + (after - before) * share
    }
  }
}
