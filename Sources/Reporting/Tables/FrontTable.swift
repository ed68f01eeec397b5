/// The tables of Pareto fronts: every value of every knob, and the areas of the fronts.
public enum FrontTable {
  /// The tables of `fronts`; areas are compared with that of the arm `baseline` where it is given.
  public static func render(_ fronts: KnobFronts, baseline: String?, color: Bool) -> String {
    var points = TextTable([
      .init("arm", isLeft: true), .init("knob", isLeft: true),
      .init(fronts.cost.name, unit: fronts.cost.unit),
      .init(fronts.violation.name, unit: fronts.violation.unit), .init("front", isLeft: true),
    ])
    for front in fronts.fronts {
      for point in front.points {
        points.rows.append([
          front.arm, point.knob, TextTable.number(point.mean.first), TextTable.number(point.mean.second),
          front.isOnFront(point) ? "●" : "",
        ])
      }
    }
    let unit = "\(fronts.cost.unit)·\(fronts.violation.unit)"
    var areas = TextTable([
      .init("arm", isLeft: true), .init("hypervolume", unit: unit), .init("more than", unit: baseline ?? ""),
      .init("95 % interval", unit: unit),
    ])
    let other = fronts.fronts.first { $0.arm == baseline }
    for front in fronts.fronts {
      let difference = other.flatMap { front.arm == $0.arm ? nil : fronts.difference(front, from: $0) }
      let interval = difference?.estimate.interval()
      areas.rows.append([
        front.arm, TextTable.number(fronts.hypervolume(front)),
        difference.map { sign($0.estimate.value) } ?? "",
        interval.map { "\(sign($0.lowerBound)) … \(sign($0.upperBound))" } ?? "",
      ])
    }
    let workloads = "\(fronts.workloads) workload\(fronts.workloads == 1 ? ", so no interval" : "s")"
    return """
      \(points.render(color: color))

      \(areas.render(color: color))

      reference point: \(TextTable.number(fronts.reference.first)) \(fronts.cost.unit), \
      \(TextTable.number(fronts.reference.second)) \(fronts.violation.unit)\
      \(fronts.isReferenceFromData ? " (from these data; --reference fixes it for comparisons)" : ""); \(workloads)
      """
  }

  private static func sign(_ value: Double) -> String { (value > 0 ? "+" : "") + TextTable.number(value) }
}
