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

  /// The number that one or two digits make, and how many they are.
  mutating func oneOrTwoDigits() -> (number: Int64, width: Int)? {
    guard let first = digit() else { return nil }
    guard let second = digit() else { return (first, 1) }
    return (first * 10 + second, 2)
  }

  /// A date: `YYYY-MM-DD`, `YYYY/MM/DD`; as German spreadsheets have it, `DD.MM.YYYY`; with the English name of its month,
  /// `1 Mar 2024`, `01-Mar-2024`, `Mar 10, 2024`, behind the day of the week or not. What has slashes and begins with a day or
  /// a month is none: see ``DayMonthDate``.
  mutating func date() -> (year: Int64, month: Int64, day: Int64)? {
    guard count > 4 else { return nil }
    if !Self.isDigit(text[0]) || !Self.isDigit(text[1]) || [" ", "-"].contains(letter(at: 2)) {
      return namedDate()
    }
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

  private static func isDigit(_ byte: CChar) -> Bool { (0x30...0x39).contains(byte) }

  private func letter(at place: Int) -> Unicode.Scalar { Unicode.Scalar(UInt8(bitPattern: text[place])) }

  /// A date whose month has a name.
  private mutating func namedDate() -> (year: Int64, month: Int64, day: Int64)? {
    let start = position
    if !Self.isDigit(text[position]), monthName() == nil {
      guard weekday() else { return nil }
    } else {
      position = start
    }
    if let day = oneOrTwoDigits() {
      let mark: Unicode.Scalar = position < count && letter(at: position) == "-" ? "-" : " "
      guard take(mark), let month = wholeMonthName(), take(mark), let year = digits(4) else { return nil }
      return (year, month, day.number)
    }
    guard let month = wholeMonthName(), take(" "), let day = oneOrTwoDigits() else { return nil }
    _ = take(",")
    guard take(" "), let year = digits(4) else { return nil }
    return (year, month, day.number)
  }

  /// The month that an English name stands for, short or long.
  private mutating func wholeMonthName() -> Int64? {
    guard let month = monthName() else { return nil }
    let rest = Self.restsOfMonths[Int(month) - 1].utf8
    let following = UnsafeBufferPointer(start: text + position, count: count - position).lazy.map {
      UInt8(bitPattern: $0)
    }
    if following.starts(with: rest) { position += rest.count }
    return month
  }

  /// What long names have behind the three letters of short ones.
  private static let restsOfMonths = [
    "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember",
  ]

  /// Takes the English name of a day of the week, short or long, and what stands behind it.
  private mutating func weekday() -> Bool {
    let rest = UnsafeBufferPointer(start: text + position, count: count - position).lazy.map {
      UInt8(bitPattern: $0)
    }
    guard let name = Self.weekdays.first(where: { rest.starts(with: $0.utf8) }) else { return false }
    position += name.utf8.count
    _ = take(",")
    return take(" ")
  }

  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tue", "Wed", "Thu",
    "Fri", "Sat", "Sun",
  ]

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

  /// A time of day: `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`, with AM or PM behind it or not. 24:00 is the end of the day, and
  /// a leap second, second 60, the second after it.
  ///
  /// - Parameter takesShortHours: Whether an hour may have one digit, as it may before AM and PM.
  mutating func clock(takesShortHours: Bool = false) -> (seconds: Int64, microseconds: Int64)? {
    guard let hour = oneOrTwoDigits(), take(":"), let minute = digits(2), hour.number <= 24, minute < 60
    else { return nil }
    var seconds = minute * 60
    var microseconds: Int64 = 0
    if take(":") {
      guard let second = digits(2), second <= 60 else { return nil }
      seconds += second
      if take(".") {
        guard let fraction = self.fraction() else { return nil }
        microseconds = fraction
      }
    }
    if let isAfternoon = halfOfDay() {
      guard (1...12).contains(hour.number) else { return nil }
      return (hour.number % 12 * 3600 + (isAfternoon ? 43_200 : 0) + seconds, microseconds)
    }
    guard hour.width == 2 || takesShortHours, hour.number < 24 || seconds == 0 && microseconds == 0 else {
      return nil
    }
    return (hour.number * 3600 + seconds, microseconds)
  }

  /// Microseconds that the digits of a fraction of a second say; nil without a digit.
  private mutating func fraction() -> Int64? {
    var fraction: Int64 = 0
    var scale: Int64 = 1_000_000
    var hasDigit = false
    while let digit = digit() {
      hasDigit = true
      scale /= 10
      fraction += digit * scale
    }
    return hasDigit ? fraction : nil
  }

  /// Whether PM stands here, false for AM; nil for neither.
  private mutating func halfOfDay() -> Bool? {
    let start = position
    _ = take(" ")
    let isAfternoon = take("P") || take("p")
    if isAfternoon || take("A") || take("a"), take("M") || take("m") { return isAfternoon }
    position = start
    return nil
  }

  /// The zone's offset from UTC in seconds, nil inside if none is named; nil if what is named is none.
  mutating func zone() -> (offset: Int64?, Void)? {
    if isAtEnd { return (nil, ()) }
    _ = take(" ")
    if take("Z") || take("z") { return (0, ()) }
    if take("U") { return take("T") && take("C") ? (0, ()) : nil }
    if take("G") { return take("M") && take("T") ? (0, ()) : nil }
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
