import Glibc

extension LabelledTable.Schema {
  /// The connections of KDD Cup 1999: 41 features, of which protocol, service and flag are words, and labels that end
  /// with a dot.
  ///
  /// Source: kddcup.names of the UCI KDD archive. It calls four more features symbolic, which are 0 or 1 and numbers
  /// here.
  public static let kddCup1999 = LabelledTable.Schema(
    features: [
      "duration", "protocol_type", "service", "flag", "src_bytes", "dst_bytes", "land", "wrong_fragment",
      "urgent", "hot", "num_failed_logins", "logged_in", "num_compromised", "root_shell", "su_attempted",
      "num_root", "num_file_creations", "num_shells", "num_access_files", "num_outbound_cmds",
      "is_host_login", "is_guest_login", "count", "srv_count", "serror_rate", "srv_serror_rate",
      "rerror_rate", "srv_rerror_rate", "same_srv_rate", "diff_srv_rate", "srv_diff_host_rate",
      "dst_host_count", "dst_host_srv_count", "dst_host_same_srv_rate", "dst_host_diff_srv_rate",
      "dst_host_same_src_port_rate", "dst_host_srv_diff_host_rate", "dst_host_serror_rate",
      "dst_host_srv_serror_rate", "dst_host_rerror_rate", "dst_host_srv_rerror_rate",
    ], categorical: ["protocol_type", "service", "flag"], labelSuffix: ".")
}

/// The labelled network connections of KDD Cup 1999: rows are counted by label, no series, for rows have no time.
///
/// The published files have no header and labels that end with a dot; a table of the 41 features and the label with a header,
/// as programs write it on, may have them without. ``LabelledTable`` reads both.
struct KDDCup1999Format: TraceFormat {
  static let name = "kdd-cup-1999"
  static let summary =
    "KDD Cup 1999, labelled network connections without time: rows are counted by label, no series."
  static let unread = "The features."
  private static let columns = LabelledTable.Schema.kddCup1999.features + ["label"]
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    if header.count == columns.count, header.dropLast().elementsEqual(columns.dropLast()) { return true }
    return head.hasRows(of: columns.count) {
      ["tcp", "udp", "icmp"].contains($0[1]) && $0[0].isNumber && $0[4...40].allSatisfy { $0.isNumber }
        && $0[41].hasSuffix(".")
    }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    var labels = NameTable()
    var counts: [Int] = []
    var label: [CChar] = []
    var hasHeader = false
    // only the last field counts and none is quoted, so lines are cut here, which is faster than reading 42 fields
    try readLines(path) { start, length, line in
      let text = UnsafeBufferPointer(start: start.assumingMemoryBound(to: CChar.self), count: length)
      let (fields, found) = Self.lastField(text)
      guard fields == Self.columns.count else {
        throw WorkloadError.fields(path, line: line, count: fields, columns: Self.columns)
      }
      if report.rows == 0, !hasHeader, Self.isHeader(text) {
        hasHeader = true
        return
      }
      report.rows += 1
      // a program that wrote a header may have quoted words
      let isQuoted = hasHeader && found.count >= 2 && found.first == 0x22 && found.last == 0x22
      let last = isQuoted ? found.dropFirst().dropLast() : found
      let hasDot = last.last == 0x2e
      guard last.count > (hasDot ? 1 : 0), hasDot || hasHeader else {
        let shown = String(decoding: last.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw WorkloadError(
          path, line: line,
          "label is \(WorkloadError.quoted(shown)); allowed are names\(hasHeader ? "" : " that end with \".\"")."
        )
      }
      label.removeAll(keepingCapacity: true)
      label.append(contentsOf: hasDot ? last.dropLast() : last)
      label.append(0)
      let index = label.withUnsafeBufferPointer { labels.index(of: $0.baseAddress!) }
      if index == counts.count { counts.append(0) }
      counts[index] += 1
    }
    guard report.rows > 0 else {
      throw WorkloadError("\(path): has a header but no rows; a table of at least one row is needed.")
    }
    report.notes = zip(labels.names, counts).map { "\($1) rows are labelled \($0)." }
    report.notes.append("Many rows are equal: leave the duplicates out before scoring a detector.")
    return report
  }

  /// Whether a line names the columns.
  private static func isHeader(_ line: UnsafeBufferPointer<CChar>) -> Bool {
    line.lazy.map { UInt8(bitPattern: $0) }.starts(with: columns[0].utf8)
      || line.lazy.map { UInt8(bitPattern: $0) }.starts(with: "\"\(columns[0])\"".utf8)
  }

  /// How many fields a line has, and the last of them.
  private static func lastField(
    _ line: UnsafeBufferPointer<CChar>
  ) -> (count: Int, field: Slice<UnsafeBufferPointer<CChar>>) {
    guard let base = line.baseAddress else { return (0, line[...]) }
    var start = 0
    var count = 1
    while let comma = memchr(base + start, 0x2c, line.count - start) {
      start = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(comma)) + 1
      count += 1
    }
    let end = line.last == 0x0d ? line.count - 1 : line.count
    return (count, line[start..<end])
  }
}
