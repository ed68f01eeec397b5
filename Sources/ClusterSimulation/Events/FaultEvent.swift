/// Something that happens to faults, or is done about them.
enum FaultEvent: Sendable, Hashable {
  /// A fault of the plan begins or ends, by its number.
  case begin(Int32)
  case end(Int32)
  /// Something harmless happens, by its number.
  case benign(Int32)
  /// Causes that grow take effect.
  case tick
  /// Somebody looks at the service level, for times of recovery.
  case watch
  /// The healing policy decides.
  case heal
  /// A remedy is carried out, by its number.
  case remedy(Int32)
  /// What a remedy did for a time is over.
  case remedyEnds
}
