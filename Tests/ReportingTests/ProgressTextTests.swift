import Testing

@testable import Reporting

@Suite("Progress in words")
struct ProgressTextTests {
  @Test(
    "a bar, the count, the rate and the time left",
    arguments: [
      // nothing yet: no rate
      (0, 12, 0, 0.0, 0, "························ 0/12 runs"),
      // 3 in 2 s: 1.5/s; 6 left: 4 s
      (6, 12, 3, 2, 0, "████████████············ 6/12 runs, 1.5/s, 4 s left"),
      // 1 in 100 s is 0.6 a minute; 99 left: 9900 s = 2 h 45 min
      (1, 100, 1, 100, 1, "························ 1/100 runs, 0.6/min, 2 h 45 min left, 1 failed"),
      (12, 12, 12, 4, 0, "████████████████████████ 12/12 runs, 3.0/s, 0 s left"),
    ])
  func line(done: Int, total: Int, here: Int, seconds: Double, failed: Int, expected: String) {
    let line = ProgressText.line(done: done, total: total, here: here, seconds: seconds, failed: failed)
    #expect(line == expected)
  }

  @Test("what is counted has its own name")
  func unit() {
    let line = ProgressText.line(done: 1, total: 2, here: 1, seconds: 1, failed: 0, unit: "charts")
    #expect(line == "████████████············ 1/2 charts, 1.0/s, 1 s left")
  }

  @Test(
    "a length of time in two units, rounded up",
    arguments: [
      (0.0, "0 s"), (0.2, "1 s"), (59.5, "1 min 0 s"), (3599, "59 min 59 s"), (7325, "2 h 2 min"),
      (200_000, "2 d 7 h"), (.infinity, "unknown"),
    ])
  func duration(seconds: Double, expected: String) { #expect(ProgressText.duration(seconds) == expected) }
}
