import Experiments

/// The losses of a training, epoch by epoch.
enum TrainingChart {
  /// Nil without epochs.
  static func draw(_ epochs: [TrainingEpoch], name: String) -> ChartScript? {
    guard let best = epochs.min(by: { ($0.validationLoss, $0.number) < ($1.validationLoss, $1.number) })
    else {
      return nil
    }
    let title =
      "Training of \(name), \(Count.of(epochs.count, "epoch")); the weights of epoch \(best.number) are kept"
    let blocks = [
      ChartBlock(
        "epochs", ["epoch", "training loss (scaled)", "validation loss (scaled)"],
        epochs.map { [Double($0.number), $0.trainingLoss, $0.validationLoss] }),
      ChartBlock(
        "best", ["epoch", "validation loss (scaled)"], [[Double(best.number), best.validationLoss]]),
    ]
    let body = """
      \(Gnuplot.title(title))
      \(Gnuplot.axes); set key top right Left reverse samplen 2; set yrange [0:*]
      set xrange [0.5:\(Double(epochs.count) + 0.5)]; set xtics \(max(1, epochs.count / 10))
      set xlabel 'epoch'; set ylabel 'mean loss (scaled units)'
      plot $epochs using 1:2 with linespoints pointtype 7 pointsize 0.5 linecolor rgb '\(Palette.series[0])' linewidth 1.6 title 'training', \\
        $epochs using 1:3 with linespoints pointtype 5 pointsize 0.5 linecolor rgb '\(Palette.series[1])' linewidth 1.6 title 'validation', \\
        $best using 1:2 with points pointtype 6 pointsize 1.8 linewidth 1.6 linecolor rgb '\(Palette.limit)' title 'kept'
      """
    return ChartScript(name: "training-\(name)", title: title, blocks: blocks, body: body)
  }
}

extension Charts {
  /// Draws how the losses of a training fell.
  ///
  /// - Parameters:
  ///   - training: The epochs in order.
  ///   - name: What was trained.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn; nothing without epochs.
  /// - Throws: `ChartError` if the folder cannot be made.
  public static func write(training: [TrainingEpoch], name: String, folder: String) throws -> DrawnCharts {
    try DrawnCharts([TrainingChart.draw(training, name: name)].compactMap(\.self), into: folder)
  }
}
