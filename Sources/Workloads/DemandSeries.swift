/// The CPU demand of one collection on consecutive windows of 300 s.
public struct DemandSeries: Hashable, Sendable {
  /// Start of the first window in microseconds of trace time, a multiple of 300 s.
  public let start: Int64
  /// Length of a window in microseconds: 300 s.
  public let window: Int64
  /// Mean CPU demand of each window in NCU, at least 0; nil where the trace has no row of any task.
  public let values: [Double?]

  /// A series of the given windows of 300 s.
  ///
  /// - Precondition: `start` is a multiple of 300 s in microseconds; the values are finite and at least 0.
  public init(start: Int64, values: [Double?]) {
    precondition(start % windowLength == 0, "start must be a multiple of \(windowLength) µs, is \(start)")
    precondition(
      values.allSatisfy { $0.map { $0.isFinite && $0 >= 0 } ?? true }, "demand must be finite, from 0 up")
    self.start = start
    self.values = values
    window = windowLength
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
    return (DemandSeries(start: start, values: filled), missing)
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
