import Foundation
import InputFiles
import Stochastics

/// What a validation found: measured beside simulated, and whether that is what was stated.
public struct ValidationReport: Sendable, Codable {
  /// A mean of runs.
  public struct Estimate: Sendable, Hashable, Codable {
    /// Runs.
    public var count: Int
    /// Their mean, the least and the largest.
    public var mean: Double, least: Double, largest: Double
    /// The 95 % interval of the mean (Student's t); nil for one run.
    public var lower: Double?, upper: Double?

    init?(_ values: [Double]) {
      guard let least = values.min(), let largest = values.max() else { return nil }
      count = values.count
      self.least = least
      self.largest = largest
      mean = values.reduce(0, +) / Double(values.count)
      if values.count > 1 {
        let interval = StudentTEstimate(meanOf: values).interval()
        (lower, upper) = (interval.lowerBound, interval.upperBound)
      }
    }
  }

  /// One figure of one condition.
  public struct Row: Sendable, Hashable, Codable {
    /// The condition and the figure.
    public var condition: String, figure: ValidationFigure
    /// Whether the study states that the two are equal.
    public var isExact: Bool
    /// What was measured; nil where nothing was.
    public var measured: Estimate?
    /// What was simulated; nil where it has no value.
    public var simulated: Estimate?
    /// Simulated minus measured mean.
    public var difference: Double?
    /// Whether the simulated mean lies between the least and the largest measured run.
    public var isInRange: Bool?
    /// Whether the means are equivalent within the figure's margin: two one-sided tests at 5 %, Welch's standard error.
    public var isEquivalent: Bool?
    /// Whether what was stated holds; nil where nothing was measured.
    public var holds: Bool?
  }

  /// A difference between conditions.
  public struct ContrastRow: Sendable, Hashable, Codable {
    /// Its name and figure.
    public var name: String, figure: ValidationFigure
    /// What the measured runs found, as stated.
    public var expected: ValidationStudy.Direction
    /// Paired differences.
    public var measured: Estimate?, simulated: Estimate?
    /// Two-sided p-values of the sign-flip test, exact up to ``SignFlipTest/mostPairs`` pairs.
    public var measuredP: Double?, simulatedP: Double?
    /// The simulated one, adjusted by Holm over all contrasts of the study.
    public var simulatedHolm: Double?
    /// Whether the simulated difference goes where it has to, or nowhere.
    public var holds: Bool
  }

  /// The study's name, and what was fitted and what is left out.
  public var study: String, calibrated: [String], notModelled: [String]
  /// Seeds, and the runs' wall time in seconds: the only thing that differs between two equal validations.
  public var seeds: Int, wallSeconds: Double
  /// A row for each figure of each condition, in the order of the study.
  public var rows: [Row]
  /// A row for each contrast.
  public var contrasts: [ContrastRow]

  /// Stated expectations that do not hold.
  public var failures: Int { rows.count { $0.holds == false } + contrasts.count { !$0.holds } }
}

extension ValidationReport {
  /// Compares what was simulated, by condition and in order of seeds, with what was measured.
  init(
    _ study: ValidationStudy, simulated: [String: [[ValidationFigure: Double]]], measured: MeasuredRuns,
    wallSeconds: Double
  ) {
    self.study = study.name
    calibrated = study.calibrated
    notModelled = study.notModelled
    seeds = study.seeds
    self.wallSeconds = wallSeconds
    rows = study.conditions.flatMap { condition in
      study.figures.map { figure in
        Row(
          condition.name, figure,
          simulated: simulated[condition.name, default: []].compactMap { $0[figure.kind] },
          measured: figure.isOfTable
            ? measured.constants[condition.name]?[figure.kind].map { [$0] } ?? []
            : measured.values[condition.name]?[figure.kind]?.map(\.value) ?? [])
      }
    }
    contrasts = study.contrasts.map { ContrastRow($0, simulated: simulated, measured: measured) }
    let adjusted = holmAdjusted(contrasts.map { $0.simulatedP ?? 1 })
    for index in contrasts.indices { contrasts[index].simulatedHolm = adjusted[index] }
  }
}

