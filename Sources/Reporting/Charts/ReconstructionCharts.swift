import Workloads

/// One day of a load that was rebuilt from windows: the windows' means and percentiles, and the path through them.
public enum ReconstructionCharts {
  /// Draws `day` into `folder`.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(_ day: ReconstructionChart, title: String, folder: String) throws -> DrawnCharts {
    try DrawnCharts([chart(day, title: title)], into: folder)
  }

  static func chart(_ day: ReconstructionChart, title: String) -> Chart {
    let unit = "NCU"
    let bands = Chart.Table(
      "bands",
      [
        .init("time", "h"), .init("least", unit), .init("10 %", unit), .init("90 %", unit),
        .init("most", unit),
        .init("mean", unit),
      ],
      day.bands.flatMap { band in
        [band.start, band.end].map { time in
          [time, band.low ?? .nan, band.tenth ?? .nan, band.ninetieth ?? .nan, band.high ?? .nan, band.mean]
        }
      })
    let path = Chart.Table(
      "path", [.init("time", "h"), .init("CPU", unit)], day.path.map { [$0.time, $0.value] })
    return Chart(
      name: "reconstruction-day", title: title, width: 900, height: 460, heading: Chart.Heading(size: nil),
      panels: [
        Chart.Panel(
          x: Chart.Axis("time (hours)", range: .between(0, 24), tics: Chart.Tics(places: .every(3))),
          y: Chart.Axis("CPU (NCU)", isLogarithmic: true),
          key: Chart.Key(place: .above, isHorizontal: true),
          marks: [
            .init(
              .band(x: "time", low: "least", high: "most"), of: bands, Ink("#E6E6E6"), title: "0 to 100 %"),
            .init(
              .band(x: "time", low: "10 %", high: "90 %"), of: bands, Ink("#BBD7EA"), title: "10 to 90 %"),
            .init(.line(x: "time", y: "CPU"), of: path, .series(0), width: 0.4, title: "rebuilt"),
            .init(
              .line(x: "time", y: "mean"), of: bands, .series(5), width: 1.4, title: "mean of the window"),
          ])
      ])
  }
}
