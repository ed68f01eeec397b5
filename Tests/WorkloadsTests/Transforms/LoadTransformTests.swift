import Foundation
import SimulationKernel
import Stochastics
import Testing

@testable import Workloads

/// Transforms of the rates 1, 3, 5, 7 in steps of 10 s, and what comes out.
struct TransformCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let transforms: [LoadTransform]
  let rates: [Double]
  let resolution: SimulationDuration

  init(_ name: String, _ transforms: [LoadTransform], _ rates: [Double], resolution: Int64 = 10) {
    testDescription = name
    self.transforms = transforms
    self.rates = rates
    self.resolution = .seconds(resolution)
  }

  static let all = [
    TransformCase("nothing", [], [1, 3, 5, 7]),
    // The mean is 4.
    TransformCase("to a mean", [.scaleToMean(rate: 8)], [2, 6, 10, 14]),
    TransformCase("by a factor", [.scale(factor: 0.5)], [0.5, 1.5, 2.5, 3.5]),
    TransformCase("to nothing", [.scale(factor: 0)], [0, 0, 0, 0]),
    TransformCase("later, around", [.shift(time: .seconds(10), edge: .wrap)], [7, 1, 3, 5]),
    TransformCase("earlier, around", [.shift(time: .seconds(-10), edge: .wrap)], [3, 5, 7, 1]),
    TransformCase("more than once around", [.shift(time: .seconds(90), edge: .wrap)], [7, 1, 3, 5]),
    TransformCase("later, held", [.shift(time: .seconds(20), edge: .hold)], [1, 1, 1, 3]),
    TransformCase("earlier, held", [.shift(time: .seconds(-50), edge: .hold)], [7, 7, 7, 7]),
    TransformCase("cropped", [.crop(from: .seconds(10), to: .seconds(30))], [3, 5]),
    TransformCase("repeated", [.repeat(span: .seconds(60))], [1, 3, 5, 7, 1, 3]),
    TransformCase("cut by repeating", [.repeat(span: .seconds(20))], [1, 3]),
    TransformCase("coarser", [.resample(resolution: .seconds(20))], [2, 6], resolution: 20),
    TransformCase("finer", [.resample(resolution: .seconds(5))], [1, 1, 3, 3, 5, 5, 7, 7], resolution: 5),
    // Steps of 8 s: 1 | (2·1 + 6·3)/8 = 2.5 | (4·3 + 4·5)/8 = 4 | (6·5 + 2·7)/8 = 5.5 | 7.
    TransformCase(
      "to other borders", [.resample(resolution: .seconds(8))], [1, 2.5, 4, 5.5, 7], resolution: 8),
    TransformCase("capped", [.cap(rate: 4)], [1, 3, 4, 4]),
    TransformCase("slower", [.stretch(factor: 2)], [1, 1, 3, 3, 5, 5, 7, 7]),
    TransformCase("faster", [.stretch(factor: 0.5)], [2, 6]),
    // Six steps of two thirds of an old one: 1, (1 + 3)/2, 3, 5, 6, 7.
    TransformCase("half as slow again", [.stretch(factor: 1.5)], [1, 2, 3, 5, 6, 7]),
    TransformCase(
      "mixed",
      [.mix(weight: 0.5, others: [LoadShare(load: "flat", weight: 2), LoadShare(load: "peak", weight: 1)])],
      [4.5, 15.5, 6.5, 7.5]),
    TransformCase("superposed", [.superpose(loads: ["flat", "flat"])], [5, 7, 9, 11]),
    TransformCase(
      "one after the other",
      [.cap(rate: 5), .shift(time: .seconds(10), edge: .wrap), .scaleToMean(rate: 7)], [10, 2, 6, 10]),
    TransformCase(
      "noise of no size",
      [.fluctuate(LoadFluctuation(coefficientOfVariation: 0, correlationTime: .seconds(9)))], [1, 3, 5, 7]),
  ]
}

@Suite("Transforms of a load")
struct LoadTransformTests {
  static let load = LoadProfile(resolution: .seconds(10), rates: [1, 3, 5, 7])
  static let named = [
    "flat": LoadProfile(resolution: .seconds(10), rates: [2, 2, 2, 2]),
    "peak": LoadProfile(resolution: .seconds(10), rates: [0, 10, 0, 0]),
    "long": LoadProfile(resolution: .seconds(10), rates: [1, 1, 1, 1, 1]),
  ]

  @Test("worked by hand", arguments: TransformCase.all)
  func byHand(_ example: TransformCase) throws {
    let result = try Self.load.applying(example.transforms, named: Self.named)
    #expect(result.resolution == example.resolution && result.rates.count == example.rates.count)
    #expect(zip(result.rates, example.rates).allSatisfy { abs($0 - $1) < 1e-14 }, "\(result.rates)")
  }

  @Test(
    "the requests are kept where the step only changes its length", arguments: [1, 4, 16, 25, 100] as [Int64])
  func requests(resolution: Int64) throws {
    let rates = (0..<200).map { Double($0 * 37 % 101) / 7 }
    let load = LoadProfile(resolution: .seconds(10), rates: rates)
    let other = try load.applying([.resample(resolution: .seconds(resolution))])
    #expect(other.span == load.span && abs(other.mean - load.mean) < 1e-12 * load.mean)
    let slow = try load.applying([.stretch(factor: 1.7)])
    #expect(slow.rates.count == 340 && abs(slow.mean - load.mean) < 1e-12 * load.mean)
  }

