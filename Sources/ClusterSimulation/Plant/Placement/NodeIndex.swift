/// The nodes that take pods, in the order in which the scheduler prefers them.
///
/// A treap (Seidel & Aragon, "Randomized Search Trees", Algorithmica 16, 1996) ordered by score, then index,
/// in which each vertex knows the pools and zones of its subtree and its `Room`. A search goes to the first
/// node with room and passes by every subtree that cannot have one. Priorities are a hash of the index, so
/// the shape depends on the content alone. Changes cost O(log n); a search as much, unless many nodes in
/// front of the one found nearly have room.
struct NodeIndex: Sendable {
  /// What a subtree offers at most: for eight ratios r, the most of min(r × free CPU, free memory) that one
  /// node has, in shares of a node. The extreme ratios stand for memory and CPU alone; those between tell
  /// apart a node with both from two with one each. Rounding to `Float` keeps the order, so what fits is
  /// never passed by.
  typealias Room = SIMD8<Float>

  struct Vertex: Sendable {
    var most = Room()
    var left: Int32 = -1
    var right: Int32 = -1
    /// Lower is preferred.
    var rank: Int32 = 0
    var isMember = false
    var free = Resources.zero
    var group: UInt64 = 0
    var groups: UInt64 = 0
  }

  /// Steps of the score between an empty and a full node. Fine enough that each pod of a node of 1,000
  /// counts.
  static let scale: Int64 = 2048

  /// Turns amounts into rooms.
  struct Units: Sendable {
    /// One over what a typical node has.
    var cpu: Float
    var memory: Float

    @inline(__always) func room(_ amount: Resources) -> Room {
      let cpu = Float(amount.cpu) * cpu * Room(1e30, 4, 2, 1, 1, 1, 1, 1)
      let memory = Float(amount.memory) * memory * Room(1, 1, 1, 1, 1.5, 2.5, 5, 1e30)
      // Not `pointwiseMin`, which takes the lanes one by one.
      return cpu.replacing(with: memory, where: memory .< cpu)
    }
  }

  let strategy: PlacementStrategy
  let units: Units
  private(set) var count = 0
  private var root: Int32 = -1
  private var vertices: [Vertex] = []

  /// An index without nodes; `typical` is what a node has, which only matters for speed.
  init(strategy: PlacementStrategy, typical: Resources) {
    self.strategy = strategy
    units = Units(cpu: 1 / Float(max(1, typical.cpu)), memory: 1 / Float(max(1, typical.memory)))
  }

  /// Where a node with that much free comes in the order: the mean of the shares of CPU and memory requested,
  /// as the scheduler's MostAllocated and LeastAllocated scores have it, in steps.
  static func rank(free: Resources, capacity: Resources, strategy: PlacementStrategy) -> Int32 {
    let cpu = scale * max(0, capacity.cpu - free.cpu) / max(1, capacity.cpu)
    let memory = scale * max(0, capacity.memory - free.memory) / max(1, capacity.memory)
    let used = Int32(clamping: cpu + memory)
    return strategy == .mostAllocated ? -used : used
  }

  func contains(_ node: Int) -> Bool { node < vertices.count && vertices[node].isMember }

  /// What the index believes to be free on a member.
  func free(of node: Int) -> Resources { vertices[node].free }

  /// Puts a node in, or tells the index of a change to it.
  mutating func set(_ node: Int, free: Resources, capacity: Resources, group: UInt64) {
    while vertices.count <= node { vertices.append(Vertex()) }
    let rank = Self.rank(free: free, capacity: capacity, strategy: strategy)
    let known = vertices[node]
    guard !known.isMember || known.free != free || known.rank != rank || known.group != group else { return }
    if known.isMember && known.rank != rank { remove(node) }
    var root = self.root
    let owner = units
    if vertices[node].isMember {
      vertices.withUnsafeMutableBufferPointer { buffer in
        let tree = Tree(vertices: buffer.baseAddress.unsafelyUnwrapped, units: owner)
        tree.vertices[node].free = free
        tree.vertices[node].group = group
        tree.refresh(root, down: Int32(node))
      }
    } else {
      vertices.withUnsafeMutableBufferPointer { buffer in
        let tree = Tree(vertices: buffer.baseAddress.unsafelyUnwrapped, units: owner)
        tree.vertices[node] = Vertex(
          most: owner.room(free), rank: rank, isMember: true, free: free, group: group, groups: group)
        root = tree.insert(Int32(node), into: root)
      }
      count += 1
    }
    self.root = root
  }

  /// Takes a node out, if it is in.
  mutating func remove(_ node: Int) {
    guard contains(node) else { return }
    var root = self.root
    let owner = units
    vertices.withUnsafeMutableBufferPointer { buffer in
      let tree = Tree(vertices: buffer.baseAddress.unsafelyUnwrapped, units: owner)
      root = tree.remove(Int32(node), from: root)
      tree.vertices[node].isMember = false
    }
    self.root = root
    count -= 1
  }

  /// The preferred node of one of `groups` that has room for `requests`; -1 if none has.
  func first(_ requests: Resources, groups: UInt64) -> Int {
    vertices.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return -1 }
      return Int(Self.search(base, root, requests, units.room(requests), groups))
    }
  }

  private static func search(
    _ vertices: UnsafePointer<Vertex>, _ start: Int32, _ requests: Resources, _ room: Room,
    _ groups: UInt64
  ) -> Int32 {
    var node = start
    while node >= 0 {
      let vertex = vertices + Int(node)
      guard vertex.pointee.groups & groups != 0, !any(vertex.pointee.most .< room) else { return -1 }
      let found = search(vertices, vertex.pointee.left, requests, room, groups)
      if found >= 0 { return found }
      if vertex.pointee.group & groups != 0, requests.fits(in: vertex.pointee.free) { return node }
      node = vertex.pointee.right
    }
    return -1
  }
}
