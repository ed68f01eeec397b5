import Foundation
import Testing

@testable import Workloads

@Suite("How files of separated values are written")
struct CSVDialectTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var content: String
    var words: String
    /// The fields of the third line.
    var fields: [String]
  }

  static let cases: [Case] = [
    Case(
      testDescription: "plain", content: "time,rps\n1,0.5\n2,1.5\n", words: "fields apart by ,",
      fields: ["2", "1.5"]),
    Case(
      testDescription: "tabs", content: "time\trps\n1\t0.5\n2\t1.5\n", words: "fields apart by tabs",
      fields: ["2", "1.5"]),
    Case(
      testDescription: "bars", content: "time|rps\n1|0.5\n2|1.5\n", words: "fields apart by |",
      fields: ["2", "1.5"]),
    Case(
      testDescription: "a quoted field may hold the separator and quotation marks",
      content: "time,host,rps\n1,\"a,b\",5\n2,\"a \"\"c\"\", d\",6\n", words: "fields apart by ,",
      fields: ["2", "a \"c\", d", "6"]),
    Case(
      testDescription: "Excel in German: semicolons and decimal commas",
      content: "Zeit;a;b\n2023-11-14 22:00:00;500,5;1,25\n2023-11-14 22:01:00;501,5;0,125\n",
      words: "fields apart by ;, decimal comma", fields: ["2023-11-14 22:01:00", "501.5", "0.125"]),
    Case(
      testDescription: "without a header and with as many commas as semicolons",
      content: "1700000000;500,5\n1700000060;501,5\n1700000120;502,5\n",
      words: "fields apart by ;, decimal comma",
      fields: ["1700000120", "502.5"]),
    Case(
      testDescription: "points between thousands", content: "t;v\n1;1.234.567,5\n2;1.234,5\n",
      words: "fields apart by ;, decimal comma, thousands apart by .", fields: ["2", "1234.5"]),
    Case(
      testDescription: "Grafana: semicolons, quoted texts, commas between thousands",
      content: "\"Series\";\"Time\";\"Value\"\n\"a\";\"2023-11-14T22:00:00Z\";1,720,000,000.283\n"
        + "\"a\";\"2023-11-14T23:00:00Z\";1,820.5\n",
      words: "fields apart by ;, thousands apart by ,", fields: ["a", "2023-11-14T23:00:00Z", "1820.5"]),
    Case(
      testDescription: "commas between fields and, in quotation marks, between thousands",
      content: "t,v\n1,\"1,234,567\"\n2,\"1,234\"\n", words: "fields apart by ,, thousands apart by ,",
      fields: ["2", "1234"]),
    Case(
      testDescription: "a decimal point elsewhere leaves the comma one meaning",
      content: "t,v,w\n1,\"1,234\",0.5\n2,\"2,345\",0.25\n", words: "fields apart by ,, thousands apart by ,",
      fields: ["2", "2345", "0.25"]),
    Case(
      testDescription: "French: spaces between thousands", content: "t;v\n1;1 234,5\n2;2\u{202f}345,25\n",
      words: "fields apart by ;, decimal comma, thousands apart by spaces", fields: ["2", "2345.25"]),
    Case(
      testDescription: "Swiss: apostrophes", content: "t;v\n1;1'234.5\n2;2'345.25\n",
      words: "fields apart by ;, thousands apart by '", fields: ["2", "2345.25"]),
    Case(
      testDescription: "a first line that names the separator", content: "sep=;\nt;v\n1;0,5\n2;1,5\n",
      words: "fields apart by ;, decimal comma, a first line that names the separator", fields: ["2", "1.5"]),
    Case(
      testDescription: "dates and times have no marks between thousands",
      content: "day,v\n2023-11-14 22:00:00,1\n2023-11-14 22:01:00,2\n", words: "fields apart by ,",
      fields: ["2023-11-14 22:01:00", "2"]),
  ]

  @Test("separator and marks are found, and numbers come as programs write them", arguments: cases)
  func sniffed(_ one: Case) throws {
    let file = try TemporaryFile("load.csv", content: one.content)
    let head = try TraceHead(path: file.path)
    #expect(head.dialect.words == one.words && head.fields(2) == one.fields)
    var rows: [[String]] = []
    try readTable(file.path, header: .any) { row in rows.append(row.names.indices.map { row.text($0) }) }
    #expect(rows[1] == one.fields)
  }

  @Test("UTF-16 with a mark or without, and a mark of UTF-8, make no difference")
  func encodings() throws {
    let text = "time,größe 𝄞\n1,0.5\n2,1.5\n"
    let utf16 = Array(text.utf16)
    let little = utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let big = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    for (bytes, name) in [
      ([0xef, 0xbb, 0xbf] + Array(text.utf8), "UTF-8"), (Array(text.utf8), "UTF-8"),
      ([0xff, 0xfe] + little, "UTF-16 (little-endian)"), ([0xfe, 0xff] + big, "UTF-16 (big-endian)"),
      (little, "UTF-16 (little-endian)"), (big, "UTF-16 (big-endian)"),
    ] {
      let file = try TemporaryFile("load.csv", bytes: bytes)
      #expect(try content(of: file.path) == Array(text.utf8))
      #expect(try TraceHead(path: file.path).dialect.encoding == name)
    }
    let tabs = try TemporaryFile("load.csv", bytes: Array("id\tt\tv\n".utf16).flatMap { [UInt8($0), 0] })
    #expect(try TraceHead(path: tabs.path).header == ["id", "t", "v"])
    // half a character at the end, and half a pair before it, are no characters
    let broken = try TemporaryFile("load.csv", bytes: [0xff, 0xfe, 0x61, 0, 0x34, 0xd8, 0x62, 0, 0x63])
    #expect(try content(of: broken.path) == Array("a\u{fffd}b\u{fffd}".utf8))
  }

  @Test("UTF-16 of any length comes whole")
  func longUTF16() throws {
    let text = String(repeating: "abcdé𝄞\n", count: 30_000)
    let file = try TemporaryFile(
      "x", bytes: [0xff, 0xfe] + Array(text.utf16).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
    #expect(try content(of: file.path) == Array(text.utf8))
  }

  @Test("a number that can be read in two ways is refused with its line, unless a mapping says which")
  func doubt() throws {
    let file = try TemporaryFile("load.csv", content: "time;v\n1;5\n2;1,234\n3;2,345\n")
    #expect(
      throws: WorkloadError(
        "\(file.path), line 3: \"1,234\" may be 1234 or 1.234, and no other number tells which; say with a mapping "
          + "(--columns …,decimal=point or decimal=comma).")
    ) { try TraceFormats.open(file.path, format: "csv").read { _ in } }
    for (decimal, value) in [("point", 1234.0), ("comma", 1.234)] {
      let mapping = try ColumnMapping(text: "time=time,value=v,decimal=\(decimal)")
      var values: [Double] = []
      _ = try MappedCSVFormat(path: file.path, mapping: mapping).read { values.append($0.value) }
      #expect(values[1] == value)
    }
  }

  /// What becomes of 1.234 (or 1.001), by what stands around it; nil for a refusal.
  static let pointCases: [(String, Double?)] = [
    // decimal commas leave the point one meaning
    ("time;v\n1;5,5\n2;1.234\n3;6,5\n", 1234),
    // German exports: semicolons, or dates with points; below 1000 there is no point
    ("time;v\n1;999\n2;1.001\n3;998\n", nil), ("Zeit,v\n01.03.2024 00:00,980\n01.03.2024 01:00,1.200\n", nil),
    ("Zeit\tv\n01.03.2024 00:00\t980\n01.03.2024 01:00\t1.200\n", nil),
    // three digits behind each point may be a fraction or thousands
    ("time;v\n1;5.123\n2;1.234\n3;6.500\n", nil),
    ("Datum;v\n31.07.2024 00:00;6.013\n31.07.2024 00:01;5.987\n", nil),
    // other fractions tell; so do larger numbers
    ("time;v\n1;5.5\n2;1.234\n3;6\n", 1.234),
    ("time;v\n1;0.123\n2;1.234\n3;6\n", 1.234), ("time;v\n1;5000\n2;1.234\n3;6\n", 1.234),
    ("time,v\n1,5\n2,1.234\n3,6\n", 1.234),
  ]

  @Test("a point may be a decimal mark or stand between thousands", arguments: pointCases)
  func points(content: String, value: Double?) throws {
    let file = try TemporaryFile("load.csv", content: content)
    var values: [Double] = []
    func read() throws { _ = try MappedCSVFormat(path: file.path).read { values.append($0.value) } }
    guard let value else {
      let error = #expect(throws: WorkloadError.self) { try read() }
      #expect(error?.description.contains("no other number tells which; say with a mapping") == true)
      return
    }
    try read()
    #expect(values[1] == value)
  }

  @Test("behind a beginning without any point it is refused, too, and a mapping says what it is")
  func latePoint() throws {
    let rows = (0..<9000).map { "\(1_700_000_000 + 60 * $0);\($0 == 8999 ? "1.234" : "999")\n" }.joined()
    let file = try TemporaryFile("load.csv", content: "time;v\n" + rows)
    #expect(
      throws: WorkloadError(
        "\(file.path), line 9001: \"1.234\" may be 1234 or 1.234, and no other number tells which; say with a mapping "
          + "(--columns …,decimal=point or decimal=comma).")
    ) { try MappedCSVFormat(path: file.path).read { _ in } }
    for (decimal, value) in [("point", 1.234), ("comma", 1234)] {
      var last = 0.0
      let mapping = try ColumnMapping(text: "time=time,value=v,decimal=\(decimal)")
      _ = try MappedCSVFormat(path: file.path, mapping: mapping).read { last = $0.value }
      #expect(last == value)
    }
  }

  static let numbers: [(String, Bool)] = [
    ("1", true), ("-1.5e+3", true), ("1,5", true), ("1.234.567,25", true), ("1,234,567.25", true),
    (".5", true),
    ("1.2.3", false), ("1,2,3", false), ("12.05.2023", false), ("1.234,567.8", false), ("1,234.567,8", false),
    ("0,123,456", false), ("1'234'567", true), ("1'23", false), ("", false), ("-", false), ("e5", false),
    ("1e", false),
    ("192.168.100.200", false), ("1 234", true), ("12 34", false), ("5 req/s", false), ("2023-11-14", false),
  ]

  @Test("what is a number in some way of writing", arguments: numbers)
  func isNumber(text: String, isNumber: Bool) {
    #expect((LocaleNumber(Array(text.utf8)) != nil) == isNumber)
  }
}

