/// A date that begins with a day and a month, or a month and a day: `03/10/2024`, `3-10-2024`, `3.10.24`.
///
/// Between points the day comes first, as all who write points have it. Otherwise a number above 12 tells, in this date or in
/// another of its column; two digits of a year are those of 2000 to 2099.
struct DayMonthDate {
  /// Which comes first.
  enum Order: Sendable, Hashable {
    case dayFirst, monthFirst
  }

  /// The first two numbers, from 1 to 31.
  let first, second: Int64
  /// The year.
  let year: Int64
  /// Whether the year has four digits.
  let hasWholeYear: Bool
  private let isPointed: Bool

  /// The date that `scanner` goes over next; nil if it is none in either order.
  init?(_ scanner: inout CivilScanner) {
    guard let (first, firstWidth) = scanner.oneOrTwoDigits(), (1...31).contains(first) else { return nil }
    guard let mark = (["/", "-", "."] as [Unicode.Scalar]).first(where: { scanner.take($0) }) else {
      return nil
    }
    guard let (second, secondWidth) = scanner.oneOrTwoDigits(), (1...31).contains(second), scanner.take(mark),
      let century = scanner.oneOrTwoDigits(), century.width == 2
    else { return nil }
    if let rest = scanner.oneOrTwoDigits() {
      guard rest.width == 2 else { return nil }
      (year, hasWholeYear) = (century.number * 100 + rest.number, true)
    } else {
      // 1.2.34 may be anything
      guard firstWidth == 2, secondWidth == 2 else { return nil }
      (year, hasWholeYear) = (2000 + century.number, false)
    }
    guard min(first, second) <= 12, year >= 1900 else { return nil }
    (self.first, self.second, isPointed) = (first, second, mark == ".")
  }

  /// The date at the beginning of a field that is one, a time of day behind it or not; nil if it is none.
  init?(_ text: String) {
    let found = text.withCString { bytes -> DayMonthDate? in
      var scanner = CivilScanner(text: bytes, count: text.utf8.count)
      guard let date = DayMonthDate(&scanner) else { return nil }
      let order = date.order ?? .dayFirst
      return CivilTime.parse(bytes, count: text.utf8.count, order: order) == nil ? nil : date
    }
    guard let found else { return nil }
    self = found
  }

  /// What the date itself tells; nil if both numbers are at most 12, or 24/03/10 might begin with a year.
  var order: Order? {
    if isPointed { return .dayFirst }
    guard hasWholeYear else { return nil }
    if first > 12 { return .dayFirst }
    return second > 12 ? .monthFirst : nil
  }

  /// The order that the dates of a column tell; nil if none does, or two contradict each other.
  static func order(of dates: [DayMonthDate]) -> Order? {
    let told = Set(dates.compactMap(\.order))
    return told.count == 1 ? told.first : nil
  }
}
