/// A request's arrival at a service.
public struct RequestArrival: Sendable, Hashable {
  /// When, in microseconds on the trace's clock (``TraceReport/clock``).
  public var time: Int64
  /// How much work it is, in a unit common to the whole trace (tokens, bytes, seconds), at least 0; nil if the
  /// trace does not say.
  public var work: Double?

  /// An arrival.
  public init(time: Int64, work: Double? = nil) {
    self.time = time
    self.work = work
  }
}
