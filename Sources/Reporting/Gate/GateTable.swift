import Experiments

/// The gate's figures as tables for a terminal.
public enum GateTable {
  /// Every figure beside its baseline and margin; what fails is marked.
  public static func render(_ verdict: GateVerdict, color: Bool) -> String {
    var table = TextTable([
      .init("data", isLeft: true), .init("model", isLeft: true), .init("metric", isLeft: true),
      .init("value"),
      .init("baseline"), .init("margin"), .init("", isLeft: true),
    ])
    for finding in verdict.findings {
      table.rows.append([
        finding.figure.data, finding.figure.model, finding.figure.metric,
        TextTable.number(finding.figure.value), TextTable.number(finding.baseline),
        TextTable.number(finding.margin), finding.failure == nil ? "ok" : "WORSE",
      ])
    }
    return table.render(color: color)
  }

  /// What was recorded, with the spread over the seeds and the margins that follow from it.
  public static func render(_ record: GateBaselines.Record, color: Bool) -> String {
    var table = TextTable([
      .init("data", isLeft: true), .init("model", isLeft: true), .init("metric", isLeft: true), .init("mean"),
      .init("deviation"), .init("least"), .init("largest"), .init("margin"),
    ])
    for figure in record.figures {
      table.rows.append(
        [figure.data, figure.model, figure.metric]
          + [
            figure.mean, figure.deviation, figure.least, figure.largest,
            figure.margin(seeds: record.seeds),
          ].map(TextTable.number))
    }
    return table.render(color: color)
  }
}
