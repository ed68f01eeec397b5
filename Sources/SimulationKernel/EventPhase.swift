/// What happens first among events of one instant. Lower raw values come first.
///
/// The order is a promise, written down in `docs/one-instant.md`: first the plant changes, then it is measured, then
/// the controllers act on what they can see.
public enum EventPhase: UInt8, Sendable, Comparable {
  /// The load changes, a machine or replica finishes what it was doing, a request arrives or leaves.
  case plant
  /// Windows close, scrapes are taken, points of the timeline are written.
  case measure
  /// A policy decides; replicas are created or removed.
  case control
  /// Pending replicas are placed; the node autoscaler orders and releases nodes.
  case placement

  /// Whether `a` comes before `b`.
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
