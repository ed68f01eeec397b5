import InputFiles

extension ForecasterKind {
  static let persistence = ForecasterKind(
    "persistence", "The newest point goes on.", model: Persistence.self
  ) { Persistence(task: $0.task) }

  static let seasonalNaive = ForecasterKind(
    "seasonal-naive", "The last season repeats itself.", model: SeasonalNaive.self,
    hyperparameters: [.period]
  ) { SeasonalNaive(task: $0.task, period: $0.number("period")) }

  static let movingAverage = ForecasterKind(
    "moving-average",
    "The line through the newest points goes on, of a length and slope chosen on validation.",
    model: MovingAverageTrend.self,
    hyperparameters: [
      Setting(
        "windows", .wholes(2...100_000), "Candidate lengths of the line, in points.",
        default: .wholes([2, 3, 5, 8, 12, 20, 30, 60]))
    ]
  ) {
    MovingAverageTrendConfiguration(task: $0.task, windows: $0.wholes("windows"), quantiles: $0.quantiles)
  }
}
