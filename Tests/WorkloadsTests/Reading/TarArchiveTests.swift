import Testing

@testable import Workloads

@Suite("Tar archives")
struct TarArchiveTests {
  /// An entry as POSIX.1-1988 describes it: numbers in octal, the sum of the header's bytes with spaces for itself.
  static func entry(
    _ name: String, _ content: String = "", type: Unicode.Scalar = "0", size: String? = nil,
    prefix: String = ""
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) {
      header.replaceSubrange(place..<(place + text.utf8.count), with: text.utf8)
    }
    let octal = String(content.utf8.count, radix: 8)
    put(name, at: 0)
    put(size ?? String(repeating: "0", count: 11 - octal.count) + octal, at: 124)
    put(String(type), at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(prefix, at: 345)
    put("        ", at: 148)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", at: 148)
    let bytes = Array(content.utf8)
    return header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }

  static let end = [UInt8](repeating: 0, count: 1024)

  static func read(_ bytes: [UInt8]) throws -> [String] {
    let file = try TemporaryFile(bytes: bytes)
    var found: [String] = []
    try TarArchive(GzipReader(path: file.path)).read { name, content in
      found.append(name + ": " + String(decoding: content, as: UTF8.self))
    }
    return found
  }

  @Test("files are handed over whole, folders passed over, a prefix put before the name")
  func files() throws {
    let long = String(repeating: "x", count: 512)
    let bytes =
      Self.entry("d/", type: "5") + Self.entry("d/a", "one") + Self.entry("b", long)
      + Self.entry("c", "", prefix: "p/q") + Self.end + [1, 2, 3]
    #expect(try Self.read(bytes) == ["d/a: one", "b: " + long, "p/q/c: "])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let sentence: String
    var testDescription: String { sentence }

    init(_ bytes: [UInt8], _ sentence: String) {
      self.bytes = bytes
      self.sentence = sentence
    }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      entry("vm_7_1", "1 2"),
      "F, byte 1024 of the content: the archive stops before its end mark; a whole archive is needed."
    ),
    Mistake(
      Array(entry("vm_7_1", "one").prefix(600)),
      "F, byte 600 of the content: the archive stops inside a file; a whole archive is needed."
    ),
    Mistake(
      entry("././@LongLink", "name", type: "L") + end,
      "F: the archive holds an entry for a long name or extended header (type L); allowed are plain files and "
        + "folders with names of up to 255 bytes, as tar --format=ustar writes them."
    ),
    Mistake(
      entry("pax", "30 mtime=1", type: "x") + end,
      "F: the archive holds an entry for a long name or extended header (type x); allowed are plain files and "
        + "folders with names of up to 255 bytes, as tar --format=ustar writes them."
    ),
    Mistake(
      entry("link", type: "2") + end,
      "F: the archive's entry \"link\" is neither a file nor a folder; allowed are plain files and folders."
    ),
    Mistake(
      entry("big", size: "00200000000") + end,
      "F: the archive's file \"big\" has 33554432 bytes; allowed are at most 16777216."
    ),
    Mistake(
      entry("odd", size: "0000000000x") + end,
      "F, byte 0 of the content: the archive's header of \"odd\" is damaged (its size is no octal number); "
        + "a tar archive of the ustar form is needed."
    ),
    Mistake(
      [0x62] + entry("a").dropFirst() + end,
      "F, byte 0 of the content: the archive's header of \"b\" is damaged (its check sum is wrong); "
        + "a tar archive of the ustar form is needed."
    ),
    Mistake(
      entry("vm_1_1") + [0x7f] + end,
      "F, byte 512 of the content: the archive's header of \"\\u007f\" is damaged (it is not of the ustar form); "
        + "a tar archive of the ustar form is needed."
    ),
    Mistake(
      entry("a", "one") + end,
      "F: the archive holds a file \"a\"; allowed are vm_<job>_<day> with days from 1 up."),
    Mistake(end, "F: holds no rows; an archive of at least one row is needed."),
    Mistake(
      entry("vm_7_1", "1 2\n\n3\n") + end,
      "F, file \"vm_7_1\", line 3: is \"3\"; allowed are two finite numbers from 0 up, CPU and memory."
    ),
    Mistake(
      entry("vm_7_1", "1 -2") + end,
      "F, file \"vm_7_1\", line 1: is \"1 -2\"; allowed are two finite numbers from 0 up, CPU and memory."
    ),
    Mistake(
      entry("vm_7_1", "1 2 3\n") + end,
      "F, file \"vm_7_1\", line 1: is \"1 2 3\"; allowed are two finite numbers from 0 up, CPU and memory."
    ),
  ]

  @Test("an archive of job days that is wrong", arguments: mistakes)
  func refused(_ mistake: Mistake) throws {
    let file = try TemporaryFile(bytes: mistake.bytes)
    let error = #expect(throws: WorkloadError.self) { try JobUsageFormat(path: file.path).read { _ in } }
    #expect(error?.description == file.path + mistake.sentence.dropFirst())
  }

  @Test("days of one job lie behind one another, and short ones are counted")
  func days() throws {
    let bytes = Self.entry("vm_7_1", "1 2\r\n 3\t4 ") + Self.entry("x/vm_7_10", "5 6\n") + Self.end
    let file = try TemporaryFile(bytes: bytes)
    let (report, series) = try readSeries(JobUsageFormat(path: file.path))
    #expect(
      report.series.map(\.name) == ["7 day 1 cpu", "7 day 1 memory", "7 day 10 cpu", "7 day 10 memory"])
    #expect(series[0].map(\.0) == [0, 300] && series[0].map(\.1) == [1, 3] && series[1].map(\.1) == [2, 4])
    // nine days of 86,400 s come before
    #expect(series[3].map(\.0) == [777_600] && series[3].map(\.1) == [6])
    #expect(report.oddities.map { "\($0.count) \($0.what)" } == ["2 days of more or fewer than 288 rows"])
  }
}
