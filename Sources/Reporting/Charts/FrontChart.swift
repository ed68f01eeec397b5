/// Cost against violation over each arm's knob, with the fronts as stairs.
public enum FrontChart {
  /// Draws `fronts` into `folder`.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  public static func write(_ fronts: KnobFronts, folder: String) throws -> DrawnCharts {
    try DrawnCharts([chart(fronts)], into: folder)
  }

  static func chart(_ fronts: KnobFronts) -> Chart {
    let (cost, violation) = (fronts.cost, fronts.violation)
    let least = fronts.fronts.compactMap { $0.points.first?.mean.first }.min() ?? 0
    let columns = [
      Chart.Table.Column(cost.name, cost.unit), Chart.Table.Column(violation.name, violation.unit),
    ]
    let (x, y) = (cost.name, violation.name)
    var marks: [Chart.Mark] = []
    for (index, front) in fronts.fronts.enumerated() {
      let ink = Ink.series(index)
      let stairs = Chart.Table("front\(index)", columns, front.front.points.map { [$0.first, $0.second] })
      let beaten = front.points.filter { !front.isOnFront($0) }.map { [$0.mean.first, $0.mean.second] }
      marks.append(.init(.steps(x: x, y: y), of: stairs, ink, width: 1.6))
      marks.append(
        .init(.points(x: x, y: y), of: stairs, ink, sign: .filled(index), size: 1.2, title: front.arm))
      if !beaten.isEmpty {
        marks.append(
          .init(
            .points(x: x, y: y), of: Chart.Table("beaten\(index)", columns, beaten), ink,
            sign: .hollow(index),
            size: 1))
      }
    }
    let reference = Chart.Table(
      "reference", columns, [[fronts.reference.first, fronts.reference.second]])
    marks.append(
      .init(
        .points(x: x, y: y), of: reference, .black, width: 1.5, sign: .plus, size: 1.6,
        title: "reference point"))
    return Chart(
      name: "fronts",
      title: "Cost and violation over each arm's knob, \(Count.of(fronts.workloads, "workload"))",
      note:
        "What lies beyond the reference point counts for nothing; hollow: another value of the knob is better",
      height: Chart.height(forKeys: fronts.fronts.count + 1),
      panels: [
        Chart.Panel(
          x: Chart.Axis(
            columns[0].heading,
            range: .between(
              least - (fronts.reference.first - least) * 0.05, fronts.reference.first * 1.02)),
          y: Chart.Axis(
            columns[1].heading,
            range: .between(-0.02 * fronts.reference.second, 1.03 * fronts.reference.second)),
          key: Chart.Key(place: .beside), marks: marks)
      ])
  }
}
