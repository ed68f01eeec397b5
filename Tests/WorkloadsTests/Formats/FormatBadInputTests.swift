import Testing

@testable import Workloads

/// A content that a format refuses, and the sentence that says why, in which F stands for the path.
struct FormatMistake: Sendable, CustomTestStringConvertible {
  let format: any TraceFormat.Type
  let content: String
  let sentence: String
  var testDescription: String { "\(format.name): \(sentence)" }

  init(_ format: any TraceFormat.Type, _ content: String, _ sentence: String) {
    self.format = format
    self.content = content
    self.sentence = sentence
  }

  static let all: [FormatMistake] =
    google + azure + alibaba + others + accessLogs + loadTests + monitoring + tables

  static let google: [FormatMistake] = [
    FormatMistake(
      JobEventsFormat.self, #"{"time":"1","type":"0"}"#,
      "F, line 1: collection_id is absent or null; it is needed in every row."),
    FormatMistake(
      JobEventsFormat.self, "0,,3418309,0,u,4,n,l\n",
      "F, line 1: scheduling class is \"4\"; allowed are whole numbers from 0 to 3."),
    FormatMistake(
      JobEventsFormat.self, "0,,3418309,0,u,3,n\n",
      "F, line 1: has 7 fields; such a table has the 8 columns time, missing info, job ID, event type, user, "
        + "scheduling class, job name, logical job name."),
    FormatMistake(
      TaskEventsFormat.self, "9,,1,0,,x,u,3,9,,,,\n",
      "F, line 1: event type is \"x\"; allowed are whole 64-bit numbers."),
    FormatMistake(
      MachineEventsFormat.self, "9,5,0,p,1,1\n8,5,1,p,1,1\n",
      "F, line 2: the time goes back from 9 to 8 µs; rows must be in order of time."),
    // 5,000,000,000,000,000 µs are 16,666,666 steps, of which the first two come before the trace
    FormatMistake(
      MachineEventsFormat.self, "0,5,0,p,1,1\n5000000000000000,5,1,p,1,1\n",
      "F: its times span 16666665 steps of 300 s; allowed are at most 2000000."),
    FormatMistake(
      MachineAttributesFormat.self, #"{"time":"1","machine_id":"7"}"#,
      "F, line 1: name is absent or null; it is needed in every row."),
    FormatMistake(
      MachineAttributesFormat.self, #"{"time":"1","machine_id":"7","name":"a","deleted":"no"}"#,
      "F, line 1: deleted is \"no\"; allowed are true and false."),
    FormatMistake(
      MachineAttributesFormat.self, "0,7,a,1,2\n",
      "F, line 1: attribute deleted is \"2\"; allowed are whole numbers from 0 to 1."),
    FormatMistake(
      TaskUsageFormat.self, "600000000,900000000,6,0,1,-0.5,,,,,,,,,,,,,,\n",
      "F, line 1: CPU rate is \"-0.5\"; allowed are finite numbers from 0 up."),
    FormatMistake(
      TaskUsageFormat.self, "600000000,1500000000,6,0,1,0.5,,,,,,,,,,,,,,\n",
      "F, line 1: the window is 900000000 µs long; allowed are at most 300000000 µs."),
    FormatMistake(
      TaskRequestsFormat.self, "time,user,collection_id,instance_index,cpu,ram,collection_type\n",
      "F, line 1: the header is \"time, user, collection_id, instance_inde…\"; such a table has the 7 columns "
        + "time, user, collection_id, instance_index, cpus, ram, collection_type."),
    FormatMistake(
      TaskRequestsFormat.self,
      "time,user,collection_id,instance_index,cpus,ram,collection_type\n1,u,3.1E+11,0,0.1,0.1,0\n",
      "F, line 2: collection_id is \"3.1E+11\"; allowed are whole 64-bit numbers."),
    FormatMistake(
      MachineShapesFormat.self, "cpus,ram,machine_count\n0.5,0.5,-1\n",
      "F, line 2: machine_count is \"-1\"; allowed are whole numbers from 0 to 1000000000."),
    FormatMistake(
      MachineShapesFormat.self, "cpus,ram,machine_count\n",
      "F: holds no rows; a table of at least one row is needed."),
    FormatMistake(
      SampledUsageFormat.self, "start_time,cpu_usage,memory_usage\n1,0.5\n",
      "F, line 2: has 2 fields; such a table has the 3 columns start_time, cpu_usage, memory_usage."),
    FormatMistake(
      SampledUsageFormat.self, sampled(usage: "\"{'cpus': None, 'memory': 0.1}\"", deciles: "[]"),
      "F, line 2: average_usage is \"{'cpus': None, 'memory': 0.1}\"; allowed are numbers of both cpus and memory."
    ),
    FormatMistake(
      SampledUsageFormat.self, sampled(usage: "\"{'cpus': 0.1}\"", deciles: "[]"),
      "F, line 2: average_usage is \"{'cpus': 0.1}\"; allowed are dictionaries such as "
        + "{'cpus': 0.25, 'memory': None} with numbers from 0 up."),
    FormatMistake(
      SampledUsageFormat.self, sampled(usage: "\"{'cpus': 0.1, 'memory': 0.1}\"", deciles: "\"[0.1\n 0.2]\""),
      "F, line 2: cpu_usage_distribution is \"[0.1\\u000a 0.2]\"; allowed are arrays of 11 numbers from 0 up between "
        + "[ and ], or none."),
  ]

