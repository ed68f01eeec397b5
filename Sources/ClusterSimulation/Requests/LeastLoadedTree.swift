/// Keys of which the least is known at any time, and changed in O(log n): a tournament tree.
///
/// Source: Knuth, TAOCP vol. 3, section 5.2.3 ("tree selection").
struct LeastLoadedTree: Sendable {
  /// Node i has the lesser key of nodes 2i and 2i + 1, which makes node 1 the least of all. The second half
  /// are the keys themselves; a power of two, of which unused ones are the greatest.
  private var nodes: [UInt64] = [.max, .max]

  private var capacity: Int { nodes.count / 2 }

  /// The position of the least key, the first of equals.
  var least: Int {
    nodes.withUnsafeBufferPointer { nodes in
      let capacity = nodes.count / 2
      let least = nodes[1]
      var node = 1
      while node < capacity { node = 2 &* node &+ (nodes[2 &* node] == least ? 0 : 1) }
      return node &- capacity
    }
  }

  func key(at position: Int) -> UInt64 { nodes[capacity + position] }

  mutating func set(_ key: UInt64, at position: Int) {
    while position >= capacity { grow() }
    nodes.withUnsafeMutableBufferPointer { nodes in
      var node = nodes.count / 2 &+ position
      nodes[node] = key
      // No way out where a match stays as it was: to guess that wrong costs more than to play the rest.
      while node > 1 {
        nodes[node >> 1] = min(nodes[node], nodes[node ^ 1])
        node >>= 1
      }
    }
  }

  private mutating func grow() {
    let keys = nodes[capacity...]
    var larger = [UInt64](repeating: .max, count: keys.count)
    larger += [UInt64](repeating: .max, count: keys.count)
    larger += keys
    larger += [UInt64](repeating: .max, count: keys.count)
    for node in (1..<2 * keys.count).reversed() { larger[node] = min(larger[2 * node], larger[2 * node + 1]) }
    nodes = larger
  }
}
