/// A number as people write it somewhere: digits, perhaps marks between thousands, perhaps a decimal mark.
struct LocaleNumber {
  /// Commas and points in it.
  private(set) var commas = 0, points = 0
  /// Another mark between thousands.
  private(set) var grouping: CSVDialect.Grouping?
  /// Whether the commas, or the points, stand where thousands end: after one to three digits, every three digits.
  private(set) var commasGroup = true, pointsGroup = true
  /// Whether the last mark of all is a comma.
  private(set) var endsWithComma = false
  /// Whether a 0 stands alone before the first mark, as it does before no thousands.
  private(set) var beginsWithZero = false

  /// The number that the bytes are; nil if they are none in any way of writing.
  init?(_ text: some Collection<UInt8>) {
    let bytes = Array(text)
    var position = 0
    if let first = bytes.first, first == 0x2b || first == 0x2d { position = 1 }
    // the digits before each mark, and the marks
    var runs: [Int] = [0]
    var marks: [UInt8] = []
    let start = position
    var exponent = false
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case 0x30...0x39: runs[runs.count - 1] += 1
      case 0x2c, 0x2e, 0x27:
        marks.append(byte)
        runs.append(0)
      case 0x20:
        marks.append(0x20)
        runs.append(0)
      case 0xc2 where position + 1 < bytes.count && bytes[position + 1] == 0xa0:
        marks.append(0x20)
        runs.append(0)
        position += 1
      case 0xe2
      where position + 2 < bytes.count && bytes[position + 1] == 0x80
        && (bytes[position + 2] == 0xaf || bytes[position + 2] == 0x89):
        marks.append(0x20)
        runs.append(0)
        position += 2
      case 0x65, 0x45:
        guard runs != [0], Self.isExponent(bytes[(position + 1)...]) else { return nil }
        exponent = true
      default: return nil
      }
      if exponent { break }
      position += 1
    }
    guard runs.reduce(0, +) > 0 else { return nil }
    beginsWithZero = runs[0] == 1 && !marks.isEmpty && bytes[start] == 0x30 || runs[0] == 0
    for (index, mark) in marks.enumerated() {
      // a mark between thousands has one to three digits before the first, and three digits behind each
      let groups = runs[index + 1] == 3 && (index > 0 ? runs[index] == 3 : (1...3).contains(runs[0]))
      switch mark {
      case 0x2c:
        commas += 1
        commasGroup = commasGroup && groups
      case 0x2e:
        points += 1
        pointsGroup = pointsGroup && groups
      default:
        let kind: CSVDialect.Grouping = mark == 0x27 ? .apostrophe : .space
        guard groups, grouping == nil || grouping == kind else { return nil }
        grouping = kind
      }
    }
    endsWithComma = marks.last == 0x2c
    // nothing stands between thousands behind a decimal mark, nor are there two decimal marks
    if grouping != nil, let last = marks.last, last != 0x2c, last != 0x2e, commas + points > 0 { return nil }
    if commas > 1 && points > 1 { return nil }
    // no thousands begin with a zero, and four small groups are an address of a network
    if commas > 1 || points > 1, beginsWithZero { return nil }
    if points == 3, commas == 0, Self.isAddress(bytes) { return nil }
    if commas > 1 && !commasGroup || points > 1 && !pointsGroup { return nil }
    if commas > 0 && points > 0 {
      let decimals = endsWithComma ? commas : points
      guard decimals == 1, marks.dropLast().allSatisfy({ $0 != marks.last }) else { return nil }
      guard endsWithComma ? pointsGroup : commasGroup, !beginsWithZero else { return nil }
    }
    if grouping != nil && commas + points > 1 { return nil }
  }

  private static func isAddress(_ bytes: some Sequence<UInt8>) -> Bool {
    let groups = Array(bytes).split(separator: 0x2e, omittingEmptySubsequences: false)
    return groups.allSatisfy { group in
      Int(String(decoding: group, as: UTF8.self)).map { (0...255).contains($0) } ?? false
    }
  }

  private static func isExponent(_ bytes: ArraySlice<UInt8>) -> Bool {
    let digits = bytes.first == 0x2b || bytes.first == 0x2d ? bytes.dropFirst() : bytes
    return !digits.isEmpty && digits.count <= 4 && digits.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// What the number says about the way in which numbers are written; nil if it can be read in several ways, or has no mark.
  var evidence: (decimal: CSVDialect.Decimal?, grouping: CSVDialect.Grouping?)? {
    switch (commas, points) {
    case (0, 0): return grouping.map { (nil, $0) }
    case (1, 0):
      if grouping != nil || !commasGroup || beginsWithZero { return (.comma, grouping) }
      return nil
    case (0, 1):
      if grouping != nil || !pointsGroup || beginsWithZero { return (.point, grouping) }
      return nil
    case (_, 0): return (.point, .comma)
    case (0, _): return (.comma, .point)
    default: return endsWithComma ? (.comma, .point) : (.point, .comma)
    }
  }

  /// Whether its one mark is a point that may stand between thousands, or before a fraction of three digits.
  var mayHavePointBetweenThousands: Bool { points == 1 && commas == 0 && evidence == nil }

  /// Whether it can be read as written with these marks.
  func isWritten(decimal: CSVDialect.Decimal, grouping: CSVDialect.Grouping?) -> Bool {
    if let own = self.grouping, own != grouping { return false }
    let (marks, others) = decimal == .comma ? (commas, points) : (points, commas)
    let othersGroup = decimal == .comma ? pointsGroup : commasGroup
    let other: CSVDialect.Grouping = decimal == .comma ? .point : .comma
    return marks <= 1 && (others == 0 || grouping == other && othersGroup && !beginsWithZero)
  }
}
