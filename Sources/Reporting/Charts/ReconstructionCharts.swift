import Workloads

/// One day of a load that was rebuilt from windows: the windows' means and percentiles, and the path through them.
public enum ReconstructionCharts {
  /// Draws `day` into `folder`.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(_ day: ReconstructionChart, title: String, folder: String) throws -> DrawnCharts {
    try DrawnCharts([script(day, title: title)], into: folder)
  }

  static func script(_ day: ReconstructionChart, title: String) -> ChartScript {
    let bands = day.bands.flatMap { band in
      [band.start, band.end].map { time in
        [time, band.low ?? .nan, band.tenth ?? .nan, band.ninetieth ?? .nan, band.high ?? .nan, band.mean]
      }
    }
    let blocks = [
      ChartBlock(
        "bands",
        ["time (h)", "least (NCU)", "10 % (NCU)", "90 % (NCU)", "most (NCU)", "mean (NCU)"], bands),
      ChartBlock("path", ["time (h)", "CPU (NCU)"], day.path.map { [$0.time, $0.value] }),
    ]
    let body = """
      \(Gnuplot.axes); set title \(Gnuplot.text(title))
      set xlabel 'time (hours)'; set ylabel 'CPU (NCU)'; set logscale y; set xrange [0:24]; set xtics 3
      set key outside top center horizontal samplen 2
      plot $bands using 1:2:5 with filledcurves fillcolor rgb '#E6E6E6' title '0 to 100 %', \\
        $bands using 1:3:4 with filledcurves fillcolor rgb '#BBD7EA' title '10 to 90 %', \\
        $path using 1:2 with lines linecolor rgb '\(Palette.color(0))' linewidth 0.4 title 'rebuilt', \\
        $bands using 1:6 with lines linecolor rgb '\(Palette.color(5))' linewidth 1.4 title 'mean of the window'
      """
    return ChartScript(
      name: "reconstruction-day", title: title, width: 900, height: 460, blocks: blocks, body: body)
  }
}
