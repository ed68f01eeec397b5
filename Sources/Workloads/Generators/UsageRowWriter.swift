import Stochastics

import Glibc

/// Writes the rows of one task of a synthetic service.
struct UsageRowWriter {
  /// The decile 0, 10, …, 90 % of CPU within a window over the window's mean: medians over the tasks of job
  /// 113.
  private static let deciles = [0.66, 0.80, 0.85, 0.89, 0.93, 0.97, 1.01, 1.05, 1.12, 1.24]
  /// The percentiles 91, 92, …, 99 %, likewise.
  private static let tail = [1.26, 1.28, 1.30, 1.34, 1.37, 1.41, 1.46, 1.53, 1.64]

  private let parameters: ServiceTraceParameters
  private let task: Int
  private let fixedFields: String
  private var stream: RandomStream

  init(_ parameters: ServiceTraceParameters, task: Int) {
    self.parameters = parameters
    self.task = task
    stream = RandomStream(seed: parameters.seed, purpose: .serviceTrace, entity: 3, ordinal: UInt64(task))
    fixedFields =
      #""collection_id":"\#(parameters.collectionID)","instance_index":"\#(task)","machine_id":"\#(9001 + task)","#
      + #""alloc_collection_id":"0","alloc_instance_index":"-1","collection_type":"0","#
  }

  /// Writes the one or two rows of a window (from 0; the first starts at 300 s) in which the service uses
  /// `cpu` NCU a task.
  mutating func write(window: Int, cpu: Double, _ body: (String) throws -> Void) throws {
    let start = Int64(window + 1) * windowLength
    let end = start + windowLength
    guard stream.nextUnit() < parameters.splitChance else {
      return try row(from: start, to: end, cpu: cpu, body)
    }
    // A restart: a break of one second somewhere in the window.
    let stop = start + Int64(20 + stream.nextIndex(below: 260)) * 1_000_000
    try row(from: start, to: stop, cpu: cpu, body)
    try row(from: stop + 1_000_000, to: end, cpu: cpu, body)
  }

  private mutating func row(from start: Int64, to end: Int64, cpu: Double, _ body: (String) throws -> Void)
    throws
  {
    let spread = parameters.taskNoise
    let mean = cpu * exp(spread * Normal().sample(from: &stream) - spread * spread / 2)
    let width = exp(0.12 * Normal().sample(from: &stream))
    let scale = { (ratio: Double) in mean * max(0.05, 1 + (ratio - 1) * width) }
    let tail = Self.tail.map(scale)
    // Maximum over mean: median 2.58, 10 % 1.95 and 90 % 3.8 in job 113.
    let peak = min(max(exp(log(2.58) + 0.26 * Normal().sample(from: &stream)), 1.3), 8)
    let maximum = max(mean * peak, tail[8])
    let isEmpty = stream.nextUnit() < parameters.emptyDistributionShare
    let deciles = isEmpty ? [] : Self.deciles.map(scale) + [maximum]
    try body(
      #"{"start_time":"\#(start)","end_time":"\#(end)","# + fixedFields
        + #""average_usage":{"cpus":\#(Self.rounded(mean))},"maximum_usage":{"cpus":\#(Self.rounded(maximum))},"#
        + #""sample_rate":1.0,"cpu_usage_distribution":["# + Self.list(deciles)
        + #"],"tail_cpu_usage_distribution":["# + Self.list(isEmpty ? [] : tail) + "]}\n")
  }

  /// The value to ten binary digits, as in the trace.
  private static func rounded(_ value: Double) -> Double {
    let step = Double(sign: .plus, exponent: value.exponent - 9, significand: 1)
    return (value / step).rounded(.toNearestOrEven) * step
  }

  private static func list(_ values: [Double]) -> String {
    values.map { String(rounded($0)) }.joined(separator: ",")
  }
}
