import Foundation
import TestSupport
import Testing

@testable import Workloads

@Suite("Columnar files of usage rows")
struct ColumnarUsageTests {
  private func columnar(_ source: String, rowsPerGroup: Int = 100) throws -> TemporaryFile {
    let file = try TemporaryFile("usage.fscol")
    try ColumnarUsageWriter.write(source, to: file.path, rowsPerGroup: rowsPerGroup)
    return file
  }

  /// A synthetic service in the official form; about one row in twenty without percentiles.
  private func service() throws -> TemporaryFile {
    let file = try TemporaryFile("service.json.gz")
    var parameters = ServiceTraceParameters()
    parameters.windows = 288
    parameters.tasks = 2
    try ServiceTraceGenerator(parameters).write(to: file.path)
    return file
  }

  private static let csv = """
    time,collection_id,instance_index,collection_type,avg_cpu_usage,max_cpu_usage
    600000000,7,1,0,0.1,
    600000000,7,0,0,0.30000000000000004,1e300
    0,7,1,0,3,1
    700000000,7,0,0,5e-324,0.5
    700000000,7,0,0,1,1
    900000000,-7,-1,1,3,1
    900000000,-7,-1,0,3,1
    """

  private func sorted(_ rows: [InstanceUsage]) -> [InstanceUsage] {
    rows.sorted {
      ($0.collectionID, $0.instanceIndex, $0.startTime) < ($1.collectionID, $1.instanceIndex, $1.startTime)
    }
  }

