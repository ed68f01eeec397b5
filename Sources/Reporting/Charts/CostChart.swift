import Experiments

/// Cost against violation: what an arm pays and what it gets.
enum CostChart {
  static let kind = ChartKind(
    "cost-and-violation", shows: "each arm's cost and violation, with the budget"
  ) { [costAndViolation($0.runs, $0.options)] }

  /// Nil where no arm has both figures.
  static func costAndViolation(_ runs: [RunResult], _ options: ChartOptions) -> Chart? {
    let shown = runs.filter { $0.value("node_cost").isFinite && $0.value("violation_windows").isFinite }
    guard !shown.isEmpty else { return nil }
    // a logarithmic axis has no zero: arms without a violation stand at the floor, as the axis says
    let floor = 0.01
    let budget = max(floor, options.violationBudget)
    let marks = shown.enumerated().map { index, run in
      let violation = run.value("violation_windows")
      let table = Chart.Table(
        "arm\(index)", label: run.arm,
        [.init("node cost", "USD"), .init("violating windows", "%"), .init("drawn at", "%")],
        [[run.value("node_cost"), violation, max(floor, violation)]])
      return Chart.Mark(
        .points(x: "node cost", y: "drawn at"), of: table, .series(index), sign: .filled(index),
        size: 1.6, title: run.arm)
    }
    return Chart(
      name: "cost-and-violation", title: "Cost and violation, test part, \(shown.count) arms",
      height: Chart.height(forKeys: shown.count),
      panels: [
        Chart.Panel(
          x: Chart.Axis("node cost (USD)"),
          y: Chart.Axis(
            "violating 60-s windows (%)", range: .between(floor * 0.7, 100), isLogarithmic: true,
            tics: Chart.Tics(places: .and([("0", floor)]), format: .short)),
          padding: .shares(left: 0.08, right: 0.12),
          rules: [Chart.Rule(axis: .y, value: budget, ink: .limit, width: 1.5, dash: 2)],
          texts: [
            Chart.Text(
              text: "budget \(options.violationBudget) %", place: .share(x: 0.99, y: budget * 1.6),
              isBefore: true, ink: .limit)
          ],
          key: Chart.Key(place: .beside, sample: 1), marks: marks)
      ])
  }
}