  static let azure: [FormatMistake] = [
    FormatMistake(
      AzureLLMFormat.self, "TIMESTAMP,ContextTokens\n",
      "F, line 1: the header is \"TIMESTAMP, ContextTokens\"; such a table has the 3 columns TIMESTAMP, "
        + "ContextTokens, GeneratedTokens."),
    FormatMistake(
      AzureLLMFormat.self, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-29 18:17:03.9799600,1,1\n",
      "F, line 2: TIMESTAMP is \"2023-02-29 18:17:03.9799600\"; allowed are \(CivilTime.form)."),
    FormatMistake(
      AzureLLMFormat.self, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-28 18:17:03,1.5,1\n",
      "F, line 2: ContextTokens is \"1.5\"; allowed are whole numbers from 0 to 1000000000."),
    FormatMistake(
      AzureFunctions2019Format.self, "HashOwner,HashApp\n",
      "F, line 1: the header is \"HashOwner, HashApp\"; such a table has the 1444 columns HashOwner, HashApp, "
        + "HashFunction, Trigger, 1, 2, 3, 4, …, 1440."),
    FormatMistake(
      AzureFunctions2021Format.self, "app,func,end_timestamp,duration\na,f,5,-1\n",
      "F, line 2: duration is \"-1\"; allowed are seconds from 0 to 9e9."),
    FormatMistake(
      AzureVMReadingsFormat.self, "0,vm,1,2,much\n",
      "F, line 1: avg cpu is \"much\"; allowed are finite numbers from 0 up."),
    FormatMistake(
      AzureVMTableFormat.self, "vm,s,d,600,300,1,1,1,Unknown,2,4\n",
      "F, line 1: the machine is deleted at 300 s, before it is created at 600 s."),
  ]

  static let alibaba: [FormatMistake] = [
    FormatMistake(
      AlibabaUsageFormat.self, "m_1,10,n/a,92,,,43,33,5\n",
      "F, line 1: cpu_util_percent is \"n/a\"; allowed are finite numbers."),
    FormatMistake(
      AlibabaUsageFormat.self, "m_1,10,5,92,,,43,33,5\nm_1,-10,5,92,,,43,33,5\n",
      "F, line 2: time_stamp is \"-10\"; allowed are seconds from 0 to 9e9."),
    FormatMistake(
      AlibabaBatchFormat.self, "M1,1,j_1,1,Terminated,soon,899,100,0.2\n",
      "F, line 1: start_time is \"soon\"; allowed are seconds from 0 to 9e9."),
    FormatMistake(
      AlibabaMetaFormat.self, "m_1,0,1,x,all,100,USING\n",
      "F, line 1: cpu_num is \"all\"; allowed are finite numbers from 0 up."),
  ]

