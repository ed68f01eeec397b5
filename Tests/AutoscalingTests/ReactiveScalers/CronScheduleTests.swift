import Testing

@testable import Autoscaling

@Suite("Schedules of cron") struct CronScheduleTests {
  /// Monday, 1 January 2024, 00:00 UTC.
  private static let monday: Int64 = 1_704_067_200

  private static let day: Int64 = 1440

  /// A schedule, and minutes from that Monday on: from when, and when it is due next.
  private static let dates: [(text: String, from: Int64, due: Int64)] = [
    ("* * * * *", 0, 1), ("0 * * * *", 0, 60), ("*/15 * * * *", 16, 30), ("5-10/5 3 * * *", 0, 185),
    // strictly after
    ("0 8 * * *", 480, 480 + day),
    // Saturday the 6th, Sunday the 7th
    ("0 0 * * sat", 0, 5 * day), ("0 0 * * 0", 0, 6 * day), ("@weekly", 0, 6 * day),
    ("0 9 * * 1-5", 4 * day + 540, 7 * day + 540),
    // 1 February, and 29 February of that leap year
    ("0 0 1 feb *", 0, 31 * day), ("0 0 29 2 *", 0, 59 * day),
    // either day is enough where both are restricted: Friday the 5th comes before the 13th
    ("0 0 13 * fri", 0, 4 * day), ("0 0 3 * ?", 0, 2 * day),
  ]

  @Test("When it is due next", arguments: dates)
  func next(text: String, from: Int64, due: Int64) throws {
    let found = try CronSchedule(text).next(after: Self.monday + from * 60)
    #expect(found == Self.monday + due * 60)
  }

  @Test func aDayThatNeverComes() throws {
    #expect(try CronSchedule("0 0 31 2 *").next(after: Self.monday) == nil)
  }

  @Test(arguments: [
    ("* * * *", "has 4 fields"), ("60 * * * *", "'60' is no minute"), ("* 24 * * *", "'24' is no hour"),
    ("* * 0 * *", "'0' is no day of the month"), ("* * * jax *", "'jax' is no month"),
    ("* * * * 7", "'7' is no day of the week"), ("5-1 * * * *", "ends before it begins"),
    ("*/0 * * * *", "no positive number"), ("", "has 0 fields"),
  ])
  func refused(text: String, sentence: String) throws {
    let problem = try #require(throws: CronSchedule.Problem.self) { try CronSchedule(text) }
    #expect(problem.description.contains(sentence), "\(problem)")
  }

  /// Berlin is an hour ahead of UTC in January and two in July.
  @Test(
    arguments: [
      (0, 6, 59, false), (0, 7, 0, true), (0, 18, 59, true), (0, 19, 0, false),
      (182, 5, 59, false), (182, 6, 0, true), (182, 17, 59, true), (182, 18, 0, false),
    ] as [(Int64, Int64, Int64, Bool)])
  func aWindowInItsZone(day: Int64, hour: Int64, minute: Int64, isOpen: Bool) throws {
    let window = try #require(
      CronWindow(
        start: CronSchedule("0 8 * * *"), end: CronSchedule("0 20 * * *"), zone: "Europe/Berlin"))
    #expect(window.isOpen(at: Self.monday + day * 86_400 + hour * 3600 + minute * 60) == isOpen)
  }

  @Test func anUnknownZone() throws {
    let schedule = try CronSchedule("@daily")
    #expect(CronWindow(start: schedule, end: schedule, zone: "Europe/Nowhere") == nil)
  }
}
