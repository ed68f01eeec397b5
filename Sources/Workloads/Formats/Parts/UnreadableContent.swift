/// Contents of which no series can be read, but of which it can be told what they are.
enum UnreadableContent {
  /// The first bytes of a kind of file, and what to do with it.
  private static let signatures: [(bytes: [UInt8], kind: String, needed: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a zip file or a spreadsheet (xlsx, ods)", "the table in it, saved as CSV"),
    ([0xd0, 0xcf, 0x11, 0xe0], "a spreadsheet or document of Microsoft Office", "its table, saved as CSV"),
    (Array("PAR1".utf8), "a Parquet file", "its table, written as CSV"),
    (Array("ORC".utf8), "an ORC file", "its table, written as CSV"),
    ([0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd", "the file decompressed (unzstd), or gzip"),
    (Array("BZh".utf8), "compressed with bzip2", "the file decompressed (bunzip2), or gzip"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed with xz", "the file decompressed (unxz), or gzip"),
    (Array("SQLite format 3".utf8), "an SQLite database", "a table of it, written as CSV"),
    (Array("%PDF".utf8), "a PDF document", "its figures as CSV"),
  ]
  /// The most lines before a table that are looked beyond.
  private static let mostTitleLines = 10

  /// The sentence about a file that no format recognizes; nil where nothing more is known of it.
  static func refusal(_ head: TraceHead) -> WorkloadError? {
    if let found = signatures.first(where: { head.bytes.starts(with: $0.bytes) }) {
      return WorkloadError("\(head.path): is \(found.kind); needed is \(found.needed).")
    }
    if head.bytes.contains(0x0d), !head.bytes.contains(0x0a) {
      return WorkloadError(
        "\(head.path): its lines end with a carriage return alone; needed are line feeds, as tr '\\r' '\\n' makes of them."
      )
    }
    if let count = titleLines(head) {
      return WorkloadError(
        "\(head.path): its first \(count == 1 ? "line is" : "\(count) lines are") no part of the table that follows "
          + "(\(WorkloadError.quoted(head.lines[0]))); needed is a table whose first line names the columns.")
    }
    if head.header.count == 1, head.lines.count > 2, NumberText.number(head.header[0]) == nil,
      head.lines.dropFirst().allSatisfy({ NumberText.number($0) != nil })
    {
      return WorkloadError(
        "\(head.path): has one column, \(WorkloadError.quoted(head.header[0])), and no times; needed is a column of times beside it. "
          + "Without its first line the numbers are taken for the requests of second after second.")
    }
    return nil
  }

  /// How many lines stand before a table that is known; nil where there is none.
  private static func titleLines(_ head: TraceHead) -> Int? {
    guard !head.isJSON else { return nil }
    var rest = head.bytes[...]
    for count in 1...mostTitleLines {
      guard let end = rest.firstIndex(of: 0x0a) else { return nil }
      let title = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      let inner = TraceHead(path: head.path, bytes: Array(rest), isWhole: false)
      guard inner.lines.count > 2 else { return nil }
      // names of columns that are not understood are as many as the columns
      let isTitle = title.hasPrefix("#") || inner.dialect.fields(of: title).count != inner.header.count
      if isTitle, inner.header.count > 1, TraceFormats.all.contains(where: { $0.recognizes(inner) }) {
        return count
      }
    }
    return nil
  }
}
