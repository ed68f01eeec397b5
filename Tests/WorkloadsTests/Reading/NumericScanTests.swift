import CNumericScan
import Foundation
import Stochastics
import Testing

@testable import Workloads

@Suite("The scanner for plain numbers and libcsv, its slower twin")
struct NumericScanTests {
  /// What reading gave: the rows and the report, or the sentence.
  private struct Outcome: Equatable {
    var rows: [InstanceUsage] = []
    var report = ReadReport()
    var sentence = ""
  }

  private func outcome(_ text: String, plainly: Bool, capacity: Int, piece: Int) -> Outcome {
    var outcome = Outcome()
    var rows: [InstanceUsage] = []
    do {
      var sink = ClosureSink { rows.append($0) }
      outcome.report = try readUsageCSV(
        MemorySource(text.utf8, piece: piece), start: UnsafeRawBufferPointer(start: nil, count: 0),
        withPercentiles: true, plainly: plainly, capacity: capacity, into: &sink)
    } catch { outcome.sentence = "\(error)" }
    outcome.rows = rows
    return outcome
  }

  private static let fields = [
    "0.5", "1", "0.024444580078125003", "1e-3", ".25", "4.", "-1", "-0.5", " 0.5", "0.5 ", "\"0.5\"", "",
    "nan", "0x1p-3",
    "1e400", "1e-400", "123456789012345678901234567890", "0.00000000000000000000000123", "x", "\"a,b\"",
    "\"two\nlines\"",
    "\"so \"\"it\"\" is\"", "5e", "+3", "7\"",
  ]
  private static let notes = [
    "7\"", "\"x\" y", "\"x\"", "\"a,b\"", "\"two\nlines\"", "\"\"", "a\rb", "\0", " ", "",
  ]
  private static let ends = ["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n  \n"]

  /// A file of some rows, of which the odd ones are as rare as `odd` says.
  private func file(_ stream: inout RandomStream, odd: Double) -> String {
    func pick(_ table: [String]) -> String {
      stream.nextUnit() < odd ? table[stream.nextIndex(below: table.count)] : table[0]
    }
    let percentiles = (Array(stride(from: 0, to: 100, by: 10)) + Array(91...99)).map { "p\($0)_cpu_usage" }
    var text =
      (["note,time,collection_id,instance_index,avg_cpu_usage,max_cpu_usage"] + percentiles)
      .joined(separator: ",") + pick(Self.ends)
    for row in 1...40 {
      // The first column is not needed: what is odd there does not show in a number.
      let note =
        stream.nextUnit() < 8 * odd ? Self.notes[stream.nextIndex(below: Self.notes.count)] : "a note"
      var fields = [
        note, pick(["\(row * 100_000_000)", "0", "9223372036854775807", "3e8", "\"5\""]),
      ]
      fields += [pick(["7", "8", "-9", "", "99999999999999999999"]), pick(["\(row % 3)", "0", "x"])]
      for _ in 0..<21 { fields.append(pick(Self.fields)) }
      if pick(["", "drop"]) == "drop" && row % 5 == 0 { fields.removeLast() }
      text += fields.joined(separator: ",") + (row == 40 ? pick(["", "\n"]) : pick(Self.ends))
    }
    return text
  }

  @Test(
    "give the same rows, counts and sentences, wherever the pieces are cut",
    arguments: [0.0, 0.0005, 0.002, 0.02])
  func sameOutcome(odd: Double) {
    var read = 0, refused = 0
    for number in 0..<60 {
      var stream = RandomStream(
        seed: 11, purpose: RandomPurpose("numeric scan"), entity: UInt64(number), ordinal: UInt64(odd * 1e4))
      let text = file(&stream, odd: odd)
      let twin = outcome(text, plainly: false, capacity: 1 << 16, piece: 1 << 16)
      let capacity = [64, 700, 4096, 1 << 16][number % 4]
      let found = outcome(text, plainly: true, capacity: capacity, piece: 1 + stream.nextIndex(below: 900))
      #expect(found == twin, "file \(number)")
      if twin.sentence.isEmpty { read += 1 } else { refused += 1 }
    }
    // The twins are compared on both kinds of files.
    if odd == 0 { #expect(read == 60) }
    if odd == 0.002 { #expect(read > 3 && refused > 3) }
  }

  @Test("numbers are those of strtod, bit for bit")
  func numbers() {
    var stream = RandomStream(seed: 12, purpose: RandomPurpose("numeric scan"), entity: 0, ordinal: 0)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: stream.next() & 0x7fff_ffff_ffff_ffff)
      let small = stream.nextUnit() * 0.1
      let digits = (0..<stream.nextIndex(below: 24)).map { _ in "\(stream.nextIndex(below: 10))" }.joined()
      for text in [
        "\(value)", "\(small)", "\(Float(small))", "0.\(digits)", "\(digits).5", "\(digits)e-\(digits.count)",
      ] {
        var found = 0.0
        let isNumber = fs_scan_number(Array(text.utf8), text.utf8.count, &found) != 0
        let expected = strtod(text, nil)
        // What it leaves alone, such as a number out of range, is for libcsv's side.
        if isNumber { #expect(found.bitPattern == expected.bitPattern, "\(text)") }
        if expected.isNormal && text.first != "e" { #expect(isNumber, "\(text)") }
      }
    }
  }

  @Test(
    "whole numbers",
    arguments: [
      ("0", 0), ("-17", -17), ("300000000", 300_000_000), ("123456789012345678", 123_456_789_012_345_678),
      ("0000000012", 12), ("1234567890123456789", nil), ("", nil), ("-", nil), ("+1", nil), ("12a", nil),
      ("1.0", nil),
    ] as [(String, Int64?)])
  func integers(text: String, expected: Int64?) {
    var found: Int64 = 0
    let isNumber = fs_scan_integer(Array(text.utf8), text.utf8.count, &found) != 0
    #expect((isNumber ? found : nil) == expected)
  }

  @Test("any machine's, SSE2's and AVX2's instructions read the same")
  func levels() {
    var stream = RandomStream(seed: 13, purpose: RandomPurpose("numeric scan"), entity: 0, ordinal: 0)
    var text: [UInt8] = []
    for row in 0..<300 {
      text += Array("\(row),,\(stream.nextIndex(below: 1000)),\(stream.nextUnit())\r\n".utf8)
    }
    let length = text.count
    text += [UInt8](repeating: 0x0a, count: Int(FS_SCAN_PADDING))
    let roles = [FS_ROLE_START, FS_ROLE_NONE, FS_ROLE_COLLECTION, FS_ROLE_AVERAGE].map { UInt8($0.rawValue) }
    let found = (0..<FS_SCAN_LEVELS).map { level -> [[Double]] in
      let scanner = fs_scanner_new(length, roles, 4, Int32(level))!
      defer { fs_scanner_free(scanner) }
      var rows = [fs_scan_row](repeating: fs_scan_row(), count: 400)
      let end = text.withUnsafeBufferPointer {
        fs_scanner_index(scanner, $0.baseAddress, length)
        return fs_scanner_read(scanner, 0, &rows, nil, rows.count)
      }
      #expect(end.rows == 300 && end.bytes == length && end.lines == 300)
      return rows[..<Int(end.rows)].map {
        [Double($0.start_time), Double($0.collection_id), $0.cpu_average, Double($0.line)]
      }
    }
    #expect(found[0] == found[1] && found[1] == found[2])
    #expect(found[0][17][0] == 17 && found[0][17][3] == 17)
  }
}
