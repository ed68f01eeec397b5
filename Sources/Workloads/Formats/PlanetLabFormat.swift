/// The CPU of one virtual machine of PlanetLab over a day, as CoMon measured it and CloudSim ships it: 288 whole numbers of
/// percent, one a line, every 300 s.
///
/// Nothing in the file tells it from another list of numbers, so it is known by its place, a folder named by the day (`20110303`)
/// or `planetlab`, together with its 288 lines from 0 to 100.
///
/// Source: beloglazov/planetlab-workload-traces, README (Beloglazov and Buyya, 2012).
struct PlanetLabFormat: TraceFormat {
  static let name = "planetlab"
  static let summary =
    "PlanetLab, a machine's day: 288 lines of CPU %, every 300 s, in a folder named by the day."
  static let unread = ""
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool {
    let folder = head.path.split(separator: "/", omittingEmptySubsequences: true).dropLast().last ?? ""
    let isDay = folder.count == 8 && folder.hasPrefix("20") && folder.allSatisfy { $0.isASCII && $0.isNumber }
    guard isDay || folder.lowercased().contains("planetlab"), head.bytes.count < 2048 else { return false }
    let lines = head.bytes.split(separator: 0x0a, omittingEmptySubsequences: true)
    return lines.count == 288
      && lines.allSatisfy { line in
        let text = String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
        return text.isWhole(in: 0...100)
      }
  }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .relative)
    report.series = [TraceReport.Series(name: "cpu", quantity: .cpuPercent, step: windowLength)]
    report.rows = try readTable(path, columns: ["the line"]) { row in
      let percent = try row.whole(0, in: 0...100)
      try body(SeriesSample(series: 0, time: Int64(row.count - 1) * windowLength, value: Double(percent)))
    }
    report.notes = ["Time 0 is the beginning of the day that the folder is named by."]
    return report
  }
}