extension ValidationReport.Row {
  fileprivate init(
    _ condition: String, _ figure: ValidationStudy.Figure, simulated: [Double], measured: [Double]
  ) {
    self.condition = condition
    self.figure = figure.kind
    isExact = figure.isExact
    self.measured = ValidationReport.Estimate(measured)
    self.simulated = ValidationReport.Estimate(simulated)
    guard let real = self.measured, let model = self.simulated else { return }
    let difference = model.mean - real.mean
    self.difference = difference
    let size = abs(real.mean)
    isInRange = (real.least - 1e-9...real.largest + 1e-9).contains(model.mean)
    if measured.count > 1, simulated.count > 1, size > 0 {
      isEquivalent =
        Equivalence(
          StudentTEstimate(meanOf: simulated, minusMeanOf: measured),
          margins: -figure.margin * size...figure.margin * size
        ).holds
    }
    if figure.isExact {
      holds = abs(difference) <= 1e-5 && abs(model.largest - model.least) <= 1e-5
      return
    }
    let ways: [Bool?] = [
      figure.factor.map { factor in
        real.mean == model.mean
          || (min(real.mean, model.mean) > 0
            && max(real.mean, model.mean) <= factor * min(real.mean, model.mean))
      },
      figure.share.map { abs(difference) <= $0 * size }, figure.slack.map { abs(difference) <= $0 },
      figure.allowsRange ? isInRange : nil,
    ]
    let given = ways.compactMap { $0 }
    holds = given.isEmpty ? nil : given.contains(true)
  }
}

extension ValidationReport.ContrastRow {
  fileprivate init(
    _ contrast: ValidationStudy.Contrast, simulated: [String: [[ValidationFigure: Double]]],
    measured: MeasuredRuns
  ) {
    name = contrast.name
    figure = contrast.figure
    expected = contrast.expected
    let names = [contrast.from, contrast.to] + contrast.less
    let signs = [-1.0, 1, 1, -1]
    // runs of one repetition are paired
    let series = names.map { name in
      Dictionary(
        (measured.values[name]?[contrast.figure] ?? []).map { ($0.unit, $0.value) }, uniquingKeysWith: { $1 })
    }
    let units = series[0].keys.filter { unit in series.allSatisfy { $0[unit] != nil } }.sorted()
    let real = units.map { unit in zip(series, signs).reduce(0) { $0 + $1.1 * ($1.0[unit] ?? 0) } }
    let seeds = names.map { simulated[$0, default: []].count }.min() ?? 0
    let model = (0..<seeds).compactMap { seed -> Double? in
      var sum = 0.0
      for (name, sign) in zip(names, signs) {
        guard let value = simulated[name]?[seed][contrast.figure] else { return nil }
        sum += sign * value
      }
      return sum
    }
    self.measured = ValidationReport.Estimate(real)
    self.simulated = ValidationReport.Estimate(model)
    measuredP = real.isEmpty ? nil : SignFlipTest(real).pValue
    simulatedP = model.isEmpty ? nil : SignFlipTest(model).pValue
    guard let mean = self.simulated?.mean, let p = simulatedP else {
      holds = false
      return
    }
    // with n pairs no p is below 2 to the power of 1 − n
    let least = 2 / Double(1 << min(SignFlipTest.mostPairs, model.count))
    switch expected {
    case .positive: holds = mean > 0 && p <= max(0.05, least)
    case .negative: holds = mean < 0 && p <= max(0.05, least)
    case .null:
      let isInside =
        self.measured.map { mean >= $0.lower ?? $0.least && mean <= $0.upper ?? $0.largest } ?? false
      holds = p > 0.05 || isInside
    }
  }
}
