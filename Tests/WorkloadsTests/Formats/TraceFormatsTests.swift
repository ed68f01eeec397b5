import Foundation
import TestSupport
import Testing

@testable import Workloads

@Suite("Which format a file has")
struct TraceFormatsTests {
  static func recognizing(_ head: TraceHead) -> [String] {
    TraceFormats.all.filter { $0.recognizes(head) }.map { $0.name }
  }

  static func recognizing(at path: String) throws -> [String] { recognizing(try TraceHead(path: path)) }

  @Test(
    "every file of series is recognized by its format and no other", arguments: SeriesReference.shared.files)
  func realFiles(_ file: SeriesReference.File) throws {
    let path = try SharedData.path(file.file)
    #expect(try Self.recognizing(at: path) == [file.format])
  }

  @Test("a file of these formats is recognized by its own and no other", arguments: FormatDataCase.all)
  func real(_ expected: FormatDataCase) throws {
    let path = try SharedData.path(expected.file)
    #expect(try Self.recognizing(at: path) == [expected.format.name])
  }

  @Test("so are the archive of job days and the table of connections")
  func others() throws {
    for (file, name) in [
      ("google2011-job-usage-24h/GCD_VMs.part.tar.gz", JobUsageFormat.name),
      ("kddcup99/kddcup.data_10_percent.gz", KDDCup1999Format.name),
    ] {
      let path = try SharedData.path(file)
      #expect(try Self.recognizing(at: path) == [name])
    }
  }

  @Test("so is a content written by hand", arguments: FormatFixture.all)
  func written(_ fixture: FormatFixture) throws {
    let file = try TemporaryFile(fixture.file, content: fixture.content)
    #expect(try Self.recognizing(at: file.path) == [fixture.format.name])
  }

  @Test("the official line of instance usage is recognized by its format alone")
  func officialUsage() throws {
    let path = try SharedData.path("google2019-usage-sample/instance_usage-one-line.json")
    #expect(try Self.recognizing(at: path) == [GoogleUsageFormat.name])
  }

