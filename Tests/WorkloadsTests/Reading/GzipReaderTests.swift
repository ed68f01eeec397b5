import Foundation
import Testing

@testable import Workloads

@Suite("Gzip by ISA-L, and by zlib, its slower twin")
struct GzipReaderTests {
  /// All that a source gives, and the sentence with which it stops.
  private func drain(_ source: some ByteSource, _ path: String) -> (bytes: [UInt8], sentence: String) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 5000)
    do {
      while true {
        let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { return (bytes, "") }
        bytes += chunk[..<count]
      }
    } catch { return (bytes, "\(error)".replacingOccurrences(of: path, with: "F")) }
  }

  private func member(_ windows: Int, seed: UInt64) throws -> [UInt8] {
    let file = try TemporaryFile()
    var parameters = ServiceTraceParameters()
    parameters.windows = windows
    parameters.seed = seed
    try ServiceTraceGenerator(parameters).write(to: file.path)
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
  }

  @Test("members follow each other, and nothing but zeros follows the last of them")
  func members() throws {
    let a = try member(288, seed: 1)
    let b = try member(300, seed: 2)
    let (first, second) = (try TemporaryFile(bytes: a), try TemporaryFile(bytes: b))
    let expected = try content(of: first.path) + content(of: second.path)
    for tail in [[], [0, 0, 0], [UInt8](repeating: 0, count: 600_000)] {
      let file = try TemporaryFile(bytes: a + b + tail)
      #expect(drain(try GzipReader(path: file.path), file.path).bytes == expected)
      #expect(drain(try ReadAhead(GzipReader(path: file.path)), file.path).bytes == expected)
    }
    var spoiled = b
    spoiled[0] ^= 1
    for tail in [[0x1f], [0x1f, 0x00], Array("the rest as text".utf8), spoiled, [0, 0] + b] as [[UInt8]] {
      let file = try TemporaryFile(bytes: a + tail)
      let wanted =
        "the gzip data are damaged (something that is not gzip follows behind their end); a whole file is needed."
      let alone = drain(try GzipReader(path: file.path), file.path).sentence
      #expect(alone.hasSuffix(wanted), "\(tail.prefix(4)): \(alone)")
      #expect(drain(try ReadAhead(GzipReader(path: file.path)), file.path).sentence == alone)
    }
  }

  @Test("a second thread changes nothing")
  func threads() throws {
    let file = try TemporaryFile(bytes: try member(1000, seed: 4))
    let (one, two) = (try rows(file.path), try rows(file.path, threads: 2))
    #expect(one.rows == two.rows && one.report == two.report && one.report.bytes > 1 << 20)
  }

  @Test("a file that is cut or damaged anywhere gives the same bytes or the same sentence")
  func damage() throws {
    let good = try member(288, seed: 3)
    let step = good.count / 40
    var sentences = Set<String>()
    for place in stride(from: 3, to: good.count, by: step) {
      var damaged = good
      damaged[place] ^= 0x10
      for bytes in [Array(good[..<place]), damaged] {
        let file = try TemporaryFile(bytes: bytes)
        // zlib's count of bytes depends on how many are asked for at a time; the reader asks it for 256 KiB.
        let twin = try ZlibReader(path: file.path)
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        var expected = ""
        do {
          while try chunk.withUnsafeMutableBytes({ try twin.read(into: $0) }) > 0 {}
        } catch { expected = "\(error)".replacingOccurrences(of: file.path, with: "F") }
        let found = drain(try GzipReader(path: file.path), file.path)
        #expect(found.sentence == expected, "byte \(place)")
        #expect(drain(try ReadAhead(GzipReader(path: file.path)), file.path).sentence == expected)
        sentences.insert(expected)
      }
    }
    #expect(
      sentences.contains { $0.hasSuffix("the gzip data stop before their end; a whole file is needed.") })
    #expect(sentences.contains { $0.contains("the gzip data are damaged (") })
  }

  @Test("one who reads ahead may be left before the end")
  func abandoned() throws {
    let file = try TemporaryFile(bytes: (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) })
    let source = try ReadAhead(GzipReader(path: file.path))
    var chunk = [UInt8](repeating: 0, count: 1000)
    #expect(try chunk.withUnsafeMutableBytes { try source.read(into: $0) } == 1000)
    #expect(chunk[999] == 0xe7 && source.bytesRead == 1000)  // 999 = 3 * 256 + 0xe7
  }
}
