import Experiments
import Workloads

extension Charts {
  /// Draws the charts that a results database allows.
  ///
  /// - Parameters:
  ///   - database: At least one run.
  ///   - names: The charts to draw, such as `cost-and-violation`; all of them where empty.
  ///   - baseline: The arm that effects are told against; the scenario's first where nil.
  ///   - set: The only set of runs that counts, by its name; the newest of each scenario and experiment where nil.
  ///   - style: For paper or for a dark screen.
  ///   - folder: Where the files go; made if it is not there.
  /// - Returns: What was drawn.
  /// - Throws: `ChartError` for a chart that these results do not allow; `ResultsDatabaseError`.
  public static func write(
    of database: ResultsDatabase, names: [String] = [], baseline: String? = nil, set: String? = nil,
    style: ChartStyle = .print, folder: String
  ) throws -> DrawnCharts {
    let charts = try ResultsOverview(database, baseline: baseline, set: set).charts()
    database.release()
    for name in names where !charts.contains(where: { $0.fileName == name }) {
      let known = charts.map(\.fileName)
      let near = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
      throw ChartError(
        description: "--chart: '\(name)' is no chart of these results, which allow "
          + known.joined(separator: ", ") + near)
    }
    return try DrawnCharts(
      charts.filter { names.isEmpty || names.contains($0.fileName) }, into: folder, style: style)
  }
}
