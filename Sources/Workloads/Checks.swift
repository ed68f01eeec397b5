/// Gathers the sentences of what does not hold, so that a wrong file is told all at once.
struct Checks {
  /// A sentence for each thing that is wrong.
  private(set) var sentences: [String] = []

  /// Notes `sentence` unless `condition` holds.
  mutating func require(_ condition: Bool, _ sentence: @autoclosure () -> String) {
    if !condition { sentences.append(sentence()) }
  }

  /// Notes that a value is out of range unless it is finite and positive, or 0 where that is allowed.
  mutating func requirePositive(_ value: Double, orZero: Bool = false, _ subject: String, unit: String = "") {
    require(
      value.isFinite && (value > 0 || orZero && value == 0),
      "\(subject) is \(value)\(unit); allowed are finite numbers \(orZero ? "from 0 up" : "above 0").")
  }

  /// Adds sentences found elsewhere.
  mutating func add(_ other: [String]) { sentences += other }

  /// Adds sentences found elsewhere, each behind the name of where.
  mutating func add(_ other: [String], in place: String) { sentences += other.map { "\(place): \($0)" } }

  /// - Throws: ``WorkloadError`` of the first sentence, if there is one.
  static func refuse(_ sentences: [String]) throws {
    if let first = sentences.first { throw WorkloadError(first) }
  }
}
