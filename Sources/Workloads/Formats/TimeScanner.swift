/// Reads dates and times of day from text into microseconds since 1970 UTC.
///
/// Knows the proleptic Gregorian calendar without leap seconds, the years 1 to 9999.
struct TimeScanner {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  private init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// A time after ISO 8601: `2023-11-16 18:17:03.9799600`, with a `T` or a space in the middle, up to 9 decimals of
  /// which the seventh and on are cut off, and `Z` or `+02:00` behind it or nothing, which is taken for UTC.
  static func iso8601(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var scanner = TimeScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), scanner.skip(" ") || scanner.skip("T"), let time = scanner.timeOfDay(),
      let date = days(year: year, month: month, day: day)
    else { return nil }
    let fraction = scanner.skip(".") ? scanner.fraction() : 0
    guard let fraction, let zone = scanner.atEnd || scanner.skip("Z") ? 0 : scanner.zone(), scanner.atEnd
    else {
      return nil
    }
    return ((date * 86_400) + time - zone) * 1_000_000 + fraction
  }

  /// A time of a web server's log: `01/Jul/1995:00:00:01 -0400`.
  static func commonLog(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var scanner = TimeScanner(text)
    guard let day = scanner.digits(2), scanner.skip("/"), let month = scanner.month(), scanner.skip("/"),
      let year = scanner.digits(4), scanner.skip(":"), let time = scanner.timeOfDay(), scanner.skip(" "),
      let zone = scanner.zone(), scanner.atEnd, let date = days(year: year, month: month, day: day)
    else { return nil }
    return ((date * 86_400) + time - zone) * 1_000_000
  }

  /// Days from 1 January 1970, or nil if there is no such day.
  ///
  /// Counts years from 1 March of year 0, so that the leap day is a year's last; 400 years have 146,097 days.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard year > 0, (1...12).contains(month), day > 0 else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length: Int64 =
      switch month {
      case 2: isLeap ? 29 : 28
      case 4, 6, 9, 11: 30
      default: 31
      }
    guard day <= length else { return nil }
    let shifted = month > 2 ? year : year - 1
    let monthsSinceMarch = (month + 9) % 12
    let dayOfYear = (153 * monthsSinceMarch + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  private var atEnd: Bool { position == text.count }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digits(_ count: Int) -> Int64? {
    guard position + count <= text.count else { return nil }
    var value: Int64 = 0
    for _ in 0..<count {
      guard (0x30...0x39).contains(text[position]) else { return nil }
      value = value * 10 + Int64(text[position] - 0x30)
      position += 1
    }
    return value
  }

  private mutating func timeOfDay() -> Int64? {
    guard let hour = digits(2), skip(":"), let minute = digits(2), skip(":"), let second = digits(2),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return (hour * 60 + minute) * 60 + second
  }

  /// One to nine decimals as microseconds.
  private mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while position < text.count, (0x30...0x39).contains(text[position]) {
      if count < 6 { value = value * 10 + Int64(text[position] - 0x30) }
      count += 1
      position += 1
    }
    guard (1...9).contains(count) else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// Seconds east of Greenwich: `+0200` or `+02:00`.
  private mutating func zone() -> Int64? {
    let isWest = skip("-")
    guard isWest || skip("+"), let hours = digits(2), skip(":") || true, let minutes = digits(2), hours < 24,
      minutes < 60
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 60 + minutes) * 60
  }

  private mutating func month() -> Int64? {
    guard position + 3 <= text.count else { return nil }
    let letters = text[position..<(position + 3)]
    guard let index = Self.months.firstIndex(where: { $0.utf8.elementsEqual(letters) }) else { return nil }
    position += 3
    return Int64(index + 1)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
