import Stochastics
import Testing

@testable import ClusterSimulation

/// The index against a scan of all nodes.
@Suite struct NodeIndexTests {
  struct Twin {
    var free: Resources
    var capacity: Resources
    var group: UInt64
  }

  /// The scheduler's rule, said plainly: of the nodes in the groups with room, the best score, then the
  /// lowest index.
  static func slowFirst(
    _ nodes: [Int: Twin], _ requests: Resources, _ groups: UInt64, _ strategy: PlacementStrategy
  ) -> Int {
    var (best, bestScore) = (-1, Int64.min)
    for node in nodes.keys.sorted() {
      guard let twin = nodes[node], twin.group & groups != 0, requests.fits(in: twin.free) else { continue }
      let cpu = 2048 * max(0, twin.capacity.cpu - twin.free.cpu) / max(1, twin.capacity.cpu)
      let memory = 2048 * max(0, twin.capacity.memory - twin.free.memory) / max(1, twin.capacity.memory)
      let score = strategy == .mostAllocated ? cpu + memory : -(cpu + memory)
      if score > bestScore { (best, bestScore) = (node, score) }
    }
    return best
  }

  /// How many of the searches of a random history the index answers as the scan does.
  private func agreement(
    _ strategy: PlacementStrategy, _ twinStrategy: PlacementStrategy, seed: UInt64, unit: Int64
  ) -> (same: Int, found: Int) {
    var stream = RandomStream(seed: seed, purpose: RandomPurpose("node index"))
    var index = NodeIndex(strategy: strategy, typical: Resources(cpu: 8, memory: 32e9))
    var (nodes, same, found) = ([Int: Twin](), 0, 0)
    func amount(_ most: Int) -> Resources {
      Resources(
        nanocores: Int64(stream.nextIndex(below: most)) * unit,
        bytes: Int64(stream.nextIndex(below: most)) * 4 * unit)
    }
    for _ in 0..<3000 {
      let node = stream.nextIndex(below: 80)
      switch stream.nextIndex(below: 10) {
      case 0:
        index.remove(node)
        nodes[node] = nil
      case 1..<6:
        let capacity = Resources(nanocores: 16 * unit, bytes: 64 * unit)
        // Up to two units more than there is are taken, as by an overcommitted trace.
        let twin = Twin(
          free: capacity - amount(19), capacity: capacity, group: 1 << UInt64(stream.nextIndex(below: 4)))
        nodes[node] = twin
        index.set(node, free: twin.free, capacity: capacity, group: twin.group)
      default:
        let (requests, groups) = (amount(12), UInt64(stream.nextIndex(below: 16)))
        let answer = index.first(requests, groups: groups)
        if answer == Self.slowFirst(nodes, requests, groups, twinStrategy) { same += 1 }
        if answer >= 0 { found += 1 }
        continue
      }
      if index.count != nodes.count { return (-1, found) }
    }
    return (same, found)
  }

  @Test(arguments: [PlacementStrategy.mostAllocated, .leastAllocated], [Int64(1), 500_000_000])
  func choosesAsTheScanDoes(strategy: PlacementStrategy, unit: Int64) {
    for seed in UInt64(1)...5 {
      let result = agreement(strategy, strategy, seed: seed, unit: unit)
      // A twin of the other strategy must disagree now and then: the searches have more than one node to
      // choose from.
      let other: PlacementStrategy = strategy == .mostAllocated ? .leastAllocated : .mostAllocated
      let wrong = agreement(strategy, other, seed: seed, unit: unit)
      #expect(result.found > 300, "seed \(seed)")
      #expect(result.same > wrong.same, "seed \(seed)")
      #expect(searchCount(seed: seed, strategy, unit) == result.same, "seed \(seed)")
    }
  }

  /// Searches in a history, counted without looking at their answers.
  private func searchCount(seed: UInt64, _ strategy: PlacementStrategy, _ unit: Int64) -> Int {
    var stream = RandomStream(seed: seed, purpose: RandomPurpose("node index"))
    var count = 0
    for _ in 0..<3000 {
      _ = stream.nextIndex(below: 80)
      switch stream.nextIndex(below: 10) {
      case 0: break
      case 1..<6: for bound in [19, 19, 4] { _ = stream.nextIndex(below: bound) }
      default:
        for bound in [12, 12, 16] { _ = stream.nextIndex(below: bound) }
        count += 1
      }
    }
    return count
  }
}
