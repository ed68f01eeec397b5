/// What is wrong with a scenario file: every mistake found, each with the path to it.
public struct ScenarioError: Error, CustomStringConvertible, Equatable {
  /// The file, as it was named.
  public var file: String
  /// One sentence a mistake, each beginning with its path, such as `arms[1].policy: …`.
  public var issues: [String]

  /// A sentence a line, each with the file in front.
  public var description: String { issues.map { "\(file): \($0)" }.joined(separator: "\n") }
}

/// The nearest of `candidates` to `name` by edit distance, if it is near enough to be what was meant.
public func nearestName(to name: String, among candidates: [String]) -> String? {
  func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substituted = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
  let ranked = candidates.map { (distance(Array(name), Array($0)), $0) }.min { $0.0 < $1.0 }
  guard let (edits, best) = ranked, edits <= max(2, name.count / 3) else { return nil }
  return best
}
