import InputFiles
import Testing

@Suite("Numbers with units")
struct SettingUnitTests {
  @Test(
    "A number with a unit is the one that is nearest to what is written",
    arguments: [
      // 95 × 0.01 is 0.9500000000000001, 9 × 0.001 is 0.009000000000000001
      ("95%", 0.95), ("35%", 0.35), ("70%", 0.7), ("99.9%", 0.999), ("0.05", 0.05), ("-5%", -0.05),
      (".5%", 0.005),
      ("1e2%", 1), ("0x10%", nil), ("95 %", nil), ("%", nil), ("nan", nil), ("inf%", nil), ("5%%", nil),
    ] as [(String, Double?)])
  func shares(_ text: String, _ value: Double?) { #expect(SettingUnit.share.parse(text) == value) }

  @Test(
    "Durations",
    arguments: [
      ("9ms", 0.009), ("7ms", 0.007), ("500ms", 0.5), ("1.5h", 5400), ("1d", 86_400), ("1e308d", nil),
      ("1e400s", nil),
      ("s", nil), ("5", nil),
    ] as [(String, Double?)])
  func durations(_ text: String, _ value: Double?) { #expect(SettingUnit.duration.parse(text) == value) }

  @Test("Every percentage with up to one decimal is read exactly and shown as it was written")
  func everyPercentage() {
    for tenths in 0...1000 {
      let text = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
      let value = SettingUnit.share.parse(text + "%")
      #expect(value == Double(text + "e-2"))
      if tenths >= 10 { #expect(SettingUnit.share.format(value ?? 0) == (tenths == 1000 ? "1" : text + "%")) }
    }
  }
}
