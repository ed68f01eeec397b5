import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let script = RandomPurpose("queue script")
}

/// Where the times of a script's events lie.
enum ScriptTimes: CaseIterable, Sendable {
  case exponential, bimodal, allEqual, increasing, decreasing, fewValues, hugeGaps, extremes

  /// The time of event number `step`, given the time of the event that left last.
  func time(step: Int, now: SimulationTime, from stream: inout RandomStream) -> SimulationTime {
    switch self {
    case .exponential: now + .seconds(rounding: Exponential(mean: 1).sample(from: &stream))
    case .bimodal: now + .seconds(rounding: stream.nextUnit() + (stream.nextIndex(below: 10) == 0 ? 10 : 0))
    case .allEqual: .seconds(7)
    case .increasing: .seconds(Int64(step))
    case .decreasing: .seconds(-Int64(step))
    case .fewValues: .seconds(Int64(stream.nextIndex(below: 12)) - 3)
    case .hugeGaps: SimulationTime(nanoseconds: Int64(1) << Int64(stream.nextIndex(below: 63)))
    case .extremes:
      switch stream.nextIndex(below: 4) {
      case 0: SimulationTime(nanoseconds: .min + Int64(stream.nextIndex(below: 3)))
      case 1: SimulationTime(nanoseconds: .max - Int64(stream.nextIndex(below: 3)))
      default: SimulationTime(nanoseconds: Int64(bitPattern: stream.next()))
      }
    }
  }
}

/// Drives a queue and its slow twin alike and compares all that comes out.
struct QueueScript {
  private(set) var queue = EventQueue<Int>()
  private(set) var slow: SlowEventQueue
  private var stream: RandomStream
  private let times: ScriptTimes
  private var handles: [(fast: EventHandle, slow: Int)] = []
  private var now = SimulationTime.zero
  private var step = 0
  /// What differed first; nil while nothing did.
  private(set) var difference: String?

  init(seed: UInt64, times: ScriptTimes, ties: SlowEventQueue.Ties = .firstInFirstOut) {
    stream = RandomStream(seed: seed, purpose: .script)
    slow = SlowEventQueue(ties: ties)
    self.times = times
  }

  /// Goes on with other random choices, as a copy must to lead its own life.
  mutating func reseed(_ seed: UInt64) { stream = RandomStream(seed: seed, purpose: .script, ordinal: 1) }

  /// Makes `steps` random steps, of which `pushes` in 100 push and as many as `cancels` in 100 cancel.
  mutating func run(steps: Int, pushes: Int, cancels: Int = 0) {
    for _ in 0..<steps where difference == nil {
      step += 1
      let dice = stream.nextIndex(below: 100)
      if dice < pushes {
        push(cancellable: stream.nextIndex(below: 100) < 3 * cancels)
      } else if dice < pushes + cancels {
        cancel()
      } else {
        pop()
      }
      compare("count", queue.count, slow.count)
      compare("nextTime", queue.nextTime, slow.nextTime)
    }
  }

  /// Takes everything out.
  mutating func drain() {
    while difference == nil, slow.count > 0 { pop() }
    compare("count after the last", queue.count, 0)
    compare("nextTime after the last", queue.nextTime, nil)
  }

  private mutating func push(cancellable: Bool) {
    let time = times.time(step: step, now: now, from: &stream)
    let phase = EventPhase(rawValue: UInt8(stream.nextIndex(below: 4))) ?? .plant
    let number = slow.push(step, at: time, phase: phase)
    if cancellable {
      handles.append((queue.pushCancellable(step, at: time, phase: phase), number))
    } else {
      queue.push(step, at: time, phase: phase)
    }
  }

  private mutating func pop() {
    let (fast, expected) = (queue.pop(), slow.pop())
    compare("time", fast?.time, expected?.time)
    compare("event", fast?.event, expected?.event)
    if let time = expected?.time { now = time }
  }

  /// Cancels some event, which may have left or been cancelled long ago.
  private mutating func cancel() {
    guard !handles.isEmpty else { return }
    let chosen = handles[stream.nextIndex(below: handles.count)]
    compare("cancel", queue.cancel(chosen.fast), slow.cancel(chosen.slow))
  }

  private mutating func compare<Value: Equatable>(_ what: String, _ fast: Value, _ slow: Value) {
    if fast != slow, difference == nil { difference = "step \(step): \(what) is \(fast), should be \(slow)" }
  }
}
