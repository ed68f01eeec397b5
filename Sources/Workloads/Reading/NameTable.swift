import Glibc
import Stochastics

/// Numbers names from 0 in order of appearance, without making a string of a name that it knows.
///
/// A hash table with open addressing (linear probing, at most half full). Memory grows with the number of different
/// names.
struct NameTable {
  /// The names, in order of appearance.
  private(set) var names: [String] = []
  private var bytes: [CChar] = []
  private var starts: [Int] = []
  private var slots = [Int32](repeating: -1, count: 64)

  /// The number of the zero-terminated `name`.
  mutating func index(of name: UnsafePointer<CChar>) -> Int {
    let length = strlen(name)
    var slot = Self.hash(name, length) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      let isSame = bytes.withUnsafeBufferPointer { strcmp($0.baseAddress! + starts[index], name) == 0 }
      if isSame { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(names.count)
    starts.append(bytes.count)
    bytes.append(contentsOf: UnsafeBufferPointer(start: name, count: length + 1))
    names.append(String(cString: name))
    if names.count * 2 > slots.count { grow() }
    return names.count - 1
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    bytes.withUnsafeBufferPointer { bytes in
      for (index, start) in starts.enumerated() {
        let name = bytes.baseAddress! + start
        var slot = Self.hash(name, strlen(name)) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(index)
      }
    }
  }

  /// FNV-1a, its upper half folded in; not random, so that every run is alike.
  private static func hash(_ name: UnsafePointer<CChar>, _ length: Int) -> Int {
    let hash = fnv1a(UnsafeRawBufferPointer(start: name, count: length))
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7fff_ffff)
  }
}
