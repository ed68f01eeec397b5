import Foundation
import Testing

@testable import Experiments

@Suite("Experiments")
struct ExperimentTests {
  static let head = "format: forescale/experiment/v1\nname: e\nscenario: s.yaml\n"

  private func values(_ parameters: String) throws -> [[String]] {
    let text = Self.head + "parameters:\n" + parameters
    return try Experiment(yaml: text, file: "e.yaml").variations.map { $0.map { "\($0.path)=\($0.value)" } }
  }

  @Test("a grid is every value with every other, the last axis fastest")
  func grid() throws {
    let found = try values("  grid:\n    a.b: [1, 2]\n    c: [x, y, z]\n")
    #expect(
      found == [
        ["a.b=1", "c=x"], ["a.b=1", "c=y"], ["a.b=1", "c=z"], ["a.b=2", "c=x"], ["a.b=2", "c=y"],
        ["a.b=2", "c=z"],
      ])
  }

  @Test("zip takes the lists side by side, and designs multiply")
  func zip() throws {
    let found = try values("  grid:\n    g: [1, 2]\n  zip:\n    a: [1s, 2s]\n    b: [{x: 1}, {x: 2}]\n")
    #expect(found.count == 4)
    #expect(found[3] == ["g=2", "a=2s", "b=x: 2"])
  }

  @Test("a range gives its ends and what lies evenly between")
  func range() throws {
    let linear = try values("  grid:\n    a: {from: 10s, to: 1m, count: 3}\n")
    #expect(linear == [["a=10s"], ["a=35s"], ["a=60s"]])
    // 1, 10^(2/3) = 4.64159, 10^(4/3) = 21.5443, 100
    let log = try values("  grid:\n    a: {from: 1, to: 100, count: 4, scale: log}\n")
    #expect(log == [["a=1"], ["a=4.64159"], ["a=21.5443"], ["a=100"]])
    let whole = try values("  grid:\n    a: {from: 1, to: 4, count: 2, whole: true}\n")
    #expect(whole == [["a=1"], ["a=4"]])
  }

  @Test("a Latin hypercube meets each of its strata once in every axis, random draws do not")
  func latinHypercube() throws {
    func strata(_ kind: String) throws -> [Set<Int>] {
      let text =
        "  \(kind):\n    count: 20\n    of:\n      a: {from: 0, to: 20}\n      b: {from: 0, to: 20}\n"
      let points = try Experiment(yaml: Self.head + "parameters:\n" + text, file: "e.yaml").variations
      #expect(points.count == 20)
      return [0, 1].map { axis in Set(points.map { Int(Double($0[axis].value) ?? -1) }) }
    }
    #expect(try strata("latin_hypercube") == [Set(0..<20), Set(0..<20)])
    #expect(try strata("random")[0].count < 20)
  }

  @Test(
    "a mistake is told with its place",
    arguments: [
      ("seeds: 0\n", "seeds: expected how many (1 to 100000) or a list of different whole numbers"),
      ("seeds: [1, 1]\n", "seeds: expected how many (1 to 100000) or a list of different whole numbers"),
      (
        "timeline: 1e-308s\n",
        "timeline: is shorter than a second; allowed are 0s (no timeline) and 1s to 1 day"
      ),
      ("parameter: {}\n", "parameter: unknown key; did you mean 'parameters'?"),
      (
        "parameters: {zip: {a: [1], b: [1, 2]}}\n",
        "parameters.zip: its lists have to be equally long, they have: a 1, b 2"
      ),
      (
        "parameters: {grid: {a: 5}}\n",
        "parameters.grid.a: expected a list of values, or a range with from, to and count"
      ),
      (
        "parameters: {grid: {a: {from: 1s, to: 5Gi, count: 2}}}\n",
        "parameters.grid.a.from: '1s' and '5Gi' are no two numbers of the same unit"
      ),
      (
        "parameters: {grid: {a: {from: 0, to: 5, count: 2, scale: log}}}\n",
        "parameters.grid.a.scale: a logarithmic range has to lie above 0"
      ),
      (
        "parameters: {random: {count: 2, of: {}}}\n",
        "parameters.random.of: missing; at least one key with its range is expected"
      ),
      (
        "parameters: {random: {count: 1000000, of: {a: {from: 0, to: 1}}}}\nseeds: 2\n",
        "parameters: 2000000 variations and seeds; allowed are at most 1000000"
      ),
      // 1000⁷ overflows a whole number
      (
        "parameters: {grid: {"
          + (0..<7).map { "a\($0): {from: 1, to: 1000, count: 1000}" }.joined(separator: ", ") + "}}\n",
        "parameters: 1e+21 variations and seeds; allowed are at most 1000000"
      ),
      (
        "parameters: {grid: {a: {from: 1s, to: 1e308d, count: 3}}}\n",
        "parameters.grid.a.to: 1e308d is out of range; allowed are 0 and sizes from 1e-100s to 1e+100s"
      ),
      (
        "parameters: {grid: {a: {from: 5e-324, to: 1, count: 3, scale: log}}}\n",
        "parameters.grid.a.from: 5e-324 is out of range; allowed are 0 and sizes from 1e-100 to 1e+100"
      ),
      (
        "parameters: {grid: {a: {from: 1, to: 1e19, count: 3, whole: true}}}\n",
        "parameters.grid.a.to: 1e19 is out of range; allowed are 0 and sizes from 1e-15 to 1e+15"
      ),
      (
        "parameters: {grid: {a: {from: 0, to: 1, count: 9}, b: {from: 0, to: 1, count: 1000000}}}\n",
        "parameters.grid.b.count: 1000009 values of ranges so far; allowed are at most 1000000"
      ),
      (
        "seeds: [18446744073709551615]\n",
        "seeds: expected how many (1 to 100000) or a list of different whole numbers"
      ),
    ])
  func mistakes(text: String, sentence: String) throws {
    let error = #expect(throws: ScenarioError.self) {
      try Experiment(yaml: Self.head + text, file: "e.yaml")
    }
    #expect(error?.issues == [sentence])
  }
}
