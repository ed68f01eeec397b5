import Experiments

/// The losses of a training, epoch by epoch.
enum TrainingChart {
  /// Nil without epochs.
  static func draw(_ epochs: [TrainingEpoch], name: String) -> Chart? {
    guard let best = epochs.min(by: { ($0.validationLoss, $0.number) < ($1.validationLoss, $1.number) })
    else { return nil }
    let losses = Chart.Table(
      "epochs", [.init("epoch"), .init("training loss", "scaled"), .init("validation loss", "scaled")],
      epochs.map { [Double($0.number), $0.trainingLoss, $0.validationLoss] })
    let kept = Chart.Table(
      "best", [.init("epoch"), .init("validation loss", "scaled")],
      [[Double(best.number), best.validationLoss]])
    return Chart(
      name: "training-\(name)",
      title:
        "Training of \(name), \(Count.of(epochs.count, "epoch")); the weights of epoch \(best.number) are kept",
      panels: [
        Chart.Panel(
          x: Chart.Axis(
            "epoch", range: .between(0.5, Double(epochs.count) + 0.5),
            tics: Chart.Tics(places: .every(Double(max(1, epochs.count / 10))))),
          y: Chart.Axis("mean loss (scaled units)", range: .from(0)),
          key: Chart.Key(place: .inside(.topRight)),
          marks: [
            .init(
              .lineWithPoints(x: "epoch", y: "training loss"), of: losses, .blue, width: 1.6, sign: .disc,
              size: 0.5, title: "training"),
            .init(
              .lineWithPoints(x: "epoch", y: "validation loss"), of: losses, .orange, width: 1.6,
              sign: .filledSquare, size: 0.5, title: "validation"),
            .init(
              .points(x: "epoch", y: "validation loss"), of: kept, .limit, width: 1.6, sign: .circle,
              size: 1.8,
              title: "kept"),
          ])
      ])
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
