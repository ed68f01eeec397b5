import Testing

@testable import Workloads

/// A small content of a format, written by hand after the published schema, and what reading it gives.
struct FormatFixture: Sendable, CustomTestStringConvertible {
  let what: String
  let format: any TraceFormat.Type
  let content: String
  let rows: Int
  /// The series as `name: time=value …`, in order of appearance; times in seconds.
  let series: [String]
  var oddities: [String] = []
  /// The file's name, where it tells something; a folder may be before it.
  var file = "usage"
  var testDescription: String { "\(what), written by hand after the published schema" }

  static let all: [FormatFixture] =
    google + azure + alibaba + laterAlibaba + logs + accessLogs + loadTests + monitoring

  static let google: [FormatFixture] = [
    FormatFixture(
      what: "collection_events 2019", format: JobEventsFormat.self,
      content: """
        {"time":"0","type":"0","collection_id":"11","priority":"200","collection_type":"0"}
        {"time":"600000001","type":"0","collection_id":"12","priority":"0","collection_type":"0"}
        {"time":"899999999","type":"0","collection_id":"13","priority":"0","collection_type":"1"}
        {"time":"900000000","type":"0","collection_id":"14","priority":"0"}
        {"time":"1500000000","type":"6","collection_id":"12","priority":"0"}
        {"time":"1500000000","type":"5","collection_id":"14","priority":"0"}
        {"time":"1500000001","type":"99","collection_id":"14","priority":"0"}
        {"time":"9223372036854775807","type":"7","collection_id":"11","priority":"0"}

        """, rows: 8,
      series: [
        "jobs submitted: 600=1 900=1 1200=0 1500=0", "jobs ended: 600=0 900=0 1200=0 1500=2",
      ],
      oddities: [
        "1 rows after the trace", "1 rows of unknown type", "1 rows at time 0, before the trace",
        "1 rows of alloc sets",
      ]),
    FormatFixture(
      what: "machine_attributes 2019", format: MachineAttributesFormat.self,
      content: """
        {"time":"600000009","machine_id":"7","name":"a","value":"1","deleted":false}
        {"time":"0","machine_id":"8","name":"a","value":"1","deleted":true}
        {"time":"0","machine_id":"7","name":"b","value":null}
        """, rows: 3, series: []),
    FormatFixture(
      what: "machine_attributes 2011", format: MachineAttributesFormat.self,
      content: "0,7,vLGUBmd/Lwk=,2,0\n0,8,vLGUBmd/Lwk=,,1\n", rows: 2, series: []),
    FormatFixture(
      what: "machine_events 2019", format: MachineEventsFormat.self,
      content: """
        {"time":"0","machine_id":"7","type":"1","capacity":{"cpus":0.5,"memory":0.25}}
        {"time":"0","machine_id":"8","type":"1"}
        {"time":"900000000","machine_id":"7","type":"3","capacity":{"cpus":0.75,"memory":0.25}}
        {"time":"1500000000","machine_id":"9","type":"2"}
        {"time":"1500000000","machine_id":"8","type":"2"}
        """, rows: 5,
      series: ["machines: 600=2 900=2 1200=2 1500=1", "capacity: 600=0.5 900=0.75 1200=0.75 1500=0.75"],
      oddities: ["1 machines of unknown CPU, taken for 0", "1 machines changed that were not there"]),
    FormatFixture(
      what: "instance_events 2019", format: TaskEventsFormat.self,
      content: """
        {"time":"0","type":"0","collection_id":"1","instance_index":"0","priority":"200"}
        {"time":"700000000","type":"0","collection_id":"1","instance_index":"1","priority":"200"}
        {"time":"700000000","type":"3","collection_id":"1","instance_index":"1","machine_id":"5","priority":"200"}
        {"time":"700000000","type":"3","collection_id":"1","instance_index":"1","alloc_collection_id":"3"}
        {"time":"900000000","type":"10","collection_id":"1","instance_index":"1"}
        {"time":"950000000","type":"4","collection_id":"1","instance_index":"1"}
        """, rows: 6,
      series: ["tasks submitted: 600=1 900=0", "tasks scheduled: 600=1 900=0", "tasks ended: 600=0 900=1"],
      oddities: ["1 rows of alloc instances or of tasks inside them", "1 rows at time 0, before the trace"]),
    FormatFixture(
      what: "task_usage 2011", format: TaskUsageFormat.self,
      content: """
        600000000,900000000,6251414911,0,4155527081,0.01562,0.07,0.08,0.001,0.002,0.09,0.0001,0.0002,0.05,0.01,2.1,0.004,0,1,0.0156
        600000000,780000000,6251414911,1,4155527081,0.25,0.07,0.08,,,,,,,,,,0,1,
        900000000,1200000000,6251414911,0,4155527081,0.5,0.07,0.08,,,,,,,,,,0,1,

        """, rows: 3,
      series: ["6251414911/0: 600=0.01562 900=0.5", "6251414911/1: 600=0.25"],
      oddities: ["1 windows shorter than 300 s"]),
  ]

