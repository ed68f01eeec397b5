import InputFiles

/// A value of an experiment as a number, for an axis.
public struct AxisValue: Sendable, Hashable {
  /// The number in `unit`.
  public var number: Double
  /// `s`, `Gi`, `%` or nothing.
  public var unit: String

  /// The number that `text` stands for, durations in seconds, sizes in Gi and shares in percent; nil if it is none.
  public init?(_ text: String) {
    for (kind, unit, factor) in [
      (SettingUnit.number, "", 1.0), (.duration, "s", 1), (.bytes, "Gi", 0x1p30), (.share, "%", 0.01),
    ] {
      guard let value = kind.parse(text) else { continue }
      number = value / factor
      self.unit = unit
      return
    }
    return nil
  }
}