  @Test(
    "XXH64 is that of the reference library",
    arguments: [
      (0, 0xef46_db37_51d8_e999), (1, 0x50ff_15a8_1340_970f), (3, 0x8fd1_bf69_a31a_56f5),
      (4, 0x56ad_15c3_5c97_74fd), (7, 0xef76_4bc0_3dab_fe4e), (8, 0x8e94_d1fc_5ae6_8313),
      (31, 0x18e1_8760_6ddc_662c), (32, 0xfb5a_878e_5033_2551), (33, 0xa636_16da_9f1b_fc3d),
      (63, 0xb9a0_5dbd_ec87_70de), (100, 0xf388_9643_4bdc_d7ac), (300, 0x8f27_0ae5_159d_8683),
    ] as [(Int, UInt64)])
  func checksum(count: Int, expected: UInt64) {
    // python: xxhash.xxh64_intdigest(bytes((i * i * 7 + 13 * i + 5) % 256 for i in range(count))), xxhash 3.5.0
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 * 7 + 13 * $0 + 5) }
    #expect(bytes.withUnsafeBytes { XXHash64.digest($0) } == expected)
  }

  @Test(
    "hold the rows of the source bit for bit, in row groups of any length", arguments: [1, 3, 100, 65_536])
  func rowsAreKept(rowsPerGroup: Int) throws {
    for source in [try service(), try TemporaryFile("plain.csv", content: Self.csv)] {
      let file = try columnar(source.path, rowsPerGroup: rowsPerGroup)
      let (expected, report) = try rows(source.path, withPercentiles: true)
      let (found, foundReport) = try rows(file.path, withPercentiles: true)
      #expect(sorted(found) == sorted(expected))
      #expect(try sorted(rows(file.path).rows) == sorted(rows(source.path).rows))
      let opened = try ColumnarUsageFile(file.path)
      #expect(opened.sourceBytes == report.bytes && source.path.hasSuffix("/" + opened.source))
      var same = foundReport
      same.bytes = report.bytes
      #expect(same == report)
      try opened.verify()
    }
  }

  @Test("give the demand of the source bit for bit, and take less room than the gzipped source")
  func demand() throws {
    let names = ["job113-task22", "job382-task2"].map { "google2019-instance-usage/\($0).csv.gz" }
    let made = try service()
    let sources = names.compactMap(SharedData.existing) + [made.path]
    for source in sources {
      let file = try columnar(source, rowsPerGroup: 1000)
      #expect(try CollectionDemand.read([file.path]).series == CollectionDemand.read([source]).series)
    }
    let large = try columnar(sources[0], rowsPerGroup: 65_536)
    if sources.count > 1 {
      #expect(try content(of: large.path).count < Data(contentsOf: URL(fileURLWithPath: sources[0])).count)
    }
  }

  @Test(
    "integers take the fewest bytes that hold their steps",
    arguments: [
      ([5, 5, 5], ColumnEncoding.constant), ([300, 0, 600], .offset8), ([0, 1, 256], .offset16),
      ([-1, 65_535], .offset8), ([0, 1, 65_536], .offset32), ([.min, 0, .max], .offset64),
      ([.max, .min], .offset8),
    ] as [([Int64], ColumnEncoding)])
  func integers(values: [Int64], encoding: ColumnEncoding) {
    let (entry, bytes) = ColumnEncoder.encode(values)
    var found = values.map { _ in Int64(0) }
    bytes.withUnsafeBytes { bytes in
      found.withUnsafeMutableBufferPointer { ColumnDecoder.decode(entry, bytes, first: 0, into: $0) }
    }
    #expect(found == values && entry.encoding == encoding && bytes.count == entry.size(values.count))
  }

  @Test(
    "numbers are kept bit for bit",
    arguments: [
      ([0.5, 0.5], ColumnEncoding.constant), ([0.5, .nan], .float), ([0.1, 0.2], .double),
      (Array(repeating: 0.1, count: 40) + [.nan], .dictionary8),
      ((0..<4000).map { Double($0 % 300) / 7 }, .dictionary16),
      ([0.1, .infinity, -0.0, .leastNonzeroMagnitude], .double),
    ] as [([Double], ColumnEncoding)])
  func numbers(values: [Double], encoding: ColumnEncoding) {
    let (entry, bytes) = ColumnEncoder.encode(values)
    var found = values.map { _ in 0.0 }
    bytes.withUnsafeBytes { bytes in
      found.withUnsafeMutableBufferPointer {
        ColumnDecoder.decode(entry, bytes, first: 0, rows: values.count, into: $0)
      }
    }
    #expect(found.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(entry.encoding == encoding && bytes.count == entry.size(values.count))
  }

  private func message(_ bytes: [UInt8]) throws -> String {
    let file = try TemporaryFile(bytes: bytes)
    do {
      _ = try rows(file.path, withPercentiles: true)
      return ""
    } catch { return "\(error)".replacingOccurrences(of: file.path, with: "F") }
  }

  /// The bytes with the header's checksum put right.
  private func signed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var digest = bytes[..<104].withUnsafeBytes { XXHash64.digest($0) }.littleEndian
    withUnsafeBytes(of: &digest) { bytes.replaceSubrange(104..<112, with: $0) }
    return bytes
  }

  @Test("that are cut, of another version or damaged are refused in one sentence")
  func refused() throws {
    let source = try service()
    let file = try columnar(source.path)
    let good = try content(of: file.path)
    let cut = "F: stops before its end; a whole file is needed."
    #expect(try message(Array(good.dropLast())) == cut)
    #expect(try message(Array(good[..<50])) == cut)
    var bytes = good
    bytes[8] = 2
    #expect(
      try message(bytes)
        == "F: is a columnar file of version 2; this program reads version 1, import the trace again.")
    bytes = good
    bytes[20] ^= 1
    let end = "; the file is damaged, import the trace again."
    #expect(try message(bytes) == "F: the checksum of the header is wrong" + end)
    #expect(try message(signed(bytes)) == "F: the header contradicts itself" + end)
    bytes = good
    bytes[good.count - 1] ^= 1
    #expect(try message(bytes) == "F: the checksum of the directory is wrong" + end)
    bytes = good
    bytes[112] ^= 1
    #expect(try message(bytes) == "F, row group 1: the checksum of column 1 is wrong" + end)
    #expect(
      throws: WorkloadError(
        "\(source.path): is no columnar usage file; one that trace import wrote is needed.")
    ) {
      try ColumnarUsageFile(source.path)
    }
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: WorkloadError.self) {
      try ColumnarUsageWriter.write(source.path, to: folder + "/none/x.fscol")
    }
  }

  /// A value of the only row group's directory entry that a program other than ours might have written.
  struct Foreign: Sendable {
    var place: Int
    var value: UInt64
    var sentence: String
  }

  static let foreign: [Foreign] = [
    // The entry: 8 bytes, then 40 a column: encoding, offset, base, step, checksum. Column 5 is constant here.
    Foreign(place: 0, value: 0, sentence: ": row group 1 has 0 rows"),
    Foreign(place: 0, value: 3, sentence: ": the row groups do not hold as many rows as the header says"),
    Foreign(place: 8, value: 16, sentence: ": column 1 of row group 1 is stored in an unknown way"),
    Foreign(place: 8 + 8, value: 4, sentence: ": column 1 of row group 1 does not lie within the file"),
    Foreign(place: 8 + 8, value: 1 << 40, sentence: ": column 1 of row group 1 does not lie within the file"),
    Foreign(place: 8 + 4 * 40, value: 18, sentence: ": column 5 of row group 1 does not lie within the file"),
    Foreign(
      place: 8 + 4 * 40 + 16, value: Double.nan.bitPattern,
      sentence:
        ", row group 1, row 1: holds a time or a CPU that cannot be; a file that trace import wrote is needed."
    ),
  ]

  @Test("whose checksums are right and whose content cannot be are refused too", arguments: foreign)
  func foreignContent(_ foreign: Foreign) throws {
    let source = try TemporaryFile(
      "x", content: "time,collection_id,instance_index,avg_cpu_usage\n300000000,7,0,1\n600000000,7,0,1\n")
    let file = try columnar(source.path)
    var bytes = try content(of: file.path)
    let entry = bytes.count - ColumnarLayout.groupEntrySize
    withUnsafeBytes(of: foreign.value.littleEndian) {
      bytes.replaceSubrange(entry + foreign.place..<entry + foreign.place + 8, with: $0)
    }
    // The name "x" takes 8 bytes before the entry.
    let digest = bytes[(entry - 8)...].withUnsafeBytes { XXHash64.digest($0) }
    withUnsafeBytes(of: digest.littleEndian) { bytes.replaceSubrange(96..<104, with: $0) }
    let found = try message(signed(bytes))
    #expect(found.hasPrefix("F" + foreign.sentence))
  }

  @Test("codes behind the end of their table are found")
  func codes() {
    let entry = ColumnEntry(encoding: .dictionary8, step: 2)
    #expect(([0, 1, 0] as [UInt8]).withUnsafeBytes { ColumnDecoder.hasSoundCodes(entry, $0, rows: 3) })
    #expect(!([0, 2, 0] as [UInt8]).withUnsafeBytes { ColumnDecoder.hasSoundCodes(entry, $0, rows: 3) })
  }

  @Test("with any byte changed give the same rows or a sentence")
  func anyByte() throws {
    let source = try TemporaryFile("plain.csv", content: Self.csv)
    let file = try columnar(source.path)
    let good = try content(of: file.path)
    let expected = try rows(file.path).rows
    let places = Array(0..<112) + Array(stride(from: 112, to: good.count, by: 7))
    var refused = 0
    for place in places {
      var bytes = good
      bytes[place] ^= 0x41
      let changed = try TemporaryFile(bytes: bytes)
      do { #expect(try rows(changed.path).rows == expected, "byte \(place)") } catch is WorkloadError {
        refused += 1
      }
    }
    // Almost every byte counts; the padding does not, nor do the columns that were not asked for.
    #expect(refused > places.count * 3 / 4)
  }

  @Test("a source that is wrong leaves nothing behind")
  func nothingLeft() throws {
    let source = try TemporaryFile(
      content: "time,collection_id,instance_index,avg_cpu_usage\n300000000,7,0,x\n")
    let target = try TemporaryFile("usage.fscol")
    #expect(throws: WorkloadError.self) { try ColumnarUsageWriter.write(source.path, to: target.path) }
    let folder = URL(fileURLWithPath: target.path).deletingLastPathComponent().path
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }
}
