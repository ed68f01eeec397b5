/// What a severity `s` in 0…1 stands for: a formula that the model computes and the page shows.
struct Magnitude: Sendable, CustomStringConvertible {
  private enum Form {
    case linear, shrinking, counted
  }

  private let form: Form
  private let base: Double
  private let slope: Double

  /// `base + slope · s`.
  init(_ base: Double, plus slope: Double) { (form, self.base, self.slope) = (.linear, base, slope) }

  /// `base − slope · s`.
  init(_ base: Double, minus slope: Double) { (form, self.base, self.slope) = (.linear, base, -slope) }

  private init(_ form: Form, _ base: Double, _ slope: Double) {
    (self.form, self.base, self.slope) = (form, base, slope)
  }

  /// `whole · (1 − share · s)`.
  static func shrinking(_ whole: Double, by share: Double) -> Self { Self(.shrinking, whole, share) }

  /// `least` and so many more as `more · s` is when rounded.
  static func counted(_ least: Int, plus more: Double) -> Self { Self(.counted, Double(least), more) }

  /// What the severity stands for.
  func callAsFunction(_ severity: Double) -> Double {
    switch form {
    case .linear: base + slope * severity
    case .shrinking: base * (1 - slope * severity)
    case .counted: base + (slope * severity).rounded()
    }
  }

  /// The formula, as in "0.7 − 0.6 s".
  var description: String {
    let sign = slope < 0 ? "−" : "+"
    switch form {
    case .linear: return "\(Self.text(base)) \(sign) \(Self.text(abs(slope))) s"
    case .shrinking: return "\(Self.text(base)) (1 − \(Self.text(slope)) s)"
    case .counted: return "\(Self.text(base)) \(sign) round(\(Self.text(abs(slope))) s)"
    }
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}

extension Double {
  /// The nearest fiftieth, so that replicas in nearly the same condition are in the same, and share a queue in the fluid.
  var inFiftieths: Double { (self * 50).rounded() / 50 }
}
