/// How fast a server has to send, as `curl --speed-limit --speed-time` has it: a server at a byte a second would hold a fetch
/// for years without ever being silent.
public struct SpeedLimit: Sendable, Hashable {
  /// Bytes a second; 0 for any speed.
  public var bytesPerSecond = 1000.0
  /// For how many seconds a transfer may be slower that has not been faster yet.
  public var firstPatience = 4.0
  /// For how many seconds it may be slower once it was faster.
  public var patience = 30.0

  /// A thousand bytes a second; 4 s at the beginning, 30 s later.
  public init() {}
}

/// Watches the bytes of one transfer.
struct SpeedWatch {
  private let limit: SpeedLimit
  /// When the transfer was last seen to be fast enough, or began, and the bytes it had then.
  private var since: (time: Double, bytes: Int64)
  private(set) var hasBeenFast = false

  /// A watch from `time` on, in seconds of any clock.
  init(_ limit: SpeedLimit, from time: Double) {
    self.limit = limit
    since = (time, 0)
  }

  /// Whether the transfer, with so many bytes now, has been too slow for too long. To be asked at least every second.
  mutating func isTooSlow(bytes: Int64, at time: Double) -> Bool {
    let seconds = time - since.time
    guard seconds >= 0.25 else { return false }
    if Double(bytes - since.bytes) >= limit.bytesPerSecond * seconds {
      hasBeenFast = hasBeenFast || bytes > 0
      since = (time, bytes)
      return false
    }
    return seconds >= (hasBeenFast ? limit.patience : limit.firstPatience)
  }
}
