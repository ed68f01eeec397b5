import Testing

@testable import Workloads

@Suite("Civil times")
struct CivilTimeTests {
  @Test("300 times are what Python's datetime says, and come back as the same instant")
  func againstPython() throws {
    #expect(SeriesReference.shared.times.count == 300)
    for pair in SeriesReference.shared.times {
      let expected = try #require(Int64(pair[1]))
      #expect(CivilTime.parse(pair[0])?.microseconds == expected, "\(pair[0])")
      #expect(CivilTime.parse(CivilTime.text(expected))?.microseconds == expected, "\(pair[0])")
    }
  }

  // Each 2024-07-31 23:09:30 UTC: 19,935 days and 83,370 s, so 1,722,467,370 s.
  @Test(
    "an instant in all the ways it may be written",
    arguments: [
      "2024-07-31 23:09:30", "2024-07-31T23:09:30", "2024-07-31T23:09:30Z", "2024-07-31 23:09:30 UTC",
      "2024-07-31 23:09:30.000000999", "2024-08-01T04:39:30+05:30", "2024-07-31 15:09:30 -0800",
      "2024-08-01 00:09:30+01", "2024/07/31 23:09:30", "31.07.2024 23:09:30", "Wed, 31 Jul 2024 23:09:30 GMT",
      "31 Jul 2024 23:09:30", "31-July-2024 11:09:30 PM", "Jul 31, 2024 @ 23:09:30.000",
      "Jul 31, 2024, 11:09:30 pm",
      "2024-07-31 11:09:30 PM",
    ])
  func ways(text: String) {
    #expect(CivilTime.parse(text)?.microseconds == 1_722_467_370_000_000)
    let endsInZone = ["Z", "UTC", "GMT", "+05:30", "-0800", "+01"].contains { text.hasSuffix($0) }
    #expect(CivilTime.parse(text)?.hasZone == endsInZone)
  }

  @Test("a date alone is its midnight, a time may lack its seconds")
  func shortForms() {
    #expect(CivilTime.parse("1970-01-02")?.microseconds == 86_400_000_000)
    #expect(CivilTime.parse("1970-01-01 00:05")?.microseconds == 300_000_000)
    #expect(CivilTime.parse("1969-12-31 23:59:59.5")?.microseconds == -500_000)
    #expect(CivilTime.text(-500_000) == "1969-12-31T23:59:59.500000Z")
    #expect(CivilTime.text(1_722_467_370_000_000) == "2024-07-31T23:09:30Z")
  }

  /// 2 January 1970 is 86,400 s after the beginning of 1970.
  @Test(
    "the end of a day is the next midnight, a leap second the second after it, and 12 AM midnight",
    arguments: [
      "1970-01-01 24:00", "1970-01-01T24:00:00", "1970-01-01 23:59:60", "1970-01-02 12:00 AM",
      "1970-01-02 12:00:00am",
    ])
  func midnight(text: String) { #expect(CivilTime.parse(text)?.microseconds == 86_400_000_000) }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2024", "2024-13-01", "2024-00-01", "2023-02-29", "1900-02-29", "2024-04-31", "2024-01-01 24:00:01",
      "2024-01-01 23:60:00", "2024-01-01 23:59:61", "2024-01-01 13:00 PM", "2024-01-01 0:30 AM",
      "32 Jan 2024", "1 Foo 2024",
      "Someday, 1 Jan 2024", "2024-01-01 23:59:59.", "2024-01-01 1:00:00",
      "2024-01-01_10:00",
      "2024-01-01 10:00:00+1", "2024-01-01 10:00:00+25:00", "2024-01-01 10:00:00X", "2024-01-01 10:00:00 ",
      "24-01-01 10:00:00", "20240101", "2024/01-01 10:00:00", "01/02/2024 10:00:00", "31.13.2024", "1.2.2024",
      " 2024-01-01", "1628640000",
    ])
  func refused(text: String) { #expect(CivilTime.parse(text) == nil) }

  /// Each checked with `date -ud … +%s`; digits after the sixth of a fraction are cut off.
  @Test(
    "the ends of months, leap years and the calendar are read as `date` reads them",
    arguments: [
      ("1970-01-01 00:00:00", 0), ("1969-12-31 23:59:59", -1_000_000),
      ("2000-02-29T12:00:00Z", 951_825_600_000_000),
      ("2024-02-29 00:00:00.5+02:00", 1_709_157_600_500_000), ("1900-03-01 00:00:00", -2_203_891_200_000_000),
      ("2100-12-31 23:59:59.999999-0130", 4_133_986_199_999_999),
      ("0001-01-01 00:00:00", -62_135_596_800_000_000), ("2023-04-30", 1_682_812_800_000_000),
      ("2023-04-30 23:59:59.1234567890", 1_682_899_199_123_456),
    ] as [(String, Int64)])
  func ends(text: String, time: Int64) { #expect(CivilTime.parse(text)?.microseconds == time) }

  /// `date -ud '1995-07-01 00:00:01 -0400' +%s` and so on.
  @Test(
    "the times of a web server's log are read with their zone",
    arguments: [
      ("01/Jul/1995:00:00:01 -0400", 804_571_201_000_000),
      ("29/Feb/2000:12:00:00 +0000", 951_825_600_000_000),
      ("31/Dec/1969:23:59:59 +0000", -1_000_000), ("01/jul/1995:00:00:01 -0400", nil),
      ("01/Jux/1995:00:00:01 -0400", nil), ("29/Feb/1995:00:00:01 -0400", nil),
      ("1/Jul/1995:00:00:01 -0400", nil),
      ("01/Jul/1995 00:00:01 -0400", nil), ("01/Jul/1995:00:00:01", nil), ("01/Ju", nil),
    ] as [(String, Int64?)])
  func commonLog(text: String, time: Int64?) {
    #expect(text.withCString { CivilTime.parseCommonLog($0, count: text.utf8.count) } == time)
  }
}
