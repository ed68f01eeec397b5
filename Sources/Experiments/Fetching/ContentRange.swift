/// The value of a `Content-Range` header: RFC 9110 §14.4.
struct ContentRange: Equatable {
  /// The place of the first byte sent; nil in the answer that the range cannot be satisfied.
  var first: Int64?
  /// The size of the whole content in bytes; nil where the server does not say.
  var total: Int64?

  /// Nil if `text` is no range of bytes.
  init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
    let sides = parts[1].split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    total = Int64(sides[1])
    guard total != nil || sides[1] == "*" else { return nil }
    guard sides[0] != "*" else { return }
    guard let dash = sides[0].firstIndex(of: "-"), let first = Int64(sides[0][..<dash]) else { return nil }
    self.first = first
  }
}
