/// Puts a grown tree into the order of `ForestNodes`; keeps its memory for the next tree.
///
/// A cache line holds four pairs of siblings. From the root of each cluster the child pairs of the nodes with most
/// training rows fill the line; what hangs below begins clusters of its own. Clusters smaller than a line share one.
struct TreeLayout {
  private var slots: [UInt32] = []
  private var clusters: [Int] = []
  /// Lines with 1, 2, 3 free pairs at their end, by the pair that is free.
  private var free: [[Int]] = [[], [], [], []]

  /// The laid-out tree.
  ///
  /// - Parameters:
  ///   - grown: The nodes, the root first.
  ///   - count: How many there are.
  ///   - featureCount: D.
  ///   - payload: The 32 bits to put in a leaf, called in the order of `grown`.
  mutating func lay(
    _ grown: UnsafePointer<GrownNode>, count: Int, featureCount: Int, payload: (GrownNode) -> UInt32
  ) -> [UInt64] {
    // slots[v]: the pair that holds the children of node v.
    if slots.count < count { slots = Array(repeating: 0, count: count) }
    clusters.removeAll(keepingCapacity: true)
    for size in 0..<4 { free[size].removeAll(keepingCapacity: true) }
    var pairs = 4
    // The first line begins with the root, alone in its pair.
    free[3].append(1)
    if grown[0].feature >= 0 { clusters.append(0) }
    slots.withUnsafeMutableBufferPointer { slots in
      var front = (0, 0, 0, 0, 0)
      withUnsafeMutableBytes(of: &front) { raw in
        let front = raw.bindMemory(to: Int.self)
        while let root = clusters.popLast() {
          var members = (root, 0, 0, 0)
          var size = 0
          var open = 1
          front[0] = root
          withUnsafeMutableBytes(of: &members) { raw in
            let members = raw.bindMemory(to: Int.self)
            while size < 4, open > 0 {
              var widest = 0
              for k in 1..<max(1, open) where grown[front[k]].rows > grown[front[widest]].rows { widest = k }
              let node = front[widest]
              open -= 1
              front[widest] = front[open]
              members[size] = node
              size += 1
              let first = Int(grown[node].first)
              for child in first...first + 1 where grown[child].feature >= 0 {
                front[open] = child
                open += 1
              }
            }
            for k in 0..<open { clusters.append(front[k]) }
            var room = size
            while room < 4, free[room].isEmpty { room += 1 }
            var place = pairs
            if room < 4, let found = free[room].popLast() {
              place = found
            } else {
              pairs += 4
              room = 4
            }
            for k in 0..<size { slots[members[k]] = UInt32(place + k) }
            if room > size { free[room - size].append(place + size) }
          }
        }
      }
    }
    var nodes = [UInt64](repeating: 0, count: pairs * 2)
    nodes.withUnsafeMutableBufferPointer { nodes in
      slots.withUnsafeBufferPointer { slots in
        @inline(__always)
        func put(_ v: Int, at place: Int) {
          let isLeaf = grown[v].feature < 0
          nodes[place] = ForestNodes.node(
            feature: isLeaf ? featureCount + (place & 1) : Int(grown[v].feature),
            bits: isLeaf ? payload(grown[v]) : grown[v].threshold.bitPattern,
            distance: isLeaf ? -(place & 1) : Int(slots[v]) * 2 - place)
        }
        put(0, at: 0)
        for v in 0..<count where grown[v].feature >= 0 {
          let first = Int(grown[v].first)
          put(first, at: Int(slots[v]) * 2)
          put(first + 1, at: Int(slots[v]) * 2 + 1)
        }
      }
    }
    return nodes
  }
}
