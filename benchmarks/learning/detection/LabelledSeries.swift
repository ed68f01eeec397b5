import Foundation
import Learning

/// A series that `prepare.py` wrote.
struct LabelledSeries {
  var name: String
  var table: FeatureTable
  var windows: [ClosedRange<Int>]
  var labels: [Bool]
  /// Points that detectors are fitted on; they are not judged.
  var prefix: Int

  init(path: String) throws {
    name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    windows = lines[0].split(separator: " ").dropFirst().map { text in
      let ends = text.split(separator: "-").compactMap { Int($0) }
      return ends[0]...ends[1]
    }
    let rows = lines.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
    labels = rows.map { $0[$0.count - 1] == 1 }
    table = try FeatureTable(rows: rows.map { Array($0.dropLast()) })
    // NAB's probation: 15 %, at most 750 points; KDD's normal rows
    prefix =
      name == "kdd" ? 5000 : Int(min(0.15 * Double(rows.count), name.hasPrefix("nab") ? 750 : .infinity))
  }
}
