import Testing

@testable import Workloads

@Suite("Demand of a collection")
struct DemandTests {
  static let header = "time,collection_id,instance_index,collection_type,avg_cpu_usage\n"

  @Test("rows weigh by their length, and absent tasks do as the present ones")
  func handWorked() throws {
    // Window 1: task 0 uses 0.1 for 100 s and 0.4 for 200 s, so 0.3; task 1 uses 0.5; the mean is 0.4, two
    // tasks: 0.8. Window 2: nobody. Window 3: task 1 starts 60 s late with 0.2; task 0 is absent: 0.4.
    let file = try TemporaryFile(
      content: Self.header + """
        300000000,7,0,0,0.1
        300000000,7,1,0,0.5
        400000000,7,0,0,0.4
        400000000,7,0,0,9
        960000000,7,1,0,0.2
        0,7,1,0,3
        900000000,7,2,1,3
        """)
    let (series, report) = try CollectionDemand.read([file.path])
    #expect(series.start == 300_000_000 && series.window == 300_000_000)
    #expect(series.values.count == 3 && series.values[1] == nil)
    #expect(abs(series.values[0]! - 0.8) < 1e-15 && abs(series.values[2]! - 0.4) < 1e-15)
    #expect(report.tasks == 2 && report.missingWindows == 1 && report.missingTaskWindows == 3)
    #expect(report.read.rows == 7 && report.read.delivered == 4 && report.read.duplicates == 1)
    #expect(report.read.skippedSpecialTimes == 1 && report.read.skippedAllocInstances == 1)
    #expect(report.read.shortWindows == 3)
  }

  @Test("both forms of the same rows give the same demand")
  func formsAgree() throws {
    let csv = try TemporaryFile(
      content: Self.header + "300000000,7,0,0,0.1\n400000000,7,0,0,0.4\n600000000,7,0,0,0.2\n")
    let json = try TemporaryFile(
      content: """
        {"start_time":"300000000","end_time":"400000000","collection_id":"7","instance_index":"0","average_usage":{"cpus":0.1,"memory":0.5},"cpu_usage_distribution":[]}
        {"start_time":400000000,"end_time":600000000,"collection_id":7,"instance_index":0,"collection_type":null,"average_usage":{"cpus":0.4}}

        {"end_time":"900000000","start_time":"600000000","collection_id":"7","instance_index":"0","average_usage":{"cpus":2e-1},"maximum_usage":null}
        """)
    let fromCSV = try CollectionDemand.read([csv.path])
    let fromJSON = try CollectionDemand.read([json.path])
    #expect(fromCSV.series == fromJSON.series)
    #expect(fromCSV.report.read.shortWindows == 2 && fromJSON.report.read.shortWindows == 2)
  }

  @Test("quoted fields, line breaks inside them, CRLF and a last line without an end are fine")
  func quotedCSV() throws {
    let file = try TemporaryFile(
      content:
        "note,\"time\",collection_id,instance_index,avg_cpu_usage\r\n\"two\nlines, \"\"so\"\"\",300000000,7,0,0.25\r\n\r\nx,600000000,7,0,-1"
    )
    #expect(
      throws: WorkloadError(
        "\(file.path), line 5: avg_cpu_usage is \"-1\"; allowed are finite numbers from 0 up.")
    ) {
      try rows(file.path)
    }
    let good = try TemporaryFile(
      content: "\"time\",collection_id,instance_index,avg_cpu_usage,note\r\n300000000,7,0,0.25,\"a\nb\"")
    #expect(
      try rows(good.path).rows == [
        InstanceUsage(startTime: 300_000_000, collectionID: 7, instanceIndex: 0, cpuAverage: 0.25)
      ])
  }

  @Test("missing windows are filled as asked, and counted")
  func filling() throws {
    let series = DemandSeries(start: 0, values: [nil, 1, nil, nil, 4, nil])
    #expect(try series.fill(.linear).series.values == [1, 1, 2, 3, 4, 4])
    #expect(try series.fill(.hold).series.values == [1, 1, 1, 1, 4, 4])
    #expect(try series.fill(.zero).series.values == [0, 1, 0, 0, 4, 0])
    #expect(try series.fill(.zero).filled == 4)
    #expect(
      throws: WorkloadError(
        "the demand has no value in 4 of 6 windows, the first at 0 µs; fill them with linear, hold or zero.")
    ) { try series.fill(.refuse) }
    #expect(throws: WorkloadError("the demand has no value in any of 2 windows; at least one is needed.")) {
      try DemandSeries(start: 0, values: [nil, nil]).fill(.zero)
    }
  }
}
