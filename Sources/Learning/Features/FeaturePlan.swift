/// What a feature set needs: which metrics are kept, how far back, and what is worked out once for many features.
struct FeaturePlan: Sendable {
  /// One metric that is kept.
  struct Track: Sendable {
    let metric: FeatureMetric
    /// Windows with statistics, ascending, and the slot of the first.
    var windows: [(length: Int, depth: WindowStatistics.Depth)] = []
    var firstWindow = 0
    /// The place of its spectrum's figures; nil for none.
    var spectrum: Int?
  }

  /// A formula with what it reads: tracks, and the slot of what was worked out before.
  struct Step: Sendable {
    let formula: FeatureFormula
    var a = 0, b = 0, c = 0, d = 0
    var slot = 0
  }

  let reach: Int
  private(set) var tracks: [Track]
  private(set) var steps: [Step] = []
  /// Sorted windows: track and length.
  private(set) var sorted: [(track: Int, length: Int)] = []
  /// Exponentially weighted means: track and α in percent.
  private(set) var smoothed: [(track: Int, percent: Int)] = []
  /// Number of windows with statistics, and of spectra.
  private(set) var windowCount = 0
  private(set) var spectrumCount = 0
  /// Weights (1−α)^k of each of the exponentially weighted means.
  private(set) var smoothingWeights: [[Double]] = []

  init(_ set: FeatureSet) {
    reach = set.reach
    let used = Set(set.features.flatMap(\.formula.metrics))
    tracks = FeatureMetric.allCases.filter(used.contains).map { Track(metric: $0) }
    for feature in set.features { note(feature.formula) }
    for index in tracks.indices {
      tracks[index].windows.sort { $0.length < $1.length }
      tracks[index].firstWindow = windowCount
      windowCount += tracks[index].windows.count
    }
    steps = set.features.map { step($0.formula) }
  }

  private func track(_ metric: FeatureMetric) -> Int {
    tracks.firstIndex { $0.metric == metric } ?? 0
  }

  private mutating func note(_ formula: FeatureFormula) {
    switch formula {
    case .rolling(let statistic, let metric, let window):
      let depth: WindowStatistics.Depth =
        switch statistic {
        case .mean, .minimum, .maximum, .slope: .sums
        case .deviation: .deviation
        case .skewness, .kurtosis: .shape
        }
      need(metric, window, depth)
    case .score(let metric, let window), .scoreAbove(let metric, let window, _):
      need(metric, window, .deviation)
    case .percentile(let metric, _, let window), .rank(let metric, let window):
      let track = track(metric)
      if !sorted.contains(where: { $0 == (track, window) }) { sorted.append((track, window)) }
    case .smoothed(let metric, let percent), .smoothedGap(let metric, let percent):
      let track = track(metric)
      guard !smoothed.contains(where: { $0 == (track, percent) }) else { break }
      smoothed.append((track, percent))
      var weight = 1.0
      smoothingWeights.append(
        (0..<FeatureFormula.smoothingLength).map { _ in
          defer { weight *= 1 - Double(percent) / 100 }
          return weight
        })
    case .spectrum(_, let metric):
      let track = track(metric)
      if tracks[track].spectrum == nil {
        tracks[track].spectrum = spectrumCount
        spectrumCount += 1
      }
    default: break
    }
  }

  private mutating func need(_ metric: FeatureMetric, _ window: Int, _ depth: WindowStatistics.Depth) {
    let track = track(metric)
    if let place = tracks[track].windows.firstIndex(where: { $0.length == window }) {
      tracks[track].windows[place].depth = max(tracks[track].windows[place].depth, depth)
    } else {
      tracks[track].windows.append((window, depth))
    }
  }

  private func step(_ formula: FeatureFormula) -> Step {
    var step = Step(formula: formula)
    let used = formula.metrics.map(track)
    if used.count > 0 { step.a = used[0] }
    if used.count > 1 { step.b = used[1] }
    if used.count > 2 { step.c = used[2] }
    if used.count > 3 { step.d = used[3] }
    switch formula {
    case .rolling(_, _, let window), .score(_, let window), .scoreAbove(_, let window, _):
      let place = tracks[step.a].windows.firstIndex { $0.length == window } ?? 0
      step.slot = tracks[step.a].firstWindow + place
    case .percentile(_, _, let window), .rank(_, let window):
      step.slot = sorted.firstIndex { $0 == (step.a, window) } ?? 0
    case .smoothed(_, let percent), .smoothedGap(_, let percent):
      step.slot = smoothed.firstIndex { $0 == (step.a, percent) } ?? 0
    case .spectrum(let figure, _):
      let figures = SpectralFigure.allCases
      step.slot = (tracks[step.a].spectrum ?? 0) * figures.count + (figures.firstIndex(of: figure) ?? 0)
    default: break
    }
    return step
  }
}
