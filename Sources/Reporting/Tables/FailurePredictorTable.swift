import Experiments

/// The table of how a failure predictor does.
public enum FailurePredictorTable {
  /// By part: quality of the answers with intervals over episodes, then what warnings come to.
  public static func render(_ evaluations: [FailurePredictorEvaluation], color: Bool) -> String {
    var table = TextTable([
      .init("part", isLeft: true), .init("who", isLeft: true), .init("ROC", unit: "area"),
      .init("95 % interval"), .init("PR", unit: "area"), .init("95 % interval"), .init("Brier"),
      .init("warned", unit: "of failures"), .init("5 min before", unit: "of failures"),
      .init("lead", unit: "median s"), .init("false", unit: "an hour"),
    ])
    for evaluation in evaluations {
      for one in evaluation.contenders {
        table.rows.append(
          [evaluation.part.rawValue, one.name] + cells(one.quality)
            + (one.warnings.map(cells) ?? Array(repeating: "–", count: 4)))
      }
    }
    let sums = evaluations.map { evaluation in
      "\(evaluation.part.rawValue): \(evaluation.count) questions, of which "
        + "\((100 * evaluation.baseRate).formatted(digits: 1)) % were followed by a failure within ten minutes\n  warned of: "
        + (evaluation.types.isEmpty
          ? "none"
          : evaluation.types.map { type, found in
            "\(type.rawValue) \(found.warned)/\(found.failures)"
          }.joined(separator: ", "))
    }
    return table.render(color: color) + "\n\n" + sums.joined(separator: "\n")
  }

  private static func cells(_ quality: FailurePredictorEvaluation.Quality?) -> [String] {
    guard let quality else { return Array(repeating: "–", count: 5) }
    return [quality.rocArea, quality.averagePrecision].flatMap { figure in
      [figure.value.formatted(digits: 3), DiagnosisTables.interval(figure, 3)]
    } + [quality.brier.map { $0.value.formatted(digits: 4) } ?? "–"]
  }

  private static func cells(_ warnings: FailureWarnings) -> [String] {
    [
      "\(warnings.warned)/\(warnings.failures)", "\(warnings.early)/\(warnings.failures)",
      TextTable.cell(warnings.lead, digits: 0), warnings.falseAlarms.formatted(digits: 2),
    ]
  }
}
