/// Goes over the bytes of a time.
struct CivilScanner {
  private let text: UnsafePointer<CChar>
  private let count: Int
  private var position = 0

  init(text: UnsafePointer<CChar>, count: Int) {
    self.text = text
    self.count = count
  }

  var isAtEnd: Bool { position == count }

  /// Takes the letter if it is the next one.
  mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard position < count, UInt8(bitPattern: text[position]) == UInt8(ascii: letter) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int64? {
    guard position < count else { return nil }
    let digit = Int64(text[position]) - 48
    guard digit >= 0 && digit <= 9 else { return nil }
    position += 1
    return digit
  }

  /// The number that exactly so many digits make.
  mutating func digits(_ wanted: Int) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<wanted {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// A date: `YYYY-MM-DD`, `YYYY/MM/DD` or, as German spreadsheets have it, `DD.MM.YYYY`. What has slashes and begins with
  /// a day or a month is none: nothing tells which.
  mutating func date() -> (year: Int64, month: Int64, day: Int64)? {
    guard count > 4 else { return nil }
    if UInt8(bitPattern: text[2]) == UInt8(ascii: ".") {
      guard let day = digits(2), take("."), let month = digits(2), take("."), let year = digits(4) else {
        return nil
      }
      return (year, month, day)
    }
    guard let year = digits(4) else { return nil }
    let mark: Unicode.Scalar = UInt8(bitPattern: text[4]) == UInt8(ascii: "/") ? "/" : "-"
    guard take(mark), let month = digits(2), take(mark), let day = digits(2) else { return nil }
    return (year, month, day)
  }

  /// The month that an English name of three letters stands for, from 1.
  mutating func monthName() -> Int64? {
    guard position + 3 <= count else { return nil }
    let letters = UnsafeBufferPointer(start: text + position, count: 3).lazy.map { UInt8(bitPattern: $0) }
    guard let index = Self.months.firstIndex(where: { $0.utf8.elementsEqual(letters) }) else { return nil }
    position += 3
    return Int64(index + 1)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// A time of day: `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`.
  mutating func clock() -> (seconds: Int64, microseconds: Int64)? {
    guard let hour = digits(2), take(":"), let minute = digits(2), hour < 24, minute < 60 else { return nil }
    var seconds = hour * 3600 + minute * 60
    guard take(":") else { return (seconds, 0) }
    guard let second = digits(2), second < 60 else { return nil }
    seconds += second
    guard take(".") else { return (seconds, 0) }
    var fraction: Int64 = 0
    var scale: Int64 = 1_000_000
    var hasDigit = false
    while let digit = digit() {
      hasDigit = true
      scale /= 10
      fraction += digit * scale
    }
    return hasDigit ? (seconds, fraction) : nil
  }

  /// The zone's offset from UTC in seconds, nil inside if none is named; nil if what is named is none.
  mutating func zone() -> (offset: Int64?, Void)? {
    if isAtEnd { return (nil, ()) }
    _ = take(" ")
    if take("Z") || take("z") { return (0, ()) }
    if take("U") { return take("T") && take("C") ? (0, ()) : nil }
    let isEast = take("+")
    guard isEast || take("-"), let hours = digits(2), hours < 24 else { return nil }
    var offset = hours * 3600
    if !isAtEnd {
      _ = take(":")
      guard let minutes = digits(2), minutes < 60 else { return nil }
      offset += minutes * 60
    }
    return (isEast ? offset : -offset, ())
  }
}
