/// A queue in a ring of memory that grows by doubling and is then used over and over.
struct RingBuffer<Element: Sendable>: Sendable {
  private var storage: [Element] = []
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  var first: Element? { count > 0 ? storage[head] : nil }

  /// The element `index` places behind the first.
  subscript(index: Int) -> Element { storage[(head &+ index) & (storage.count &- 1)] }

  mutating func append(_ element: Element) {
    if count == storage.count { grow(with: element) }
    storage[(head &+ count) & (storage.count &- 1)] = element
    count &+= 1
  }

  @discardableResult mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = storage[head]
    head = (head &+ 1) & (storage.count &- 1)
    count &-= 1
    return element
  }

  /// Takes out the first element equal to `element`, in O(1) where that is the first of all; false if there is none.
  mutating func remove(_ element: Element) -> Bool where Element: Equatable {
    guard let index = (0..<count).first(where: { self[$0] == element }) else { return false }
    for place in stride(from: index, to: 0, by: -1) {
      storage[(head &+ place) & (storage.count &- 1)] = self[place - 1]
    }
    popFirst()
    return true
  }

  /// `filler` stands in the places that are not used yet.
  private mutating func grow(with filler: Element) {
    var larger = [Element](repeating: filler, count: max(4, 2 * storage.count))
    for index in 0..<count { larger[index] = self[index] }
    storage = larger
    head = 0
  }
}