  @Test("noise keeps the mean, and depends on seed and place in the list")
  func noise() throws {
    let flat = LoadProfile(resolution: .seconds(10), rates: [Double](repeating: 20, count: 5000))
    let noise = LoadTransform.fluctuate(
      LoadFluctuation(coefficientOfVariation: 0.3, correlationTime: .seconds(1)))
    let one = try flat.applying([noise], seed: 1)
    #expect(abs(one.mean - 20) < 1e-11)
    #expect(try one == flat.applying([noise], seed: 1))
    #expect(try one != flat.applying([noise], seed: 2))
    #expect(try one != flat.applying([.scale(factor: 1), noise], seed: 1))
    // Independent steps: the variance over mean² is 0.09; that of a log-normal's sample variance from 5000 is within
    // 10 %: its kurtosis at c = 0.3 is 4.6, so √((4.6 − 1)/5000) = 2.7 %, times 3.5.
    let variance = SampleMean(one.rates.map { ($0 - 20) * ($0 - 20) / 400 }).mean
    #expect(abs(variance / 0.09 - 1) < 3.5 * 0.027)
  }

  @Test("a list of transforms is plain data")
  func coding() throws {
    for example in TransformCase.all {
      let data = try JSONEncoder().encode(example.transforms)
      #expect(try JSONDecoder().decode([LoadTransform].self, from: data) == example.transforms)
    }
  }

  static let refusals: [(LoadTransform, String)] = [
    (
      .scaleToMean(rate: 0),
      "scaleToMean: the mean rate is 0.0 requests per second; allowed are finite numbers above 0."
    ),
    (.scale(factor: -1), "scale: the factor is -1.0; allowed are finite numbers from 0 up."),
    (
      .shift(time: .seconds(7), edge: .wrap),
      "shift: the time is 7.0 s; allowed are multiples of the resolution, 10.0 s."
    ),
    (
      .crop(from: .seconds(30), to: .seconds(20)),
      "crop: the part runs from 30.0 to 20.0 s; the start must be 0 s or later and before the end."
    ),
    (
      .crop(from: .zero, to: .seconds(50)),
      "crop: the end is 50.0 s; allowed are times up to the load's end, 40.0 s."
    ),
    (.repeat(span: .zero), "repeat: the span is 0.0 s; allowed are spans above 0 s."),
    (
      .repeat(span: .seconds(25)),
      "repeat: the span is 25.0 s; allowed are multiples of the resolution, 10.0 s."
    ),
    (.resample(resolution: .zero), "resample: the resolution is 0.0 s; allowed are resolutions above 0 s."),
    (
      .resample(resolution: .seconds(7)),
      "resample: the resolution is 7.0 s; allowed are divisors of the load's span, 40.0 s."
    ),
    (
      .cap(rate: .nan),
      "cap: the highest rate is nan requests per second; allowed are finite numbers from 0 up."
    ),
    (.stretch(factor: 0), "stretch: the factor is 0.0; allowed are finite numbers above 0."),
    (
      .stretch(factor: 1e12),
      "stretch: the load would have 4000000000000.0 steps of 10.0 s; allowed are at most 50000000. Times in a wrong unit "
        + "make many, a coarser resolution makes fewer."
    ),
    (
      .mix(weight: 1, others: [LoadShare(load: "flat", weight: -2)]),
      "mix: the weight of the load \"flat\" is -2.0; allowed are finite numbers from 0 up."
    ),
    (
      .superpose(loads: ["falt"]),
      "superpose: there is no load \"falt\", the nearest name is \"flat\"; there are flat, long, peak."
    ),
    (
      .superpose(loads: ["long"]),
      "superpose: one load has 4 steps of 10.0 s, another 5 of 10.0 s; resample, crop or repeat one of them."
    ),
  ]

  @Test("what cannot be done is refused", arguments: refusals)
  func refused(_ transform: LoadTransform, _ sentence: String) {
    #expect(throws: WorkloadError("transform 2, \(sentence)")) {
      try Self.load.applying([.cap(rate: 100), transform], named: Self.named)
    }
  }

  @Test("nothing of nothing is refused")
  func empty() {
    #expect(
      throws: WorkloadError("transform 2, scaleToMean: the load is 0 in all of 4 steps; some load is needed.")
    ) { try Self.load.applying([.scale(factor: 0), .scaleToMean(rate: 1)]) }
    #expect(throws: WorkloadError("transform 1, superpose: there is no load \"x\", nor any other load.")) {
      try Self.load.applying([.superpose(loads: ["x"])])
    }
    // A file may hold what the initializer would not take.
    let json = Data(#"{"coefficientOfVariation":-1,"correlationTime":{"nanoseconds":0}}"#.utf8)
    let noise = try? JSONDecoder().decode(LoadFluctuation.self, from: json)
    #expect(
      noise?.problems() == [
        "the coefficient of variation is -1.0; allowed are finite numbers from 0 up.",
        "the correlation time is 0.0 s; allowed are times above 0 s.",
      ])
  }
}
