import SimulationKernel

/// The slow twin of `EventQueue`: a plain array, sorted by (time, phase, order of arrival).
struct SlowEventQueue {
  /// What decides among events of one instant and phase.
  enum Ties {
    case firstInFirstOut
    /// Wrong on purpose: the tests must see it.
    case lastInFirstOut
  }

  private struct Entry {
    let time: SimulationTime
    let phase: EventPhase
    let number: Int
    let event: Int
  }

  private var entries: [Entry] = []
  private var pushed = 0
  private let ties: Ties

  init(ties: Ties = .firstInFirstOut) { self.ties = ties }

  var count: Int { entries.count }
  var nextTime: SimulationTime? { entries.first?.time }

  /// Adds an event; the result names it for `cancel`.
  @discardableResult mutating func push(_ event: Int, at time: SimulationTime, phase: EventPhase) -> Int {
    pushed += 1
    let entry = Entry(time: time, phase: phase, number: pushed, event: event)
    let place = entries.firstIndex { comesBefore(entry, $0) } ?? entries.count
    entries.insert(entry, at: place)
    return pushed
  }

  mutating func pop() -> (time: SimulationTime, event: Int)? {
    guard !entries.isEmpty else { return nil }
    let first = entries.removeFirst()
    return (first.time, first.event)
  }

  mutating func cancel(_ number: Int) -> Bool {
    guard let place = entries.firstIndex(where: { $0.number == number }) else { return false }
    entries.remove(at: place)
    return true
  }

  private func comesBefore(_ a: Entry, _ b: Entry) -> Bool {
    if a.time != b.time { return a.time < b.time }
    if a.phase != b.phase { return a.phase < b.phase }
    return ties == .firstInFirstOut ? a.number < b.number : a.number > b.number
  }
}
