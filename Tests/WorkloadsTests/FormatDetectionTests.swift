import Foundation
import TestSupport
import Testing

@testable import Workloads

@Suite("Which format a file is taken for")
struct FormatDetectionTests {
  static func recognizing(_ path: String) throws -> [String] {
    let head = try TraceHead(path: path)
    return TraceFormats.all.filter { $0.recognizes(head) }.map { $0.name }
  }

  @Test("a file of these formats is recognized by its own and no other", arguments: FormatDataCase.all)
  func real(_ expected: FormatDataCase) throws {
    guard let path = SharedData.path(expected.file) else { return }
    #expect(try Self.recognizing(path) == [expected.format.name])
  }

  @Test("so are the archive of job days and the table of connections")
  func others() throws {
    for (file, name) in [
      ("google2011-job-usage-24h/GCD_VMs.part.tar.gz", JobUsageFormat.name),
      ("kddcup99/kddcup.data_10_percent.gz", KDDCup1999Format.name),
    ] {
      guard let path = SharedData.path(file) else { return }
      #expect(try Self.recognizing(path) == [name])
    }
  }

  @Test("so is a content written by hand", arguments: FormatFixture.all)
  func written(_ fixture: FormatFixture) throws {
    let file = try TemporaryFile(content: fixture.content)
    #expect(try Self.recognizing(file.path) == [fixture.format.name])
  }

  @Test("what is no trace is recognized by none", arguments: ["hpa-vectors", "nab/labels"])
  func otherFolders(folder: String) throws {
    guard let path = SharedData.path(folder) else { return }
    let files = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "README.md" }
    #expect(!files.isEmpty)
    for file in files.sorted() { #expect(try Self.recognizing(path + "/" + file) == [], "\(file)") }
  }

  @Test(
    "nor is what is like a trace but is none", arguments: ["a\n", "1,x,3\n", "[1,2,3]", "\u{0}\u{1}\u{2}"])
  func alike(content: String) throws {
    let file = try TemporaryFile(content: content)
    #expect(try Self.recognizing(file.path) == [])
  }

  @Test("the official line of instance usage is recognized by its format alone")
  func officialUsage() throws {
    guard let path = SharedData.path("google2019-usage-sample/instance_usage-one-line.json") else { return }
    #expect(try Self.recognizing(path) == [GoogleUsageFormat.name])
  }

  @Test("names are unique, and every format says what it is in sentences")
  func names() {
    let formats = TraceFormats.all
    #expect(Set(formats.map { $0.name }).count == formats.count)
    #expect(
      formats.allSatisfy { $0.summary.hasSuffix(".") && ($0.unread.isEmpty || $0.unread.hasSuffix(".")) })
  }
}