  static let contents: [(String, String)] = [
    ("google-2019-usage", "time,collection_id,instance_index,avg_cpu_usage\n300000000,7,0,0.5\n"),
    ("google-2019-usage", #"{"start_time":"1","end_time":"2","average_usage":{"cpus":1}}"# + "\n"),
    ("prometheus-range", #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#),
    ("prometheus-range", #"{"status":"error","errorType":"bad_data","error":"x"}"#),
    ("prometheus-text", "# HELP up Whether it is up.\n# TYPE up gauge\nup 1 1700000000000\n"),
    ("prometheus-text", "up{job=\"api\"} 1 1700000000000\n"),
    ("prometheus-text", "up 1 1700000000.5\n"),
    ("helios", "timestamp,memory_bytes,cpu_utilization,memory_utilization\n2025-12-31 00:00:00,1,0.1,0.2\n"),
    (
      "aura",
      "id,pod_name,namespace,timestamp,cpu_usage_millicores,memory_usage_bytes\n1,a,b,2025-01-01,1,2\n"
    ),
    ("aura", "cpu_usage,memory_usage,anomaly_type,timestamp\n1,2,healthy,2025-01-01 00:00:00\n"),
    ("timestamp-value", "timestamp,count\n0,1\n60,2\n"), ("timestamp-value", "time,requests\n0,1\n60,2\n"),
    ("timestamp-value", "12\n13\n14\n"), ("cloud-pool", "2024-11-01 00:00:00,4.8\n2024-11-01 00:00:30,4.8\n"),
    ("csv", "load\ttime\thost\n5\t10\ta\n6\t20\ta\n"), ("csv", "when,rps\n10,1\n20,2\n"),
    ("csv", "a,when,rps\nx,2024-01-01,1\ny,2024-01-02,2\n"),
    // Grafana's series as rows and as columns, and Datadog's table
    (
      "csv",
      "\"Series\";\"Time\";\"Value\"\r\n\"a\";\"1500026100\";1\r\n\"a\";\"1500026160\";null\r\n\"b\";\"1500026100\";2\r\n"
    ),
    ("csv", "\"Time\",\"a {x=\"\"1\"\"}\",\"b\"\n2023-11-14 22:00:00,1,2\n2023-11-14 22:01:00,2,4\n"),
    ("csv", "time,avg:system.load.1{*}\n2023-11-14T22:00:00Z,0.5\n2023-11-14T22:01:00Z,0.25\n"),
  ]

  @Test("content made up for each format", arguments: contents)
  func madeUp(format: String, content: String) throws {
    let file = try TemporaryFile("load", content: content)
    #expect(try Self.recognizing(at: file.path) == [format])
  }

  @Test(
    "what is none is recognized by none",
    arguments: [
      "hello\n", "{}", "[1,2]", "[1,2,3]", "a,b\nx,y\n", "1\n", "a\n", "1,x,3\n", "a 5\n", "# a comment\n",
      "\u{7f}ELF\u{1}\u{2}\n", "\u{0}\u{1}\u{2}",
    ])
  func none(content: String) throws {
    let file = try TemporaryFile("load", content: content)
    #expect(try Self.recognizing(at: file.path) == [])
  }

  @Test("files that hold no series are taken by none of the formats but, where they look like one, csv")
  func otherFiles() throws {
    guard let folder = SharedData.folder else { try skip("there is no shared/data") }
    let series = Set(SeriesReference.shared.files.map(\.file))
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    for name in names where !series.contains(name) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder),
        !isFolder.boolValue,
        !name.contains("instance_usage-one-line")
      else { continue }
      let every = Self.recognizing(try TraceHead(path: "\(folder)/\(name)"))
      #expect(every.count <= 1, "\(name): \(every)")
      let found = every.filter { SeriesBadInputTests.formats.contains($0) }
      #expect(found == [] || found == ["csv"], "\(name): \(found)")
    }
  }

  @Test("what is no trace is recognized by none", arguments: ["hpa-vectors", "nab/labels"])
  func otherFolders(folder: String) throws {
    let path = try SharedData.path(folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "README.md" }
    #expect(!files.isEmpty)
    for file in files.sorted() { #expect(try Self.recognizing(at: path + "/" + file) == [], "\(file)") }
  }

  @Test("a name that is not known, and content that is not")
  func unknown() throws {
    let file = try TemporaryFile("load", content: "hello\nworld\n")
    let names = TraceFormats.all.map { $0.name }.joined(separator: ", ")
    #expect(
      throws: WorkloadError(
        "the trace format 'azure-flet' is not known; the nearest name is 'azure-fleet', all are \(names).")
    ) { try TraceFormats.open(file.path, format: "azure-flet") }
    #expect(
      throws: WorkloadError(
        "\(file.path): its content is of no known trace format (it begins with \"hello\"); name one with --format: \(names)."
      )
    ) { try TraceFormats.open(file.path) }
    #expect(type(of: try TraceFormats.open(file.path, format: "csv")).name == "csv")
    let table = try TemporaryFile("load", content: "when;host;hits\nMonday;a;5\nTuesday;b;7\n")
    #expect(
      throws: WorkloadError(
        "\(table.path): its content is of no known trace format (it begins with \"when;host;hits\"). It has the columns "
          + "\"when\", \"host\", \"hits\"; a mapping reads it, such as --columns 'time=when,value=hits'. Or name a format "
          + "with --format: \(names).")
    ) { try TraceFormats.open(table.path) }
  }

  @Test("names are unique, in small letters, and every format says what it holds")
  func words() {
    let names = TraceFormats.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for format in TraceFormats.all {
      #expect(format.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
      #expect(format.summary.hasSuffix(".") && (format.unread.isEmpty || format.unread.hasSuffix(".")))
    }
  }
}