  static let azure: [FormatFixture] = [
    FormatFixture(
      what: "Azure Functions 2019", format: AzureFunctions2019Format.self,
      content: functionsHeader + functionsRow("o,a,f,http", [1: 3, 1440: 2])
        + functionsRow("o,a,f,timer", [:]), rows: 2,
      series: [
        "a/f (http): 0=3" + zeros(1...1438) + " 86340=2", "a/f (timer): 0=0" + zeros(1...1439),
      ]),
    FormatFixture(
      what: "Azure Functions 2021", format: AzureFunctions2021Format.self,
      content:
        "app,func,end_timestamp,duration\n7342,313c,60.5,0.25\n17c3,c9f8,130.25,100\n7342,313c,61,62\n",
      rows: 3,
      // the third arrived a second before the trace, hence in the minute from -60 s
      series: ["requests: -60=1 0=1 60=1", "seconds: -60=62 0=100 60=0.25"],
      oddities: ["2 requests earlier than the one before"]),
    FormatFixture(
      what: "Azure LLM 2024, with a zone and without decimals", format: AzureLLMFormat.self,
      content: """
        TIMESTAMP,ContextTokens,GeneratedTokens
        2024-05-10 00:00:59.009930+00:00,100,20
        2024-05-10 00:01:00+00:00,7,0
        """, rows: 2, series: ["requests: 1715299200=1 1715299260=1", "tokens: 1715299200=120 1715299260=7"]),
    FormatFixture(
      what: "Azure vm_cpu_readings", format: AzureVMReadingsFormat.self,
      content: """
        0,yNf/R3X8fyXkOJm3ihXQcT0F52a8cD,19.8984278495,24.9963995176,22.6412050247
        0,4WstS6Ub3GzHun4Mzb6BxLldKvkEkw,2.5,3.5,3.0
        300,yNf/R3X8fyXkOJm3ihXQcT0F52a8cD,1.0,3.0,2.5
        """, rows: 3,
      series: [
        "yNf/R3X8fyXkOJm3ihXQcT0F52a8cD: 0=22.6412050247 300=2.5", "4WstS6Ub3GzHun4Mzb6BxLldKvkEkw: 0=3",
      ]),
    FormatFixture(
      what: "Azure vmtable, V2 with buckets", format: AzureVMTableFormat.self,
      content: """
        x/XsOfHO4ocsV99i4NluqKDuxctW2M,vsIA4dMyuD,Pc2VLB8aDx,0,900,99.3,3.4,10.2,Delay-insensitive,4,32
        H5CxmMoVcZSpjgGbohnVA3R+7uCTe/,jAWvw9zwye,S8Tie1K/jl,300,600,82.5,13.8,17.1,Interactive,>24,>64
        """, rows: 2,
      series: ["machines created: 0=1 300=1 600=0 900=0", "machines running: 0=1 300=2 600=1 900=0"]),
  ]

