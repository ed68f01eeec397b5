import Glibc

/// CPU and memory of single jobs of Google's ClusterData 2011 every 300 s for a day: a tar archive of text files.
///
/// A file is called `vm_<job>_<day>` and holds rows of two numbers, CPU and memory in percent. Memory grows with the
/// number of files. Source: the repository HiPro-IT/CPU-and-Memory-resource-usage-from-Google-Cluster-Data.
struct JobUsageFormat: TraceFormat {
  static let name = "google-2011-job-usage"
  static let summary =
    "CPU and memory of single jobs of Google ClusterData 2011, every 300 s for a day; a tar archive of vm_<job>_<day>."
  static let unread = ""
  private static let day: Int64 = 86_400_000_000
  private static let rowsADay = 288
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    guard head.bytes.count > 512, head.bytes[257..<262].elementsEqual("ustar".utf8) else { return false }
    let name = String(decoding: head.bytes.prefix { $0 != 0 }, as: UTF8.self)
    return name.hasSuffix("/") || parts(name) != nil
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport()
    try TarArchive(GzipReader(path: path)).read { name, content in
      guard let (job, day) = Self.parts(name) else {
        throw WorkloadError(
          "\(path): the archive holds a file \(WorkloadError.quoted(name)); "
            + "allowed are vm_<job>_<day> with days from 1 up.")
      }
      let series = report.series.count
      report.series += [
        TraceReport.Series(name: "\(job) day \(day) cpu", quantity: .cpuPercent, step: windowLength),
        TraceReport.Series(name: "\(job) day \(day) memory", quantity: .memoryPercent, step: windowLength),
      ]
      let start = (day - 1) * Self.day
      let rows = try Self.readPairs(content, "\(path), file \(WorkloadError.quoted(name))") { row, values in
        let time = start + Int64(row) * windowLength
        try body(SeriesSample(series: series, time: time, value: values.0))
        try body(SeriesSample(series: series + 1, time: time, value: values.1))
      }
      report.rows += rows
      if rows != Self.rowsADay { report.note("days of more or fewer than \(Self.rowsADay) rows") }
    }
    guard report.rows > 0 else {
      throw WorkloadError("\(path): holds no rows; an archive of at least one row is needed.")
    }
    report.notes = [
      "Time 0 is the beginning of day 1.",
      "The jobs were chosen for a use between 5 and 90 %, so very small and very large ones are missing.",
    ]
    return report
  }

  /// The job and the day that a file's name tells.
  private static func parts(_ name: String) -> (job: Int64, day: Int64)? {
    let parts = (name.split(separator: "/").last ?? "").split(
      separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "vm", let job = Int64(parts[1]), let day = Int64(parts[2]),
      (1...10_000).contains(day)
    else { return nil }
    return (job, day)
  }

  /// Hands over the rows of two numbers of a content behind which a zero byte stands; returns how many there were.
  private static func readPairs(
    _ content: UnsafeRawBufferPointer, _ file: String, _ body: (Int, (Double, Double)) throws -> Void
  ) throws -> Int {
    guard let base = content.baseAddress else { return 0 }
    let text = base.assumingMemoryBound(to: CChar.self)
    var position = 0
    var line = 0
    var rows = 0
    while position < content.count {
      let rest = content.count - position
      let length =
        memchr(text + position, 0x0a, rest).map { base.distance(to: UnsafeRawPointer($0)) - position } ?? rest
      let start = position
      let end = position + length
      position = end + 1
      line += 1
      var next = skipSpace(text, start, end)
      if next == end { continue }
      guard let cpu = number(text, &next, end), let memory = number(text, &next, end), next == end else {
        let found = String(decoding: content[start..<end], as: UTF8.self)
        throw WorkloadError(
          file, line: line,
          "is \(WorkloadError.quoted(found)); allowed are two finite numbers from 0 up, CPU and memory.")
      }
      try body(rows, (cpu, memory))
      rows += 1
    }
    return rows
  }

  /// The number at `next`, behind which `next` then stands, or nil if there is none before `end`.
  private static func number(_ text: UnsafePointer<CChar>, _ next: inout Int, _ end: Int) -> Double? {
    guard next < end else { return nil }
    var stop: UnsafeMutablePointer<CChar>?
    let value = strtod(text + next, &stop)
    guard let stop, value.isFinite, value >= 0 else { return nil }
    let after = text.distance(to: UnsafePointer(stop))
    guard after > next, after == end || isSpace(text[after]) else { return nil }
    next = skipSpace(text, after, end)
    return value
  }

  private static func skipSpace(_ text: UnsafePointer<CChar>, _ start: Int, _ end: Int) -> Int {
    var next = start
    while next < end, isSpace(text[next]) { next += 1 }
    return next
  }

  private static func isSpace(_ byte: CChar) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
}
