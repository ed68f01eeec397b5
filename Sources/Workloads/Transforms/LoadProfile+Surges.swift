import SimulationKernel
import Stochastics

/// When a surge began and how high it was, as "time to adequate capacity" needs it.
public struct SurgeOnset: Hashable, Sendable, Codable {
  /// Which of the surges it belongs to, from 0.
  public var surge: Int
  /// Which recurrence of it, from 0.
  public var occurrence: Int
  /// When the load begins to change.
  public var start: SimulationTime
  /// When full height is reached.
  public var peak: SimulationTime
  /// When full height ends; after the end of the load if it never does.
  public var peakEnd: SimulationTime
  /// When the load is back; after the end of the load if it never is.
  public var end: SimulationTime
  /// The magnitude drawn: a factor, or requests per second.
  public var magnitude: Double
}

/// A load with surges, and where they are.
public struct SurgedLoad: Hashable, Sendable {
  /// The load.
  public let load: LoadProfile
  /// The surges that begin within it, in order of their start.
  public let onsets: [SurgeOnset]

  /// A load with the given surges.
  public init(load: LoadProfile, onsets: [SurgeOnset]) {
    self.load = load
    self.onsets = onsets
  }
}

extension LoadProfile {
  /// The load with surges on top of it.
  ///
  /// Each surge adds to the load as it was before all of them: (magnitude − 1) times the load, or the magnitude itself,
  /// times the shape's height, averaged over each step exactly. Where slumps take more than there is, 0 is left.
  ///
  /// - Parameters:
  ///   - surges: any number.
  ///   - seed: of jitter and magnitudes. Occurrence k of surge s draws from `loadSurge`, entity s, ordinal k: other
  ///     surges do not change it.
  /// - Throws: ``WorkloadError`` if a surge is not possible; the sentence says which, from 1.
  public func adding(_ surges: [LoadSurge], seed: UInt64) throws -> SurgedLoad {
    try adding(surges, seed: seed, entity: 0)
  }

  /// The same for the surges of one of several loads under one seed.
  func adding(_ surges: [LoadSurge], seed: UInt64, entity: UInt64) throws -> SurgedLoad {
    var changed = rates
    var onsets: [SurgeOnset] = []
    for (number, surge) in surges.enumerated() {
      try Checks.refuse(surge.problems().map { "surge \(number + 1): \($0)" })
      if let period = surge.recurrence?.period, period < resolution {
        throw WorkloadError(
          "surge \(number + 1): the period is \(period.seconds) s; allowed are periods of at least the resolution, "
            + "\(resolution.seconds) s.")
      }
      for occurrence in 0..<surge.occurrences(within: span) {
        var stream = RandomStream(
          seed: seed, purpose: .loadSurge, entity: entity << 16 &+ UInt64(number),
          ordinal: UInt64(occurrence))
        let onset = surge.onset(occurrence, of: number, from: &stream)
        guard onset.start < .zero + span else { continue }
        add(surge, onset, to: &changed)
        onsets.append(onset)
      }
    }
    onsets.sort { ($0.start, $0.surge, $0.occurrence) < ($1.start, $1.surge, $1.occurrence) }
    let load = LoadProfile(resolution: resolution, rates: changed.map { max(0, $0) })
    return SurgedLoad(load: load, onsets: onsets)
  }

  private func add(_ surge: LoadSurge, _ onset: SurgeOnset, to changed: inout [Double]) {
    let first = Int((onset.start - .zero) / resolution)
    let last = min(Int((onset.end - .zero) / resolution), rates.count - 1)
    guard first <= last else { return }
    let length = resolution.seconds
    func area(_ step: Int) -> Double {
      surge.shape.area(
        until: Double(step) * length - onset.start.seconds, magnitude: onset.magnitude)
    }
    var before = area(first)
    for step in first...last {
      let after = area(step + 1)
      let height = (after - before) / length
      let full = surge.measure == .factor ? (onset.magnitude - 1) * rates[step] : onset.magnitude
      changed[step] += full * height
      before = after
    }
  }
}

extension LoadSurge {
  /// How many nominal onsets, at most half a period late, can lie within `span`.
  func occurrences(within span: SimulationDuration) -> Int {
    guard let recurrence else { return 1 }
    guard start - recurrence.jitter < span else { return 0 }
    let fitting = Int((span - start + recurrence.jitter) / recurrence.period) + 1
    return min(fitting, recurrence.count ?? fitting)
  }

  func onset(_ occurrence: Int, of number: Int, from stream: inout RandomStream) -> SurgeOnset {
    var begin = SimulationTime.zero + start
    if let recurrence {
      let jitter = recurrence.jitter.seconds
      let moved = SimulationDuration.seconds(rounding: jitter > 0 ? stream.next(in: -jitter...jitter) : 0)
      begin = max(.zero, begin + recurrence.period * Int64(occurrence) + moved)
    }
    let drawn = magnitude.sample(from: &stream)
    let (rise, hold, fall) = shape.durations(magnitude: drawn)
    // 292 years are the end of time; a surge that never ends reaches beyond every load.
    func after(_ seconds: Double) -> SimulationTime {
      seconds < 1e9 ? begin + .seconds(rounding: seconds) : .distantFuture
    }
    return SurgeOnset(
      surge: number, occurrence: occurrence, start: begin, peak: after(rise), peakEnd: after(rise + hold),
      end: after(rise + hold + fall), magnitude: drawn)
  }
}
