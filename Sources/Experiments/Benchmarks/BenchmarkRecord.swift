import Foundation

/// One figure of a benchmark, printed as one line of JSON.
public struct BenchmarkRecord: Sendable, Encodable {
  /// What was measured, such as `cluster/month-fluid`.
  public var name: String
  /// Which figure of it: `wall` and `cpu` are times, `rate` is work over CPU time.
  public var metric: String
  /// The median of the repetitions.
  public var value: Double
  /// The unit, such as `s` or `ns/reconcile`.
  public var unit: String
  /// What was chosen: sizes, and names of alternatives.
  public var parameters: [String: Parameter]

  /// A size or a name.
  public enum Parameter: Sendable, Encodable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral
  {
    /// A size.
    case number(Double)
    /// A name.
    case text(String)

    /// A size.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A size.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A name.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A size.
    public init(_ value: Int) { self = .number(Double(value)) }

    /// Encodes the number or the text alone.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let value): try container.encode(value)
      case .text(let value): try container.encode(value)
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case name = "case"
    case metric, value, unit
    case parameters = "params"
  }

  /// A figure of the given contents.
  public init(name: String, metric: String, value: Double, unit: String, parameters: [String: Parameter]) {
    self.name = name
    self.metric = metric
    self.value = value
    self.unit = unit
    self.parameters = parameters
  }

  /// The record as JSON on one line, keys in alphabetical order.
  public var line: String {
    get throws { try canonicalJSON() }
  }
}

/// A stopwatch for CPU time of this process and for wall time.
enum Stopwatch {
  /// Seconds.
  struct Reading {
    var cpu: Double
    var wall: Double
  }

  /// CPU seconds of this process so far.
  static var cpu: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// One measurement of `body`.
  static func once(_ body: () throws -> Void) rethrows -> Reading {
    let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let wall = seconds(CLOCK_MONOTONIC)
    try body()
    return Reading(cpu: seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, wall: seconds(CLOCK_MONOTONIC) - wall)
  }

  /// The medians of `repetitions` measurements of `body`, after one that does not count.
  static func median(of repetitions: Int, _ body: () throws -> Void) rethrows -> Reading {
    try body()
    var readings: [Reading] = []
    for _ in 0..<max(1, repetitions) {
      readings.append(try once(body))
    }
    func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    return Reading(cpu: middle(readings.map(\.cpu)), wall: middle(readings.map(\.wall)))
  }

  /// The most memory this process has had resident so far, in MiB.
  static var peakMemory: Double {
    var usage = rusage()
    _ = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
