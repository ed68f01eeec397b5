import Foundation
import TestSupport
import Testing

@Suite("forescale validate")
struct ValidateCommandTests {
  /// The hand-written study of the tests of experiments.
  private static func folder() throws -> URL {
    let folder = try Binary.scratch()
    try FileManager.default.copyItem(
      at: Binary.root.appendingPathComponent("Tests/ExperimentsTests/Validation/Small"),
      to: folder.appendingPathComponent("small"))
    return folder
  }

  private static func rows(_ folder: URL, _ name: String) throws -> [Substring] {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).split(separator: "\n")
  }

  @Test("what is stated and holds ends with 0; a condition alone has the same figures")
  func holds() throws {
    let folder = try Self.folder()
    let whole = try Binary.run(["validate", "small", "--out", "v.sqlite"], in: folder)
    #expect(whole.code == 0, "\(whole.errors)")
    // three of errors, in both conditions, and four of commands, in both
    #expect(
      whole.output.hasPrefix("14 of 14 figures that the study states to be exact are (to 1e-5).\n"),
      "\(whole.output.prefix(200))")
    #expect(whole.output.contains("17 of 17 statements hold; 4 seeds a condition"), "\(whole.output)")
    let one = try Binary.run(
      ["validate", "small", "--condition", "missed", "--out", "one.sqlite"], in: folder)
    #expect(one.code == 0, "\(one.errors)")
    let missed = try Self.rows(folder, "v.csv").filter { $0.hasPrefix("figure,missed,") }
    #expect(missed.count == 8)
    #expect(try Self.rows(folder, "one.csv").filter { $0.hasPrefix("figure,missed,") } == missed)
    #expect(try Self.rows(folder, "v-seconds.csv").count == 1 + 2 * 4 * 40)
  }

  @Test("what does not hold ends with 1, and an edited study is kept apart in the same file")
  func edited() throws {
    let folder = try Self.folder()
    #expect(try Binary.run(["validate", "small", "--out", "v.sqlite"], in: folder).code == 0)
    let file = folder.appendingPathComponent("small/validation.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacingOccurrences(of: "expect: positive", with: "expect: negative").write(
      to: file, atomically: true, encoding: .utf8)
    let again = try Binary.run(["validate", "small", "--out", "v.sqlite"], in: folder)
    #expect(again.code == 1)
    #expect(
      again.errors.contains("forescale: small: the scenario was edited; the runs of the earlier version"))
    #expect(again.errors.contains("forescale: 1 of the study's statements do not hold"))
    let dump = try Binary.run(["dump", "v.sqlite"], in: folder).output
    #expect(dump.contains("small@") && dump.contains("validation.yaml") && dump.contains("missed.csv"))
  }
}
