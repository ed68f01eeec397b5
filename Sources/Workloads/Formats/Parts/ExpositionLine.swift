/// The parts of a line of a sample: `name{label="value"} value timestamp`, all of them pieces of the line.
///
/// The name may stand among the labels, as `{__name__="name",…}` (promtool tsdb dump) or `{"name",…}`.
struct ExpositionLine {
  /// The metric's name; nothing where it stands among the labels.
  let name: UnsafeRawBufferPointer
  /// The name and the labels.
  let series: UnsafeRawBufferPointer
  let value: UnsafeRawBufferPointer
  let timestamp: UnsafeRawBufferPointer?

  var hasLabels: Bool { series.count > name.count }

  /// The parts of `line`; nil if it is no sample.
  init?(_ line: UnsafeRawBufferPointer) {
    func piece(_ range: Range<Int>) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(rebasing: line[range])
    }
    var end = 0
    while end < line.count, Self.isNameLetter(line[end], isFirst: end == 0) { end += 1 }
    name = piece(0..<end)
    guard end > 0 || line.first == UInt8(ascii: "{") else { return nil }
    if end < line.count, line[end] == UInt8(ascii: "{") {
      guard let close = Self.closingBrace(line, from: end) else { return nil }
      end = close + 1
    }
    series = piece(0..<end)
    guard end < line.count, Self.isSpace(line[end]) else { return nil }
    guard !name.isEmpty || Self.areLabels(series) else { return nil }

    // An exemplar follows " # "; a number has no such sign.
    let rest = line[end...].prefix { $0 != UInt8(ascii: "#") }
    let words = rest.split(omittingEmptySubsequences: true, whereSeparator: Self.isSpace)
    guard words.count == 1 || words.count == 2 else { return nil }
    value = UnsafeRawBufferPointer(rebasing: words[0])
    timestamp = words.count == 2 ? UnsafeRawBufferPointer(rebasing: words[1]) : nil
  }

  /// Whether what begins with a brace are labels: an object of JSON has no equals sign before a quotation mark.
  static func areLabels(_ series: UnsafeRawBufferPointer) -> Bool {
    series.count == 2 || zip(series, series.dropFirst()).contains { $0 == (0x3d, 0x22) }
  }

  /// The metric's name, wherever it stands.
  static func family(_ series: UnsafeRawBufferPointer) -> String {
    let text = String(decoding: series, as: UTF8.self)
    guard text.hasPrefix("{") else { return String(text.prefix { $0 != "{" }) }
    for start in ["{__name__=\"", "{\""] where text.hasPrefix(start) {
      return String(text.dropFirst(start.count).prefix { $0 != "\"" })
    }
    return ""
  }

  private static func closingBrace(_ line: UnsafeRawBufferPointer, from open: Int) -> Int? {
    var isQuoted = false
    var position = open + 1
    while position < line.count {
      switch line[position] {
      case UInt8(ascii: "\\") where isQuoted: position += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "}") where !isQuoted: return position
      default: break
      }
      position += 1
    }
    return nil
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

  static func isNameLetter(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: ":"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !isFirst
    default: false
    }
  }
}

/// A line that `promtool query` prints: `name{label="value"} =>` before the samples of a range, `value @[time]` for each of
/// them, or both in one line for an instant.
struct PromtoolLine {
  /// The name and the labels of the series that begins; nil if the line goes on with the one before.
  private(set) var series: UnsafeRawBufferPointer?
  /// The value and the time; nil if the line only begins a series.
  private(set) var sample: (value: UnsafeRawBufferPointer, time: UnsafeRawBufferPointer)?

  /// The parts of `line`; nil if it is no such line.
  init?(_ line: UnsafeRawBufferPointer) {
    func trimmed(_ range: Range<Int>) -> UnsafeRawBufferPointer {
      var range = range
      while !range.isEmpty, ExpositionLine.isSpace(line[range.lowerBound]) { range.removeFirst() }
      while !range.isEmpty, ExpositionLine.isSpace(line[range.upperBound - 1]) { range.removeLast() }
      return UnsafeRawBufferPointer(rebasing: line[range])
    }
    func last(_ a: UInt8, _ b: UInt8, before end: Int) -> Int? {
      (1..<max(1, end)).last { line[$0 - 1] == a && line[$0] == b }
    }
    let all = trimmed(0..<line.count)
    guard let end = all.last, end == UInt8(ascii: "]") || end == UInt8(ascii: ">") else { return nil }
    let trailing = line.reversed().prefix { ExpositionLine.isSpace($0) }.count
    var rest = line.count
    if end == UInt8(ascii: "]") {
      guard let open = last(UInt8(ascii: "@"), UInt8(ascii: "["), before: line.count),
        let close = line.lastIndex(of: UInt8(ascii: "]")), close > open
      else { return nil }
      rest = open - 1
      sample = (trimmed(0..<rest), trimmed(open + 1..<close))
    }
    if let arrow = last(UInt8(ascii: "="), UInt8(ascii: ">"), before: rest) {
      let name = trimmed(0..<arrow - 1)
      let isBraced = name.first == UInt8(ascii: "{")
      guard let first = name.first, isBraced || ExpositionLine.isNameLetter(first, isFirst: true),
        !isBraced || ExpositionLine.areLabels(name), sample != nil || arrow == line.count - 1 - trailing
      else { return nil }
      series = name
      if sample != nil { sample?.value = trimmed(arrow + 1..<rest) }
    }
    guard series != nil || sample != nil else { return nil }
  }
}
