/// What reading one file of a load met.
public struct TraceFileReport: Sendable, Hashable {
  /// The file's name without its folder.
  public var name: String
  /// Its rows, without the header.
  public var rows: Int
  /// Rows and values that should count and were left out.
  public var leftOut: Int
  /// What was odd and how often, as `trace inspect` counts it.
  public var oddities: [TraceReport.Oddity]
  /// What a reader of the figures has to know, a sentence each.
  public var notes: [String]

  /// What `report` says of the file at `path`.
  init(_ path: String, _ report: TraceReport) {
    name = String(path.split(separator: "/").last ?? "")
    (rows, leftOut, oddities, notes) = (report.rows, report.leftOut, report.oddities, report.notes)
  }

  /// The same of a file of usage rows.
  init(_ path: String, _ found: ReadReport) {
    var report = TraceReport(clock: .google)
    report.add(found)
    self.init(path, report)
  }
}
