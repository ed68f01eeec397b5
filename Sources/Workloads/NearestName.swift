/// The least number of letters to insert, remove or exchange (Levenshtein, 1966) between two names.
///
/// Letters of `a` after the 64th do not count: nobody means a name that long.
func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b.utf8)
  var row = Array(0...b.count)
  for (i, letter) in a.utf8.prefix(64).enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let best = min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == b[j] ? 0 : 1))
      diagonal = row[j + 1]
      row[j + 1] = best
    }
  }
  return row[b.count]
}

/// The candidate nearest to a name that is none of them; nil if none is near enough to be meant.
///
/// Near enough is at most a third of the name's letters, or two, away. The first of equally near ones is taken.
public func nearestName(to name: String, among candidates: [String]) -> String? {
  let ranked = candidates.map { (editDistance(name, $0), $0) }.min { $0.0 < $1.0 }
  guard let (edits, best) = ranked, edits <= max(2, name.count / 3) else { return nil }
  return best
}
