extension NodeIndex {
  /// The operations on the treap, on memory that is pinned while they run.
  struct Tree {
    let vertices: UnsafeMutablePointer<Vertex>
    let units: Units

    @inline(__always) subscript(_ node: Int32) -> UnsafeMutablePointer<Vertex> { vertices + Int(node) }

    /// A bijection of 32 bits ("lowbias32", C. Wellons, 2018), so that no two priorities are equal.
    @inline(__always) func priority(_ node: Int32) -> UInt32 {
      var x = UInt32(bitPattern: node) &+ 0x9E37_79B9
      x = (x ^ x >> 16) &* 0x7FEB_352D
      x = (x ^ x >> 15) &* 0x846C_A68B
      return x ^ x >> 16
    }

    @inline(__always) func isBefore(_ a: Int32, _ b: Int32) -> Bool {
      let (rankA, rankB) = (self[a].pointee.rank, self[b].pointee.rank)
      return rankA != rankB ? rankA < rankB : a < b
    }

    /// Works out what a vertex knows of its subtree from its children.
    @inline(__always) func pull(_ node: Int32) {
      let vertex = self[node]
      var (most, groups) = (units.room(vertex.pointee.free), vertex.pointee.group)
      if vertex.pointee.left >= 0 { merge(vertex.pointee.left, &most, &groups) }
      if vertex.pointee.right >= 0 { merge(vertex.pointee.right, &most, &groups) }
      vertex.pointee.most = most
      vertex.pointee.groups = groups
    }

    @inline(__always) func merge(_ child: Int32, _ most: inout Room, _ groups: inout UInt64) {
      let vertex = self[child]
      most.replace(with: vertex.pointee.most, where: vertex.pointee.most .> most)
      groups |= vertex.pointee.groups
    }

    /// Works out again what the vertices from `node` down to `target` know.
    func refresh(_ node: Int32, down target: Int32) {
      if node != target {
        let vertex = self[node]
        refresh(isBefore(target, node) ? vertex.pointee.left : vertex.pointee.right, down: target)
      }
      pull(node)
    }

    func insert(_ new: Int32, into root: Int32) -> Int32 {
      guard root >= 0 else { return new }
      if priority(new) > priority(root) {
        let halves = split(root, at: new)
        self[new].pointee.left = halves.before
        self[new].pointee.right = halves.after
        pull(new)
        return new
      }
      let vertex = self[root]
      if isBefore(new, root) {
        vertex.pointee.left = insert(new, into: vertex.pointee.left)
      } else {
        vertex.pointee.right = insert(new, into: vertex.pointee.right)
      }
      pull(root)
      return root
    }

    func split(_ root: Int32, at key: Int32) -> (before: Int32, after: Int32) {
      guard root >= 0 else { return (-1, -1) }
      let vertex = self[root]
      if isBefore(root, key) {
        let halves = split(vertex.pointee.right, at: key)
        vertex.pointee.right = halves.before
        pull(root)
        return (root, halves.after)
      }
      let halves = split(vertex.pointee.left, at: key)
      vertex.pointee.left = halves.after
      pull(root)
      return (halves.before, root)
    }

    func remove(_ old: Int32, from root: Int32) -> Int32 {
      let vertex = self[root]
      if root == old { return join(vertex.pointee.left, vertex.pointee.right) }
      if isBefore(old, root) {
        vertex.pointee.left = remove(old, from: vertex.pointee.left)
      } else {
        vertex.pointee.right = remove(old, from: vertex.pointee.right)
      }
      pull(root)
      return root
    }

    func join(_ before: Int32, _ after: Int32) -> Int32 {
      guard before >= 0 else { return after }
      guard after >= 0 else { return before }
      if priority(before) > priority(after) {
        self[before].pointee.right = join(self[before].pointee.right, after)
        pull(before)
        return before
      }
      self[after].pointee.left = join(before, self[after].pointee.left)
      pull(after)
      return after
    }
  }
}
