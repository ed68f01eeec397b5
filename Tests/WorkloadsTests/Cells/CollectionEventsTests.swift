import Testing

@testable import Workloads

@Suite("Events of jobs")
struct CollectionEventsTests {
  @Test("rows of 2019, written by hand after the published schema")
  func jobsOf2019() throws {
    let file = try TemporaryFile(
      content: """
        {"time":"5","type":"0","collection_id":"9007199254740993","scheduling_class":"3","collection_type":"0",\
        "priority":"200","alloc_collection_id":"0","user":"u","collection_name":"n","parent_collection_id":"7",\
        "start_after_collection_ids":["1","2"],"vertical_scaling":"3","scheduler":"1","missing_type":"0"}
        {"time":6,"type":7,"collection_id":12,"collection_type":1,"alloc_collection_id":"8","priority":null,\
        "parent_collection_id":null,"vertical_scaling":0,"missing_type":2}
        """)
    var events: [CollectionEvent] = []
    let report = try CollectionEventsFile(file.path).read { events.append($0) }
    // 2⁵³ + 1 does not fit into a double
    #expect(
      events.first
        == CollectionEvent(
          time: 5, collectionID: 9_007_199_254_740_993, kind: .submit, parentCollectionID: 7, priority: 200,
          schedulingClass: 3, verticalScaling: .fullyAutomated, isBatch: true))
    #expect(
      events.last
        == CollectionEvent(
          time: 6, collectionID: 12, kind: .kill, isAllocSet: true, allocCollectionID: 8, isInferred: true))
    #expect(report.rows == 2 && report.delivered == 2)
  }

  @Test("rows of 2011, written by hand after the published schema")
  func jobsOf2011() throws {
    let file = try TemporaryFile(content: "0,1,3418309,5,u,3,n,l\n9,,3418309,9,u,,n,l\n")
    var events: [CollectionEvent] = []
    let report = try CollectionEventsFile(file.path).read { events.append($0) }
    #expect(
      events == [
        CollectionEvent(time: 0, collectionID: 3_418_309, kind: .kill, schedulingClass: 3, isInferred: true)
      ])
    #expect(report.skippedUnknown == 1)
  }

  static let mistakes: [(String, String)] = [
    (
      #"{"time":"1","type":"0","collection_id":"x"}"#,
      "F, line 1: collection_id is \"x\"; allowed are whole 64-bit numbers, in quotes or not."
    ),
    (
      #"{"time":"1","type":"0","collection_id":"1","parent_collection_id":[]}"#,
      "F, line 1: parent_collection_id is [; allowed are whole 64-bit numbers, in quotes or not."
    ),
    (
      "{\"time\":\"2\",\"type\":\"0\",\"collection_id\":\"1\"}\n{\"time\":\"1\",\"type\":\"0\",\"collection_id\":\"1\"}",
      "F, line 2: the time goes back from 2 to 1 µs; rows must be in order of time."
    ),
    ("0,,x,0,u,3,n,l\n", "F, line 1: job ID is \"x\"; allowed are whole 64-bit numbers."),
  ]

  @Test("a table that is wrong", arguments: mistakes)
  func refused(content: String, sentence: String) throws {
    let file = try TemporaryFile(content: content)
    let error = #expect(throws: WorkloadError.self) { try CollectionEventsFile(file.path).read { _ in } }
    #expect(error?.description == file.path + sentence.dropFirst())
  }
}
