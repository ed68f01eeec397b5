/// Whether bare numbers are times since 1970: all of them from 2001 to 2100 in one unit, and hardly any less than the one before.
enum EpochTimes {
  /// The fewest numbers that tell.
  private static let fewest = 3

  static func are(_ numbers: [Double]) -> Bool {
    guard numbers.count >= fewest, let least = numbers.min(), let most = numbers.max() else { return false }
    guard [1.0, 1e3, 1e6, 1e9].contains(where: { least >= 1e9 * $0 && most < 4.1e9 * $0 }) else {
      return false
    }
    let falls = zip(numbers, numbers.dropFirst()).count { $1 < $0 }
    return falls * 20 <= numbers.count
  }

  /// Whether the beginning of a file is a column of them without a name, or of times of the calendar.
  static func areLines(_ head: TraceHead) -> Bool {
    guard head.header.count == 1, head.lines.count >= fewest else { return false }
    let numbers = head.lines.compactMap { NumberText.number($0) }
    return numbers.count == head.lines.count
      ? are(numbers) : head.lines.allSatisfy { CivilTime.parse($0) != nil }
  }
}