  static let alibaba: [FormatFixture] = [
    FormatFixture(
      what: "Alibaba machine_usage", format: AlibabaUsageFormat.self,
      content: "m_1,386640,41,92,,,43.04,33.08,5\nm_2,10,-1,92,,,43,33,5\nm_1,386650,7,92,,,43,33,5\n"
        + "m_2,10,101,92,,,43,33,5\nm_2,0,,92,,,43,33,5\n", rows: 5,
      series: ["m_1: 386640=41 386650=7", "m_2:"],
      oddities: [
        "1 rows without CPU", "2 rows with CPU below 0 or above 100 %, left out",
        "1 rows earlier than the one before of their series",
      ]),
    FormatFixture(
      what: "Alibaba container_usage", format: AlibabaUsageFormat.self,
      content: "c_1,m_2556,386640,6,49,,,0.5,0,0,2\nc_2,m_2556,386640,12.5,49,1.2,3,1,0.1,0.2,2\n", rows: 2,
      series: ["c_1: 386640=6", "c_2: 386640=12.5"]),
    FormatFixture(
      what: "Alibaba machine_meta", format: AlibabaMetaFormat.self,
      content: "m_1,0,1,x,96,100,USING\nm_2,0,1,x,64,50,USING\nm_1,9,1,x,96,100,USING\n", rows: 3, series: []),
    FormatFixture(
      what: "Alibaba container_meta", format: AlibabaMetaFormat.self,
      content: "c_1,m_2556,0,app_5052,started,400,800,1.56\nc_1,m_2556,9,app_5052,started,400,800,1.56\n",
      rows: 2, series: []),
    FormatFixture(
      what: "Alibaba batch_task", format: AlibabaBatchFormat.self,
      content: "M1,1,j_1,1,Terminated,301,899,100,0.2\nR2_1,3,j_1,1,Running,900,0,50,0.5\n"
        + "task_Nzg3,1,j_2,3,Failed,0,0,,\n", rows: 3,
      series: ["tasks started: 300=1 600=0 900=1", "tasks ended: 300=0 600=1 900=0"],
      oddities: ["1 rows without a start within the trace", "2 rows without an end within the trace"]),
    FormatFixture(
      what: "Alibaba batch_instance", format: AlibabaBatchFormat.self,
      content: "ins_7,M1,j_1,1,Terminated,10,20,m_1,1,1,43,65,0.02,0.02\n"
        + "ins_8,M1,j_1,1,Terminated,10,320,m_1,1,1,,,,\n", rows: 2,
      series: ["instances started: 0=2 300=0", "instances ended: 0=1 300=1"]),
  ]

  static let logs: [FormatFixture] = [
    FormatFixture(
      what: "NASA's log", format: CommonLogFormat.self,
      // 1 July 1995, 00:00:01 at four hours behind UTC, is 804,571,201 s after 1970 (`date -ud @804571201`)
      content: """
        199.72.81.55 - - [01/Jul/1995:00:00:01 -0400] "GET /history/apollo/ HTTP/1.0" 200 6245
        burger.letters.com - - [01/Jul/1995:00:00:11 -0400] "GET /shuttle/countdown/liftoff.html HTTP/1.0" 304 0
        pipe6.nyc.pipeline.com - - [01/Jul/1995:00:01:10 -0400] "GET /a\"b" 200 x" 200 100
        teleman.pr.mcs.net - - [01/Jul/1995:00:01:10 -0400] "GET /missing HTTP/1.0" 404 -
        odd [host] - - [01/Jul/1995:00:01:09 -0400] "GET /cut
        alyssa.p

        """, rows: 6,
      series: ["requests: 804571200=2 804571260=3", "bytes: 804571200=6245 804571260=100"],
      oddities: [
        "1 lines without a readable time, left out", "1 lines without a readable status and number of bytes",
        "1 requests earlier than the one before",
      ]),
    FormatFixture(
      what: "the Combined Log Format", format: CommonLogFormat.self,
      content: """
        ::1 - frank [29/Feb/2000:23:59:59 +0130] "GET /x HTTP/1.1" 200 2326 "http://a/b" "Mozilla/4.08 [en] (Win98)"
        """, rows: 1, series: ["requests: 951863340=1", "bytes: 951863340=2326"]),
    FormatFixture(
      what: "timestamps in seconds with work", format: TimestampedRequestsFormat.self,
      content: "timestamp,work\n0.5,2\n59.999999,\n60,3\n", rows: 3,
      series: ["requests: 0=2 60=1", "work: 0=2 60=3"]),
  ]

  private static let functionsHeader =
    "HashOwner,HashApp,HashFunction,Trigger," + (1...1440).map { String($0) }.joined(separator: ",") + "\n"

  private static func functionsRow(_ start: String, _ counts: [Int: Int]) -> String {
    start + "," + (1...1440).map { String(counts[$0, default: 0]) }.joined(separator: ",") + "\n"
  }

  private static func zeros(_ minutes: ClosedRange<Int>) -> String {
    minutes.map { " \($0 * 60)=0" }.joined()
  }
}

/// Every sample of a file: times in seconds and values, by series.
func readSeries(_ file: some TraceFormat) throws -> (report: TraceReport, series: [[(Double, Double)]]) {
  var samples: [[(Double, Double)]] = []
  let report = try file.read { sample in
    while samples.count <= sample.series { samples.append([]) }
    samples[sample.series].append((Double(sample.time) / 1e6, sample.value))
  }
  while samples.count < report.series.count { samples.append([]) }
  return (report, samples)
}
