/// The windows of one series with their targets, scaled, for training and validation.
///
/// Window w reads `inputLength` points up to `origins[w]`; both inputs and target lie wholly inside the
/// series.
struct TrainingWindows {
  let inputLength: Int
  /// Indices of the newest point of each window, ascending.
  let origins: [Int]
  /// Scaled target of each window, relative to its anchor.
  let targets: [Double]
  private let levels: [Double]
  private let anchors: [Double]
  private let calendar: [(sine: Float, cosine: Float)]

  /// At most `maximum` windows of `series`, evenly thinned out.
  init(
    of series: LoadSeries, task: ForecastTask, inputLength: Int, scaler: LoadScaler, calendar: Bool,
    maximum: Int
  ) {
    let first = inputLength - 1
    let count = max(0, series.values.count - task.horizonSteps - first)
    let thinning = max(1, (count + maximum - 1) / maximum)
    let origins = Array(stride(from: first, to: first + count, by: thinning))
    let levels = series.values.map { scaler.level($0) }
    let anchors = origins.map { scaler.anchor(newestLevel: levels[$0]) }
    // The level is monotone, so the level of a maximum is the maximum of the levels.
    targets = zip(origins, anchors).map { origin, anchor in
      (task.actual(in: levels, at: origin) ?? .nan) - anchor
    }
    self.inputLength = inputLength
    self.origins = origins
    self.levels = levels
    self.anchors = anchors
    self.calendar = calendar ? series.values.indices.map { Calendar.features(at: series.end(of: $0)) } : []
  }

  /// Point `step` of window `window`, relative to the anchor.
  func input(window: Int, step: Int) -> Double {
    levels[origins[window] - inputLength + 1 + step] - anchors[window]
  }

  /// Writes windows `order[range]` into `workspace` as one batch.
  func fill(_ workspace: LSTMWorkspace<Float>, order: [Int], range: Range<Int>) {
    let (d, n) = (workspace.shape.inputs, range.count)
    for (column, position) in range.enumerated() {
      let window = order[position]
      let oldest = origins[window] - inputLength + 1
      for step in 0..<inputLength {
        let row = workspace.input + (step * n + column) * d
        row[0] = Float(levels[oldest + step] - anchors[window])
        if d == 3 {
          row[1] = calendar[oldest + step].sine
          row[2] = calendar[oldest + step].cosine
        }
      }
      workspace.targets[column] = Float(targets[window])
    }
  }
}
