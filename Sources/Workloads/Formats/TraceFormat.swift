/// A kind of trace file that can be read as one or more series over time.
///
/// A new format is one file in `Formats/`, one line in ``TraceFormats/all``, one row in the tests' table.
public protocol TraceFormat: Sendable {
  /// The name that the command line and scenarios give it: `google-2019-usage`.
  static var name: String { get }
  /// What it holds and where it comes from, in a sentence.
  static var summary: String { get }
  /// What of it is not read, in a sentence; empty if all is.
  static var unread: String { get }
  /// Whether the beginning of a file looks like this format and no other.
  static func recognizes(_ head: TraceHead) -> Bool

  /// The file at `path`, which is not opened yet.
  init(path: String)

  /// Hands every sample to `body`, in the file's order, in memory that does not grow with the file's length.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong, or whatever `body` throws.
  func read(_ body: (SeriesSample) throws -> Void) throws -> TraceReport
}

/// One measurement of one series of a file.
public struct SeriesSample: Sendable, Hashable {
  /// Which series: its place in ``TraceReport/series``, in order of appearance.
  public var series: Int
  /// When the measured step began, in microseconds on the file's clock: since 1970 UTC, since the beginning of the
  /// trace, or from 0, as ``TraceReport/clock`` says.
  public var time: Int64
  /// The measurement, finite.
  public var value: Double
  /// Whether the file says that this one is anomalous; nil if it says nothing.
  public var isAnomalous: Bool?

  /// A sample without a label.
  @inlinable public init(series: Int, time: Int64, value: Double, isAnomalous: Bool? = nil) {
    self.series = series
    self.time = time
    self.value = value
    self.isAnomalous = isAnomalous
  }
}

/// What reading a file met.
public struct TraceReport: Sendable, Hashable {
  /// A series of the file.
  public struct Series: Sendable, Hashable {
    /// Its name: a column's, a task's, a virtual machine's.
    public var name: String
    /// What it measures.
    public var quantity: Quantity
    /// The step between samples in microseconds where the format fixes it; nil where it has to be found.
    public var step: Int64?
    /// Whether it only ever grows, and falls to 0 when the thing that it counts for starts anew.
    public var isCounter: Bool

    /// A series.
    public init(name: String, quantity: Quantity, step: Int64? = nil, isCounter: Bool = false) {
      self.name = name
      self.quantity = quantity
      self.step = step
      self.isCounter = isCounter
    }
  }

  /// What time 0 is.
  public enum Clock: String, Sendable, Hashable, Codable {
    /// 1 January 1970, UTC (or a local time taken for it, which ``TraceReport/notes`` then says).
    case unix
    /// 600 s before the trace begins, as in Google's traces.
    case google
    /// The file's own beginning.
    case relative
  }

  /// Rows in the file, without its header.
  public var rows = 0
  /// The series, in order of appearance.
  public var series: [Series] = []
  /// What time 0 is.
  public var clock = Clock.relative
  /// What was odd and how often, in the order in which it was first met: "rows at a special time", 3.
  public private(set) var oddities: [Oddity] = []
  /// How many rows or values were left out although they should count, so that sums are too small: lines that cannot be
  /// read, rows that repeat a time. Rows that belong to no load, such as those of alloc instances, are none.
  public private(set) var leftOut = 0
  /// What a reader of the figures has to know, a sentence each.
  public var notes: [String] = []
  /// Why no load may be made of it unless a mapping says more.
  public private(set) var objections: [Objection] = []
  /// Whether what the columns are was guessed by their names.
  var isGuessed = false

  /// Why a load of the file would be wrong.
  public struct Objection: Sendable, Hashable {
    /// A sentence that says what to do, without the file and the full stop.
    public var sentence: String
    /// Whether it concerns several series that are added up, and none that is chosen by its name.
    public var concernsSums: Bool
  }

  /// A kind of oddity and how often it was met.
  public struct Oddity: Sendable, Hashable, Codable {
    /// What, as the subject of a count: "windows shorter than 300 s".
    public var what: String
    /// How often.
    public var count: Int
  }

  /// Nothing read yet.
  public init(clock: Clock = .relative) { self.clock = clock }

  /// Counts an oddity.
  public mutating func note(_ what: String, count: Int = 1) {
    guard count > 0 else { return }
    if let index = oddities.firstIndex(where: { $0.what == what }) {
      oddities[index].count += count
    } else {
      oddities.append(Oddity(what: what, count: count))
    }
  }

  /// Objects to a load.
  mutating func object(_ sentence: String, toSums concernsSums: Bool = false) {
    objections.append(Objection(sentence: sentence, concernsSums: concernsSums))
  }

  /// Counts an oddity of rows that are left out although they should count; see ``leftOut``.
  public mutating func leaveOut(_ what: String, count: Int = 1) {
    note(what, count: count)
    leftOut += max(0, count)
  }
}
