/// Which percentiles each window is given: its own, those of a neighbour, or the default.
struct WindowShapes {
  /// Where they come from.
  enum Origin { case own, neighbour, standard }

  private let windows: [UsageWindow?]
  /// The nearest window with percentiles and a mean above 0, up to and from each window on.
  private var before: [Int?]
  private var after: [Int?]
  private let reach: Int

  init(_ windows: [UsageWindow?], reach: Int) {
    self.windows = windows
    self.reach = reach
    before = [Int?](repeating: nil, count: windows.count)
    after = before
    var nearest: Int?
    for index in windows.indices {
      if Self.canLend(windows[index]) { nearest = index }
      before[index] = nearest
    }
    nearest = nil
    for index in windows.indices.reversed() {
      if Self.canLend(windows[index]) { nearest = index }
      after[index] = nearest
    }
  }

  private static func canLend(_ window: UsageWindow?) -> Bool {
    guard let window else { return false }
    return !window.percentiles.isEmpty && window.mean > 0
  }

  /// The percentiles in NCU of the window `index`, whose mean is `mean`.
  func shape(of index: Int, mean: Double) -> (percentiles: [Double], origin: Origin) {
    if let own = windows[index]?.percentiles, !own.isEmpty { return (own, .own) }
    // Of two equally near ones the earlier is taken.
    let candidates = [before[index], after[index]].compactMap(\.self)
    let nearest = candidates.min { (abs($0 - index), $0) < (abs($1 - index), $1) }
    if let nearest, abs(nearest - index) <= reach, let lender = windows[nearest] {
      return (lender.percentiles.map { $0 * (mean / lender.mean) }, .neighbour)
    }
    return (UsageWindow.defaultShape.map { $0 * mean }, .standard)
  }
}

/// What a reconstruction did, in windows; those of several tasks add up.
public struct ReconstructionReport: Hashable, Sendable {
  /// Windows reconstructed.
  public var windows = 0
  /// Windows without percentiles that borrowed a neighbour's shape.
  public var neighbourShapes = 0
  /// Windows without percentiles that have the default shape.
  public var defaultShapes = 0
  /// Windows whose values were shifted within the range of the percentiles to reach the mean: the percentiles contradict
  /// it, or the steps are too few for the percentiles to have it.
  public var shifted = 0
  /// Windows whose mean is outside the range of their percentiles, which were scaled.
  public var scaled = 0

  /// Nothing done yet.
  public init() {}

  mutating func add(_ origin: WindowShapes.Origin, _ outcome: WindowCells.Outcome) {
    windows += 1
    if origin == .neighbour { neighbourShapes += 1 }
    if origin == .standard { defaultShapes += 1 }
    if outcome == .shifted { shifted += 1 }
    if outcome == .scaled { scaled += 1 }
  }
}
