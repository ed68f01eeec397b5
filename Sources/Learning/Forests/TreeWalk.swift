/// The nodes of one tree in preorder: a node, all below its left child, all below its right one.
struct TreeWalk: Sequence, IteratorProtocol {
  private let owner: ForestNodes
  private var pending: [Int]

  init(_ nodes: ForestNodes, tree index: Int) {
    owner = nodes
    pending = [nodes.starts[index]]
  }

  mutating func next() -> UInt64? {
    guard let index = pending.popLast() else { return nil }
    let node = owner.nodes[index]
    if ForestNodes.feature(node) < owner.featureCount {
      let left = index + ForestNodes.distance(node)
      pending.append(left + 1)
      pending.append(left)
    }
    return node
  }

  var nodeCount: Int { reduce(0) { count, _ in count + 1 } }
}
