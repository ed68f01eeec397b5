/// The units that numbers of input files are written in.
public enum SettingUnit: Sendable, Hashable, CaseIterable {
  /// Seconds, written `500ms`, `15s`, `10m`, `2h` or `1d`.
  case duration
  /// Bytes, as Kubernetes writes them.
  case bytes
  /// Cores or thousandths of one.
  case cores
  /// A share of 1, written `5%` or `0.05`.
  case share
  /// A plain number.
  case number

  /// How such a value looks, for error sentences.
  public var example: String {
    switch self {
    case .duration: "a duration such as 500ms, 15s, 10m, 2h or 1d"
    case .bytes: "a size such as 512Mi or 2Gi"
    case .cores: "cores such as 2, 0.5 or 500m"
    case .share: "a share such as 5% or 0.05"
    case .number: "a number"
    }
  }

  private var factors: [(suffix: String, factor: Double)] {
    switch self {
    case .duration: [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]
    case .bytes: [("Ki", 0x1p10), ("Mi", 0x1p20), ("Gi", 0x1p30), ("Ti", 0x1p40)]
    case .share: [("%", 0.01), ("", 1)]
    case .cores, .number: [("", 1)]
    }
  }

  /// Other spellings of Kubernetes that are read.
  private var spellings: [(suffix: String, factor: Double)] {
    switch self {
    case .bytes:
      [
        ("Pi", 0x1p50), ("Ei", 0x1p60), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15),
        ("E", 1e18), ("", 1),
      ]
    case .cores: [("m", 0.001)]
    case .duration, .share, .number: []
    }
  }

  /// The value in seconds, bytes, as a share of 1 or as it is; nil if `text` is not of this unit or not finite.
  public func parse(_ text: String) -> Double? { value(text).flatMap { $0.isFinite ? $0 : nil } }

  /// The same, infinite where it is more than a number holds.
  public func value(_ text: String) -> Double? {
    for (suffix, factor) in factors + spellings where text.hasSuffix(suffix) {
      let digits = text.dropLast(suffix.count)
      if let value = Self.number(digits, times: factor) { return value }
    }
    return nil
  }

  /// What the digits say times a factor, the nearest number to it: 95% is 0.95 and 7ms is 0.007 as if written so.
  private static func number(_ digits: Substring, times factor: Double) -> Double? {
    // Double would take 0x10, nan and 1_000 too
    guard let first = digits.utf8.first, "0123456789-.".utf8.contains(first),
      digits.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) })
    else { return nil }
    // a hundredth and a thousandth are no binary numbers: multiplying by them would round twice
    let shift = factor == 0.01 ? "e-2" : factor == 0.001 ? "e-3" : ""
    let hasExponent = digits.utf8.contains { "eE".utf8.contains($0) }
    return shift.isEmpty || hasExponent ? Double(digits).map { $0 * factor } : Double(digits + shift)
  }

  /// The value with the largest unit that keeps it at or above 1.
  public func format(_ value: Double) -> String {
    if value == 0 { return self == .duration ? "0s" : self == .share ? "0%" : "0" }
    var fitting = factors.last { abs(value) >= $0.factor } ?? factors[0]
    // what is no short number of binary units, such as 1 or 1e15, is shown as it is
    if self == .bytes, value * 1000 / fitting.factor != (value * 1000 / fitting.factor).rounded() {
      fitting = ("", 1)
    }
    let exact = value / fitting.factor
    // 0.07 over 0.01 is 7.000000000000001: what was written with few digits is shown with few
    let short = (exact * 1e9).rounded() / 1e9
    let scaled = abs(exact - short) <= abs(exact) * 1e-15 ? short : exact
    let digits = scaled == scaled.rounded() && abs(scaled) < 1e15 ? String(Int64(scaled)) : String(scaled)
    return digits + fitting.suffix
  }
}
