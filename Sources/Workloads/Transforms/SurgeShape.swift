import SimulationKernel

import Glibc

/// How a surge comes and goes: a rise, a plateau and a fall. Its height is 0 before and after, 1 on the plateau.
public enum SurgeShape: Hashable, Sendable, Codable {
  /// At once to full height, and at once back after `length`; nil for never.
  case step(length: SimulationDuration?)
  /// In straight lines: up within `rise`, level for `hold`, down within `fall`.
  ///
  /// Onset, rise, plateau, decline and magnitude as parameters: our trapezoid, after the finding of Bodík, Fox, Franklin,
  /// Jordan & Patterson, "Characterizing, Modeling, and Generating Workload Spikes for Stateful Services", SoCC 2010, that
  /// spikes differ in steepness, magnitude and duration.
  case ramp(rise: SimulationDuration, hold: SimulationDuration, fall: SimulationDuration)
  /// Up from 1/100 as an exponential that grows e-fold in `growth`, level for `hold`, and down as one that falls to 1/e
  /// in `decay`, cut off at 1/100: word that spreads and is forgotten.
  case exponential(growth: SimulationDuration, hold: SimulationDuration, decay: SimulationDuration)
  /// A flash crowd whose durations follow from its shock level S, the factor of its peak over the normal load:
  /// it rises within 1/log₁₀(1 + S), stays for log₁₀(1 + S) and falls within n log₁₀(1 + S) units of time.
  /// A harder shock rises faster and lasts longer.
  ///
  /// The lines are straight, which is our reading; the unit is left to the user.
  ///
  /// Source: Ari, Hong, Miller, Brandt & Long, "Managing Flash Crowds on the Internet", MASCOTS 2003.
  case flashCrowd(unit: SimulationDuration, decline: Double)

  /// What is wrong, a sentence each; empty if nothing is.
  func problems() -> [String] {
    var checks = Checks()
    func require(_ time: SimulationDuration, _ subject: String, above: Bool) {
      checks.require(
        above ? time > .zero : time >= .zero,
        "the \(subject) is \(time.seconds) s; allowed are times \(above ? "above" : "from") 0 s\(above ? "" : " up")."
      )
    }
    switch self {
    case .step(let length): if let length { require(length, "length", above: true) }
    case .ramp(let rise, let hold, let fall):
      require(rise, "rise", above: false)
      require(hold, "hold", above: false)
      require(fall, "fall", above: false)
      checks.require(rise + hold + fall > .zero, "the ramp lasts 0 s; allowed are ramps of some length.")
    case .exponential(let growth, let hold, let decay):
      require(growth, "growth", above: true)
      require(hold, "hold", above: false)
      require(decay, "decay", above: true)
    case .flashCrowd(let unit, let decline):
      require(unit, "unit", above: true)
      checks.requirePositive(decline, "the decline")
    }
    return checks.sentences
  }

  /// The lengths in seconds of rise, plateau and fall.
  ///
  /// - Parameter magnitude: what the plateau is over the load below it; only the flash crowd asks.
  public func durations(magnitude: Double) -> (rise: Double, hold: Double, fall: Double) {
    switch self {
    case .step(let length): return (0, length?.seconds ?? .infinity, 0)
    case .ramp(let rise, let hold, let fall): return (rise.seconds, hold.seconds, fall.seconds)
    case .exponential(let growth, let hold, let decay):
      return (growth.seconds * log(100), hold.seconds, decay.seconds * log(100))
    case .flashCrowd(let unit, let decline):
      let level = log10(1 + magnitude)
      return (unit.seconds / level, unit.seconds * level, unit.seconds * decline * level)
    }
  }

  /// The integral of the height, in seconds, from the onset to `time` seconds after it.
  func area(until time: Double, magnitude: Double) -> Double {
    guard time > 0 else { return 0 }
    let (rise, hold, fall) = durations(magnitude: magnitude)
    let (rising, level) = (min(time, rise), min(max(time - rise, 0), hold))
    let falling = min(max(time - rise - hold, 0), fall)
    if case .exponential(let growth, _, let decay) = self {
      let up = growth.seconds * (exp((rising - rise) / growth.seconds) - 0.01)
      return up + level - decay.seconds * expm1(-falling / decay.seconds)
    }
    let up = rise > 0 ? rising * rising / (2 * rise) : 0
    let down = fall > 0 ? falling - falling * falling / (2 * fall) : 0
    return up + level + down
  }
}
