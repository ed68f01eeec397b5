import Foundation
import Testing

@Suite("The command")
struct CommandTests {
  @Test(arguments: [
    [], ["run"], ["reproduce"], ["train"], ["evaluate"], ["trace"], ["trace", "synthesize"], ["dump"],
    ["bench"],
  ])
  func helpHasAnExample(command: [String]) throws {
    let outcome = try Binary.run(command + ["--help"], in: Binary.scratch())
    #expect(outcome.code == 0 && outcome.errors == "")
    #expect(outcome.output.contains("OVERVIEW: ") && outcome.output.contains("USAGE: forescale"))
    #expect(command == ["trace"] || outcome.output.contains("EXAMPLE\n  forescale"))
  }

  @Test func trainRunEvaluateOnASmallMonth() throws {
    let folder = try Binary.scratch()
    let scenario = try String(
      contentsOf: Binary.root.appendingPathComponent("scenarios/google-2019-service.yaml"), encoding: .utf8
    )
    .replacingOccurrences(of: "hidden: 24, epochs: 20", with: "hidden: 4, epochs: 1")
    .replacingOccurrences(of: "hidden: 32, epochs: 60", with: "hidden: 4, epochs: 1")
    .replacingOccurrences(of: ", tune: true", with: "")
    try Data(scenario.utf8).write(to: folder.appendingPathComponent("s.yaml"))

    let month = Binary.root.appendingPathComponent("traces/service-month.json.gz").path
    let train = try Binary.run(
      ["train", "s.yaml", "--trace", month, "--forecaster", "lstm-direct", "--out", "direct.model"],
      in: folder)
    #expect(train.code == 0, "\(train.errors)")
    let given = ["--trace", month, "--model", "lstm-direct=direct.model"]
    let evaluated = try Binary.run(["evaluate", "s.yaml"] + given, in: folder)
    #expect(evaluated.code == 0 && evaluated.output.contains("lstm-direct"))
    let outcome = try Binary.run(["run", "s.yaml", "--out", "r.sqlite", "--json"] + given, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let arms = try #require(document["arms"] as? [[String: Any]])
    #expect(arms.count == 8)
    for arm in arms {
      let metrics = try #require(arm["metrics"] as? [String: Double])
      #expect(try #require(metrics["node_cost"]) > 0)
    }
    let again = try Binary.run(
      ["run", "s.yaml", "--out", "again.sqlite", "--threads", "1"] + given, in: folder)
    #expect(again.code == 0)
    let dumps = try ["r.sqlite", "again.sqlite"].map { try Binary.run(["dump", $0], in: folder).output }
    #expect(dumps[0] == dumps[1] && dumps[0].count > 100_000)
    for file in [
      "r.sqlite", "lstm-direct.model", "plots/demand-and-supply.svg", "plots/cost-and-violation.png",
    ] {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path), "no \(file)")
    }
  }
}