@Suite("JSON arrays as lines")
struct JSONRowsTests {
  private func lines(_ text: String, piece: Int) throws -> String {
    let start = Array(text.utf8.prefix(piece))
    let source = MemorySource(text.utf8.dropFirst(piece), piece: piece)
    let rows = start.withUnsafeBytes { JSONRows(source, start: $0) }
    var bytes = [UInt8](repeating: 0, count: 7)
    var found: [UInt8] = []
    while true {
      let count = try bytes.withUnsafeMutableBytes { try rows.read(into: $0) }
      if count == 0 { return String(decoding: found, as: UTF8.self) }
      found += bytes[..<count]
    }
  }

  @Test("an object a line, whatever stands in texts and wherever lines break", arguments: [3, 5, 1000])
  func rows(piece: Int) throws {
    let text = " [{\"a\": \"],{\\\"\\\\\", \"b\": [1,\n2]},\n {\"a\": 2}]\n"
    #expect(try lines(text, piece: piece) == "{\"a\": \"],{\\\"\\\\\", \"b\": [1, 2]}\n {\"a\": 2}")
  }

  @Test("an array that is cut off is refused")
  func cut() throws {
    let error = #expect(throws: WorkloadError.self) { try lines("[{\"a\": 1},", piece: 100) }
    #expect(error?.description == "F: the JSON array is not closed; a whole file is needed.")
  }
}