  static let others: [FormatMistake] = [
    FormatMistake(
      CommonLogFormat.self, "GET /\n\u{1}\u{2}[99/Jul/1995:00:00:01 -0400]\n",
      "F: none of its 2 lines has a time such as [01/Jul/1995:00:00:01 -0400]; "
        + "a log in the Common Log Format is needed."),
    FormatMistake(
      KDDCup1999Format.self, "0,tcp,http\n",
      "F, line 1: has 3 fields; such a table has the 42 columns duration, protocol_type, service, flag, "
        + "src_bytes, dst_bytes, land, wrong_fragment, …, label."),
    FormatMistake(
      KDDCup1999Format.self, "0,tcp,http,SF" + String(repeating: ",0", count: 37) + ",normal\n",
      "F, line 1: label is \"normal\"; allowed are names that end with \".\"."),
    FormatMistake(
      TimestampedRequestsFormat.self, "time_stamp,work\n1,1\n",
      "F, line 1: has no column timestamp (is it \"time_stamp\"?); a row a request with the time of its "
        + "arrival is needed."),
    FormatMistake(
      TimestampedRequestsFormat.self, "timestamp,timestamp\n1,1\n",
      "F, line 1: has 2 columns timestamp; allowed is one."),
    FormatMistake(
      TimestampedRequestsFormat.self, "timestamp\n5\nsoon\n",
      "F, line 3: timestamp is \"soon\"; allowed are finite numbers of a time before the year 10000."),
    FormatMistake(
      TimestampedRequestsFormat.self, "timestamp\n1.70000E+12\n1.70000E+12\n",
      "F, line 2: timestamp is \"1.70000E+12\", of which a spreadsheet cut the digits off: 2 rows share 1 times; "
        + "export the times as text or as whole numbers."),
    FormatMistake(
      TimestampedRequestsFormat.self, "timestamp,work\n1,-1\n",
      "F, line 2: work is \"-1\"; allowed are finite numbers from 0 up."),
    FormatMistake(
      JobUsageFormat.self, "vm_1_1\n5 5\n",
      "F, byte 11 of the content: the archive stops before its end mark; a whole archive is needed."),
  ]

  /// A row of the long sample with the given texts in two of its columns.
  private static func sampled(usage: String, deciles: String) -> String {
    SampledUsageFile.longColumns.joined(separator: ",")
      + "\n0,0,2,1,3,1,200,0,144,1,,[],2,u,n,l,[],1,0,2.748E+11,2.751E+11,\(usage),,,0,0,,,1,\(deciles),[],7,FAIL,1\n"
  }
}

@Suite("What a table, an archive or a log is refused for")
struct FormatBadInputTests {
  @Test("a content that is wrong", arguments: FormatMistake.all)
  func refused(_ mistake: FormatMistake) throws {
    let file = try TemporaryFile(content: mistake.content)
    let error = #expect(throws: WorkloadError.self) {
      try mistake.format.init(path: file.path).read { _ in }
    }
    #expect(error?.description == file.path + mistake.sentence.dropFirst())
  }

  @Test("an empty file", arguments: TraceFormats.all.map { $0.name })
  func empty(_ name: String) throws {
    let file = try TemporaryFile(content: "")
    let format = try TraceFormats.open(file.path, format: name)
    let error = #expect(throws: WorkloadError.self) { try format.read { _ in } }
    #expect(error?.description == "\(file.path): is empty; a trace of at least one row is needed.")
  }

  @Test("binary bytes, with the place in a sentence", arguments: TraceFormats.all.map { $0.name })
  func binary(_ name: String) throws {
    let bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff, 0xfe, 0x0a, 0, 0, 0x80]
    let file = try TemporaryFile(bytes: bytes)
    let error = #expect(throws: WorkloadError.self) {
      try TraceFormats.open(file.path, format: name).read { _ in }
    }
    let sentence = try #require(error).description
    #expect(sentence.hasPrefix(file.path) && sentence.hasSuffix("."))
    #expect(sentence.contains("; "))
  }
}
