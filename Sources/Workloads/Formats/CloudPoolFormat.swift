/// CPU and memory in use of anonymous resource pools of a cloud, every 30 s, without a header.
///
/// A month's file has rows of pool, time, a second time, CPU in cores, and in most files memory in GB, taken for 2³⁰
/// bytes. The second time is empty where the row was filled in with the values before: such rows are handed on, since
/// the pool did go on, and counted. A day's file has rows of time and CPU, and only its name tells the pool.
///
/// Source: Cloud-Cluster-Capacity-Dataset of CloudCluster-Computing.
public struct CloudPoolFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "cloud-pool"
  /// What it holds and where it comes from, in a sentence.
  public static let summary =
    "CPU and memory in use of a resource pool of a cloud, every 30 s, without a header."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = "The second time of a row, the end of its step, is not read."

  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    let fields = head.header
    switch fields.count {
    case 2: return isTime(fields[0]) && NumberText.number(fields[1]) != nil
    case 4, 5:
      return !fields[0].isEmpty && NumberText.number(fields[0]) == nil && isTime(fields[1])
        && (fields[2].isEmpty || isTime(fields[2]))
        && fields[3...].allSatisfy { NumberText.number($0) != nil }
    default: return false
    }
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private static func isTime(_ text: String) -> Bool { CivilTime.parse(text) != nil }

  private func plan(_ first: [String]) throws -> SeriesLayout {
    guard [2, 4, 5].contains(first.count) else {
      throw WorkloadError(
        path, line: 1,
        "has \(first.count) fields; allowed are time and CPU, or pool, time, second time, CPU and memory.")
    }
    var layout = SeriesLayout(
      names: first.count == 2
        ? ["time", "cpu"] : ["pool", "time", "second time", "cpu", "memory"].dropLast(5 - first.count))
    layout.hasHeader = false
    layout.notes = [
      "The units, cores and GB, are told by the size of the numbers: the source does not name them."
    ]
    layout.time = .text
    layout.step = 30_000_000
    if first.count == 2 {
      layout.roles[0] = .time
      layout.addValue(1, name: "cpu", quantity: .cpuCores)
    } else {
      layout.roles[0] = .key
      layout.roles[1] = .time
      layout.roles[2] = .fillMark
      layout.addValue(3, name: "cpu", quantity: .cpuCores)
      if first.count == 5 { layout.addValue(4, name: "memory", quantity: .memoryBytes, scale: gibibyte) }
    }
    return layout
  }
}
