/// CPU and assigned memory of all virtual machines of Azure's 2019 trace together.
///
/// `timestamp` is in seconds from 0, every 300 s; `cpu_usage` is the sum over the machines of CPU in percent times
/// cores, handed on in cores; `assigned_mem` is the sum of what they were given, in GB taken for 2³⁰ bytes. In the files without
/// `timestamp` row i, from 0, is the step i.
///
/// Source: AzurePublicDataset V2, as aggregated by DataCenter-Traces-Datasets.
public struct AzureFleetFormat: TraceFormat {
  /// The name that the command line and scenarios give it.
  public static let name = "azure-fleet"
  /// What it holds and where it comes from, in a sentence.
  public static let summary =
    "CPU and assigned memory of all machines of Azure's 2019 trace together, every 300 s."
  /// What of it is not read, in a sentence; empty if all is.
  public static let unread = ""

  private static let header = ["timestamp", "cpu_usage", "assigned_mem"]
  private let path: String

  /// The file at `path`, which is not opened yet.
  public init(path: String) { self.path = path }

  /// Whether the beginning of a file looks like this format and no other.
  public static func recognizes(_ head: TraceHead) -> Bool {
    head.header == header || head.header == Array(header.dropFirst())
  }

  /// Hands every sample to `body`, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  public func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport {
    try readSeries(path, plan: plan, body)
  }

  private func plan(_ header: [String]) throws -> SeriesLayout {
    func place(_ name: String) throws -> Int {
      try SeriesLayout.place(
        of: name, in: header, file: path, needed: Self.header.joined(separator: ", "))
    }
    var layout = SeriesLayout(names: header)
    layout.step = 300_000_000
    if header == Array(Self.header.dropFirst()) {
      layout.time = .row
      layout.notes = ["Rows have no time; row after row is taken for step after step, without gaps."]
    } else {
      layout.roles[try place("timestamp")] = .time
      layout.time = .units(1_000_000)
    }
    layout.clock = .relative
    layout.addValue(try place("cpu_usage"), name: "cpu", quantity: .cpuCores, scale: 0.01)
    layout.addValue(
      try place("assigned_mem"), name: "assigned memory", quantity: .memoryBytes, scale: gibibyte)
    layout.notes += ["The memory is what the machines were given, not what they used."]
    return layout
  }
}

/// 2³⁰ bytes.
let gibibyte = 1_073_741_824.0
