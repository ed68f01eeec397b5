import Synchronization

/// Values by key, each made once and kept.
///
/// Two threads may make the same value at once; what they make is equal, and either is kept.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex([Key: Value]())

  /// The value of `key`, made by `make` where it is not known.
  func value(_ key: Key, make: () throws -> Value) rethrows -> Value {
    if let known = values.withLock({ $0[key] }) { return known }
    let made = try make()
    values.withLock { $0[key] = made }
    return made
  }
}
