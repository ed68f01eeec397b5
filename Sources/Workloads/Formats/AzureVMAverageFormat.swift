/// CPU of single virtual machines of Azure's 2017 trace: a column of steps, then a column a machine.
///
/// `step` counts steps of 300 s from 0; the other columns are named by the machine's number and hold its CPU in percent
/// in the step, the mean in one file and the maximum in the other, which only the file's name tells.
///
/// Source: AzurePublicDataset V1 (Cortez et al., "Resource Central", SOSP 2017), as repacked by DataCenterSim.
public struct AzureVMAverageFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "azure-vm-average"
  /// What it holds and where it comes from, in a sentence.
  public static let summary =
    "CPU of single virtual machines of Azure's 2017 trace, a column a machine, every 300 s."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = ""

  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    let header = head.header
    return header.count >= 2 && header[0] == "step" && header.dropFirst().allSatisfy { UInt64($0) != nil }
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private func plan(_ header: [String]) throws -> SeriesLayout {
    let step: Int64 = 300_000_000
    let place = try SeriesLayout.place(
      of: "step", in: header, file: path, needed: "step and a column a machine")
    guard header.count >= 2 else {
      throw WorkloadError(path, line: 1, "has no column but step; needed is at least one of a machine.")
    }
    var layout = SeriesLayout(names: header)
    layout.roles[place] = .time
    layout.time = .units(step)
    layout.step = step
    layout.clock = .relative
    for column in header.indices where column != place {
      layout.addValue(column, name: header[column], quantity: .cpuPercent)
    }
    let file = path.split(separator: "/").last ?? ""
    layout.notes =
      file.contains("max")
      ? ["The values are the maxima of their steps, going by the file's name."]
      : ["The values are the means of their steps, unless the file is one of maxima; it does not say."]
    return layout
  }
}
