import Foundation
import Learning
import Stochastics

/// The skill table: every forecaster on every prepared series, at one step and at the lead.
///
/// `skill FOLDER [LEAD STEPS] [NAME …]`: reads the files of `benchmarks/learning/skill/prepare.py`, prints
/// one line of JSON a series, task and forecaster. The table is made of them by `table.py`.
@main struct Skill {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let folder = arguments.first else {
      print("usage: skill FOLDER [LEAD STEPS] [NAME …]")
      return
    }
    let lead = arguments.dropFirst().first.flatMap { Int($0) } ?? 5
    let wanted = arguments.dropFirst(2)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }
      .sorted()
    for file in files where wanted.isEmpty || wanted.contains(String(file.dropLast(4))) {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      let lines = text.split(separator: "\n")
      let head = lines[0].split(separator: " ").compactMap { Double($0) }
      let series = LoadSeries(
        values: lines.dropFirst().compactMap { Double($0) }, step: head[0], start: head[1])
      for task in [
        ForecastTask(target: .stepMean, step: series.step, horizon: series.step),
        ForecastTask(target: .maximumOverHorizon, step: series.step, horizon: Double(lead) * series.step),
      ] {
        try SkillRun(name: String(file.dropLast(4)), series: series, task: task).run()
      }
    }
  }
}
