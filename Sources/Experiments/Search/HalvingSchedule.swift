/// Which trials get how much: all a little, the best of them more, and so on.
///
/// Source: Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016, in
/// the form of Li et al., "Hyperband", JMLR 18, 2018: rung k gives least · ηᵏ to ⌊n / ηᵏ⌋ trials, each rung to the best of
/// the one before. Nothing is carried over: a trial that is promoted is trained anew.
public struct HalvingSchedule: Sendable, Hashable {
  /// One round.
  public struct Rung: Sendable, Hashable {
    /// How many trials.
    public var count: Int
    /// What each may use.
    public var resource: Int
  }

  /// The rounds, in order.
  public let rungs: [Rung]

  /// The schedule of `trials` at first, with `least` of the resource, up to `most`; each rung keeps one of `factor`.
  ///
  /// - Precondition: `factor` is at least 2, `trials` and `least` at least 1, `most` at least `least`.
  public init(trials: Int, least: Int, most: Int, factor: Int) {
    precondition(
      factor >= 2 && trials >= 1 && least >= 1 && most >= least,
      "trials \(trials), least \(least), most \(most), factor \(factor)")
    var rungs: [Rung] = []
    var (count, resource) = (trials, least)
    while count >= 1, resource <= most {
      rungs.append(Rung(count: count, resource: resource))
      count /= factor
      resource *= factor
    }
    self.rungs = rungs
  }

  /// All trials of all rungs.
  public var count: Int { rungs.reduce(0) { $0 + $1.count } }
  /// What all of them use together.
  public var cost: Int { rungs.reduce(0) { $0 + $1.count * $1.resource } }
}
