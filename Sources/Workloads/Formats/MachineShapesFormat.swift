/// The sizes of a cell's machines (``MachineShapesFile``): machines are counted, no series.
struct MachineShapesFormat: TraceFormat {
  static let name = "google-2019-machine-shapes"
  static let summary =
    "Google ClusterData 2019, an extract of machine sizes: machines are counted, no series."
  static let unread = ""
  private let path: String

  init(path: String) { self.path = path }

  static func recognizes(_ head: TraceHead) -> Bool { head.header == MachineShapesFile.columns }

  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    var report = TraceReport(clock: .google)
    let shapes = try MachineShapesFile(path).read()
    report.rows = shapes.count
    let cpu = shapes.reduce(0) { $0 + $1.cpu * Double($1.count) }
    report.notes = [
      "It holds \(shapes.reduce(0) { $0 + $1.count }) machines of \(shapes.count) sizes, \(cpu) NCU in all, and no series."
    ]
    return report
  }
}
