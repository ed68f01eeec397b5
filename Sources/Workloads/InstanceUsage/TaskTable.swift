/// A task of the trace.
struct TaskKey: Hashable, Comparable {
  var collection: Int64
  var instance: Int64

  static func < (a: Self, b: Self) -> Bool { (a.collection, a.instance) < (b.collection, b.instance) }
}

/// Numbers tasks from 0 on in the order in which they appear, and keeps a value for each.
///
/// Open addressing with linear probing over a table of powers of two that is at most half full (Knuth, The Art of
/// Computer Programming 3, section 6.4, algorithm L); the task of the row before is tried first.
struct TaskTable<Value> {
  private(set) var keys: [TaskKey] = []
  var values: [Value] = []
  private var slots = [Int32](repeating: -1, count: 64)
  private var last = 0

  /// The number of a task, which gets `value` if it is new.
  mutating func number(of key: TaskKey, new value: @autoclosure () -> Value) -> Int {
    if last < keys.count && keys[last] == key { return last }
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if keys[number] == key {
        last = number
        return number
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    last = keys.count
    slots[slot] = Int32(keys.count)
    keys.append(key)
    values.append(value())
    if keys.count * 2 > slots.count { grow() }
    return last
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, key) in keys.enumerated() {
      var slot = Self.hash(key) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// Two multiplications by odd constants, and the upper half, which every bit of the key reaches.
  private static func hash(_ key: TaskKey) -> Int {
    let collection = UInt64(bitPattern: key.collection) &* 0x9e37_79b9_7f4a_7c15
    let mixed = (collection ^ collection >> 32 ^ UInt64(bitPattern: key.instance)) &* 0xd6e8_feb8_6659_fd93
    return Int(mixed >> 32)
  }
}
