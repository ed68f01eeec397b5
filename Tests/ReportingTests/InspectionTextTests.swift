import Foundation
import Testing
import Workloads

@testable import Reporting

@Suite("What trace inspect prints")
struct InspectionTextTests {
  private func text(_ content: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
    try Data(content.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return InspectionText.text(of: try TraceInspection(path: file.path), color: false)
  }

  private func line(_ start: String, in text: String) -> [Substring]? {
    text.split(separator: "\n").first { $0.hasPrefix(start) }?.split(separator: " ")
  }

  // 2,000 steps of 60 s whose values lie evenly between 1,000 and 1,010: Hill's index of the upper 5 % is about
  // 1010/0.25, which is no heavy tail.
  // 10 of the 2,000 are labelled, 0.50 %.
  @Test("labels are told as a share, and no tail as more than 10")
  func labels() throws {
    let rows = (0..<2000).map { "\(60 * $0),\(1000 + Double($0 * 7919 % 2000) / 200),\($0 < 10 ? 1 : 0)" }
    let text = try text("timestamp,value,label\n" + rows.joined(separator: "\n") + "\n")
    #expect(line("series", in: text)?.last == "anomalous")
    #expect(line("value", in: text)?.suffix(2) == [">10", "0.50"])
  }

  @Test("without labels there is no column of them")
  func unlabelled() throws {
    let text = try text("timestamp,value\n0,1\n60,2\n")
    #expect(line("series", in: text)?.suffix(2) == ["tail", "index"])
  }

  // White noise has no memory, H = 0.5; of 1,000 steps 512 are taken, 512^0.6 = 42 frequencies, 1/(2 √42) = 0.077. Steps after a gap
  // at step 1000 are too few to count; 255 steps are not enough.
  @Test("the Hurst parameter stands beside the autocorrelations where a run is long enough")
  func memory() throws {
    var state: UInt64 = 1
    let rows = (0..<1200).filter { $0 != 1000 }.map { step in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "\(60 * step),\(Double(state >> 40) / 0x1p24)"
    }
    let text = try text("timestamp,value\n" + rows.joined(separator: "\n") + "\n")
    #expect(line("autocorrelation", in: text)?.suffix(2) == ["Hurst", "±"])
    let cells = try #require(text.split(separator: "\n").last { $0.hasPrefix("value") }).split(separator: " ")
    #expect(cells.last == "0.08")
    #expect(abs(try #require(Double(cells[cells.count - 2])) - 0.5) < 3.5 * 0.077)
    let short = try self.text("timestamp,value\n" + rows.prefix(255).joined(separator: "\n") + "\n")
    #expect(!short.contains("Hurst"))
  }

  // 40 steps have 39 pairs at lag 1 and 35 at lag 5, 30 at lag 10, none at lag 30 that would do
  @Test("an autocorrelation needs 30 pairs of steps")
  func pairs() throws {
    let rows = (0..<40).map { "\(60 * $0),\($0 * $0 % 11)" }
    let text = try text("timestamp,value\n" + rows.joined(separator: "\n") + "\n")
    #expect(line("autocorrelation", in: text)?.dropFirst(2) == ["1", "step", "5", "min", "10", "min"])
    let short = try self.text("timestamp,value\n0,1\n60,2\n120,4\n180,1\n")
    #expect(short.contains("\nno series varies and is long enough for an autocorrelation\n"))
  }
}
