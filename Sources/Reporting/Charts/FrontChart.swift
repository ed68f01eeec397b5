/// Cost against violation over each arm's knob, with the fronts as stairs.
public enum FrontChart {
  /// Draws `fronts` into `folder`.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(_ fronts: KnobFronts, folder: String) throws -> DrawnCharts {
    try DrawnCharts([script(fronts)], into: folder)
  }

  static func script(_ fronts: KnobFronts) -> ChartScript {
    let (cost, violation) = (fronts.cost, fronts.violation)
    let least = fronts.fronts.compactMap { $0.points.first?.mean.first }.min() ?? 0
    let title = "Cost and violation over each arm's knob, \(Count.of(fronts.workloads, "workload"))"
    var body = [
      Gnuplot.title(title),
      "\(Gnuplot.axes); set key outside right top Left reverse samplen 2",
      "set xlabel \(Gnuplot.text("\(cost.name) (\(cost.unit))"))",
      "set ylabel \(Gnuplot.text("\(violation.name) (\(violation.unit))"))",
      // what lies beyond the reference point counts for nothing
      "set xrange [\(least - (fronts.reference.first - least) * 0.05):\(fronts.reference.first * 1.02)]",
      "set yrange [\(-0.02 * fronts.reference.second):\(1.03 * fronts.reference.second)]",
    ]
    let columns = ["\(cost.name) (\(cost.unit))", "\(violation.name) (\(violation.unit))"]
    var blocks: [ChartBlock] = []
    var plots: [String] = []
    for (index, front) in fronts.fronts.enumerated() {
      let style = "linecolor rgb '\(Palette.color(index))'"
      let stairs = front.front.points.map { [$0.first, $0.second] }
      let beaten = front.points.filter { !front.isOnFront($0) }.map { [$0.mean.first, $0.mean.second] }
      blocks.append(ChartBlock("front\(index)", columns, stairs))
      plots.append("$front\(index) using 1:2 with steps \(style) linewidth 1.6 notitle")
      plots.append(
        "$front\(index) using 1:2 with points pointtype \(5 + 2 * (index % 5)) pointsize 1.2 \(style) title \(Gnuplot.text(front.arm))"
      )
      if !beaten.isEmpty {
        blocks.append(ChartBlock("beaten\(index)", columns, beaten))
        plots.append(
          "$beaten\(index) using 1:2 with points pointtype \(4 + 2 * (index % 5)) pointsize 1 \(style) notitle"
        )
      }
    }
    blocks.append(ChartBlock("reference", columns, [[fronts.reference.first, fronts.reference.second]]))
    plots.append(
      "$reference using 1:2 with points pointtype 1 pointsize 1.6 linewidth 1.5 linecolor rgb '#000000' title 'reference point'"
    )
    body.append("plot \(plots.joined(separator: ", \\\n  "))")
    return ChartScript(
      name: "fronts", title: title, height: ChartScript.height(forKeys: fronts.fronts.count + 1),
      blocks: blocks,
      body: body.joined(separator: "\n"))
  }
}
