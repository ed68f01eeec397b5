/// One line of counts: `12, 13, 14 …`, requests of second after second.
enum CountsLine {
  /// The fewest numbers that make one: fewer are a row of a table.
  private static let fewest = 10

  /// Whether the beginning of a file is one line of numbers.
  static func recognizes(_ head: TraceHead) -> Bool {
    guard head.lines.count == 1, !head.bytes.dropLast(2).contains(0x0a) else { return false }
    let count = numbers(head).map(\.count) ?? 0
    return count >= fewest
  }

  /// The numbers of the beginning of a file, of which one that may be cut is left out; nil if something else is there.
  private static func numbers(_ head: TraceHead) -> [Double]? {
    var numbers: [Double] = []
    let isWhole = head.bytes.count < 64 << 10
    var position = 0
    return head.bytes.withUnsafeBytes { bytes in
      while let field = next(bytes, &position) {
        // the last of a line that goes on may be cut
        if position >= bytes.count, !isWhole { break }
        guard let number = NumberText.number(field) else { return nil }
        numbers.append(number)
      }
      return numbers
    }
  }

  /// Hands over each number.
  ///
  /// - Throws: ``WorkloadError`` at what is none, or what `body` throws.
  static func read(_ path: String, _ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    if let numbers = numbers(try TraceHead(path: path)), EpochTimes.are(numbers) {
      throw WorkloadError(
        "\(path): its numbers rise as times since 1970 do and are no counts of requests; a time a line is a log of requests."
      )
    }
    var report = TraceReport()
    let step: Int64 = 1_000_000
    report.series = [TraceReport.Series(name: "count", quantity: .requests, step: step)]
    try readLines(path) { start, length, line in
      let bytes = UnsafeRawBufferPointer(start: start, count: length)
      var position = 0
      while let field = next(bytes, &position) {
        guard let value = NumberText.number(field) else {
          throw WorkloadError(
            path, line: line,
            "the number \(report.rows + 1) is \(WorkloadError.quoted(String(decoding: field, as: UTF8.self))); "
              + "allowed are finite numbers apart by commas, semicolons, tabs or spaces.")
        }
        try body(SeriesSample(series: 0, time: Int64(report.rows) * step, value: value))
        report.rows += 1
      }
    }
    report.notes = ["The file holds only numbers; they are taken for the requests of second after second."]
    return report
  }

  /// The next run of bytes that separate nothing.
  private static func next(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> UnsafeRawBufferPointer?
  {
    func separates(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x2c, 0x3b, 0x0d, 0x0a].contains(byte) }
    while position < bytes.count, separates(bytes[position]) { position += 1 }
    let start = position
    while position < bytes.count, !separates(bytes[position]) { position += 1 }
    return position > start ? UnsafeRawBufferPointer(rebasing: bytes[start..<position]) : nil
  }
}
