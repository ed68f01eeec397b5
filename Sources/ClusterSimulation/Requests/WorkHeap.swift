/// The requests a replica works on, the one that is done first on top.
///
/// A binary heap (Knuth, TAOCP vol. 3, section 5.2.3) by the virtual time of the end; among equals the one
/// that came first.
struct WorkHeap: Sendable {
  struct Entry: Sendable {
    /// The replica's virtual time at which the request is done, in nanoseconds.
    var finish: Double
    /// Counts entries; wraps around, which the comparison allows for.
    var serial: UInt32
    var slot: UInt32

    @inline(__always) static func < (a: Self, b: Self) -> Bool {
      a.finish != b.finish
        ? a.finish < b.finish : Int32(truncatingIfNeeded: Int64(a.serial) &- Int64(b.serial)) < 0
    }
  }

  private(set) var entries: [Entry] = []
  private var serial: UInt32 = 0

  var count: Int { entries.count }
  var first: Entry? { entries.first }

  mutating func insert(slot: Int, finish: Double) {
    entries.append(Entry(finish: finish, serial: serial, slot: UInt32(truncatingIfNeeded: slot)))
    serial &+= 1
    rise(from: entries.count - 1)
  }

  /// Takes the first out.
  ///
  /// - Precondition: there is one.
  mutating func removeFirst() -> Entry {
    let first = entries[0]
    remove(at: 0)
    return first
  }

  /// Takes the entry of a slot out, in O(n); false if there is none.
  mutating func remove(slot: Int) -> Bool {
    guard let index = entries.firstIndex(where: { Int($0.slot) == slot }) else { return false }
    remove(at: index)
    return true
  }

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  private mutating func remove(at index: Int) {
    let last = entries.removeLast()
    guard index < entries.count else { return }
    entries[index] = last
    sink(from: index)
    rise(from: index)
  }

  private mutating func rise(from start: Int) {
    var index = start
    let entry = entries[index]
    while index > 0 {
      let parent = (index &- 1) / 2
      guard entry < entries[parent] else { break }
      entries[index] = entries[parent]
      index = parent
    }
    entries[index] = entry
  }

  private mutating func sink(from start: Int) {
    var index = start
    let entry = entries[index]
    while true {
      var child = 2 &* index &+ 1
      guard child < entries.count else { break }
      if child &+ 1 < entries.count, entries[child &+ 1] < entries[child] { child &+= 1 }
      guard entries[child] < entry else { break }
      entries[index] = entries[child]
      index = child
    }
    entries[index] = entry
  }

  /// Whether no entry is before its parent.
  var isOrdered: Bool { entries.indices.dropFirst().allSatisfy { !(entries[$0] < entries[($0 - 1) / 2]) } }
}
