import Reporting

/// What is told about charts: results never depend on whether they could be drawn.
enum ChartNews {
  /// Draws; what could not be drawn is told in one sentence and fails nothing.
  ///
  /// - Parameter later: The command that draws them another time; nil where none does.
  static func draw(later: String? = nil, _ body: () throws -> DrawnCharts) throws -> DrawnCharts {
    let drawn: DrawnCharts
    do { drawn = try body() } catch let error as ChartError { drawn = DrawnCharts(without: error) }
    Console.clearProgress()
    if let shortfall = drawn.shortfall {
      Console.error(
        "forescale: \(shortfall); the results are kept" + (later.map { ", and \($0) draws them later" } ?? "")
      )
    }
    return drawn
  }
}
