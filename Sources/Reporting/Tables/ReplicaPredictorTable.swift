import Experiments
import Learning

/// The tables of a replica predictor: accuracy beside the controls, then what it rests on.
public enum ReplicaPredictorTable {
  /// The tables and sentences of `report`.
  public static func render(_ report: ReplicaPredictorReport, color: Bool) -> String {
    var table = TextTable([
      .init("prediction", isLeft: true), .init("exact", unit: "%"), .init("within 1", unit: "%"),
      .init("too few", unit: "%"), .init("RMSE", unit: "replicas"), .init("MAE", unit: "replicas"),
      .init("R²"),
    ])
    for (name, accuracy) in report.rows {
      table.rows.append([
        name, TextTable.cell(100 * accuracy.exact, digits: 1),
        TextTable.cell(100 * accuracy.withinOne, digits: 1), TextTable.cell(100 * accuracy.tooFew, digits: 1),
        TextTable.cell(accuracy.rmse, digits: 2), TextTable.cell(accuracy.mae, digits: 2),
        TextTable.cell(accuracy.rSquared, digits: 3),
      ])
    }
    var features = TextTable([
      .init("feature", isLeft: true), .init("impurity", unit: "share"),
      .init("permutation", unit: "drop of R²"),
    ])
    for entry in report.importance.sorted(by: { $0.permutation > $1.permutation }).prefix(12) {
      features.rows.append([
        entry.name, TextTable.cell(entry.impurity, digits: 3), TextTable.cell(entry.permutation, digits: 3),
      ])
    }
    func digits(_ value: Double, _ count: Int) -> String { TextTable.cell(value, digits: count) }
    let training = report.trainingSeconds.map { "Trained in \(digits($0, 1)) s; a" } ?? "A"
    let (median, p99) = report.inferenceMicroseconds
    return table.render(color: color) + "\n\n" + features.render(color: color) + "\n\n"
      + "\(report.count) steps of the test part, \(Int(report.predictor.lead)) s ahead. \(training)n answer takes "
      + "\(digits(median, 1)) µs (median; p99 \(digits(p99, 1)) µs).\n"
      + "Last: \(report.example.action.rawValue), confidence \(digits(report.example.confidence, 2)): "
      + "\(report.example.reasoning)"
  }
}
