import Foundation
import Stochastics
import Testing

@testable import Workloads

@Suite("The Borg cell generator")
struct BorgCellTests {
  static var small: BorgCellParameters {
    var parameters = BorgCellParameters()
    parameters.machines = 3
    parameters.hours = 1
    parameters.jobsPerHour = 30_000
    return parameters
  }

  private func folder(_ file: TemporaryFile) -> String { String(file.path.dropLast(2)) }

  @Test("the same seed gives the same bytes, another seed others; a table alone is the same as with the rest")
  func seeds() throws {
    var bytes: [[Data]] = []
    var files: [TemporaryFile] = []
    for seed in [5, 5, 6] as [UInt64] {
      var parameters = Self.small
      parameters.seed = seed
      let file = try TemporaryFile("x")
      files.append(file)
      try BorgCellGenerator(parameters).write(to: folder(file))
      bytes.append(
        try BorgTable.allCases.map {
          try Data(contentsOf: URL(fileURLWithPath: folder(file) + "/" + $0.fileName))
        })
    }
    #expect(bytes[0] == bytes[1])
    for (table, pair) in zip(BorgTable.allCases, zip(bytes[0], bytes[2])) {
      #expect(pair.0 != pair.1, "\(table)")
      #expect(pair.0[4..<8].allSatisfy { $0 == 0 }, "the gzip header holds a time")
    }
    var parameters = Self.small
    parameters.seed = 5
    let alone = try TemporaryFile("alone")
    let rows = try BorgCellGenerator(parameters).write(.instanceEvents, to: alone.path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: alone.path)) == bytes[0][3])
    #expect(try InstanceEventsFile(alone.path).read { _ in }.rows == rows)
  }

  @Test("the project's readers take every row of the tables")
  func readers() throws {
    let file = try TemporaryFile("x")
    let rows = try BorgCellGenerator(Self.small).write(to: folder(file))
    let path = { (table: BorgTable) in self.folder(file) + "/" + table.fileName }
    let machines = try MachineEventsFile(path(.machineEvents)).read { _ in }
    let instances = try InstanceEventsFile(path(.instanceEvents)).read { _ in }
    var full = 0
    let usage = try UsageFile(path(.instanceUsage), withPercentiles: true).read { row in
      full += row.cpuPercentiles.count / 20
    }
    #expect(machines.delivered == rows[.machineEvents] && machines.delivered >= 3)
    #expect(instances.delivered == rows[.instanceEvents] && instances.delivered > 200)
    #expect(usage.delivered == rows[.instanceUsage] && usage.duplicates == 0 && usage.shortWindows > 20)
    // 4.2 % of the rows have no distribution.
    #expect(full < usage.rows && full > usage.rows * 9 / 10)
  }

  @Test("the recipe beside the tables is the parameters")
  func recipe() throws {
    let file = try TemporaryFile("x")
    var parameters = Self.small
    parameters.tiers[1].dailySwing = 0.5
    try BorgCellGenerator(parameters).writeRecipe(to: file.path)
    #expect(try BorgCellGenerator.readRecipe(file.path) == parameters)
    let wrong = try TemporaryFile("x", content: "{}")
    let sentence =
      "\(wrong.path): is no recipe of a Borg cell; needed is the recipe.json of a generated cell."
    #expect(throws: WorkloadError(sentence)) { try BorgCellGenerator.readRecipe(wrong.path) }
    #expect(throws: WorkloadError("/none: cannot be opened; a readable recipe is needed.")) {
      try BorgCellGenerator.readRecipe("/none")
    }
    #expect(
      throws: WorkloadError("/none/recipe.json: cannot be written; a path in a folder that exists is needed.")
    ) {
      try BorgCellGenerator(Self.small).write(to: "/none")
    }
  }

  typealias Change = @Sendable (inout BorgCellParameters) -> Void
  static let mistakes: [(change: Change, sentence: String)] = [
    ({ $0.version = 7 }, "version is 7; this generator is version 1."),
    ({ $0.machines = 0 }, "machines is 0; allowed are 1 to 20000."),
    ({ $0.hours = 745 }, "hours is 745; allowed are 1 to 744."),
    ({ $0.machineShapes = [] }, "machineShapes is empty; at least one shape is needed."),
    ({ $0.machineShapes[1].cpu = 2 }, "machineShapes[1].cpu is 2.0; allowed are 0.001 to 1.0."),
    ({ $0.utilization = .nan }, "utilization is nan; allowed are 0.01 to 0.9."),
    (
      { $0.resubmissionsPerInstance = 0.1 },
      "resubmissionsPerInstance is 0.1; allowed are 0 and numbers from resubmittedShare, 0.4, up."
    ),
    (
      { $0.endShares = [1, 1, 0] }, "endShares: 1.0, 1.0, 0.0; allowed are 3 numbers from 0 up that sum to 1."
    ),
    ({ $0.instanceVariance = 0.9 }, "jobVariance + instanceVariance is 1.05; allowed are 0.0 to 1.0."),
    (
      { $0.tiers.removeLast() },
      "tiers has 4 entries; needed are 5: free, batch, mid, production, monitoring."
    ),
    ({ $0.tiers[3].dailySwing = -2 }, "tiers[production].dailySwing is -2.0; allowed are -1.0 to 1.0."),
    (
      { $0.tiers[0].jobShare = 0.5 },
      "jobShare of the tiers: 0.5, 0.55, 0.05, 0.14, 0.01; allowed are 5 numbers from 0 up that sum to 1."
    ),
    (
      { $0.tiers[2].memoryUsedOverRequested.values[6] = 3 },
      "tiers[mid].memoryUsedOverRequested has the value 3.0; allowed are 0.0 to 1.0."
    ),
    (
      { $0.sizes.cpuHours.values.removeLast() },
      "sizes.cpuHours has 5 levels and 4 values; allowed are as many of both, 2 or more."
    ),
    (
      { $0.sizes.cpuHours.levels[2] = 0.2 },
      "sizes.cpuHours has the level 0.2 at place 2; allowed are levels that ascend between 0 and 1."
    ),
    (
      { $0.sizes.cpuRequest.values[0] = 0 },
      "sizes.cpuRequest has the value 0.0 at place 0; allowed are positive values that ascend."
    ),
    ({ $0.sizes.tailBend = 1 }, "sizes.tailBend is 1.0; allowed are 69.7 to 1000000000.0."),
    ({ $0.withinWindow = [1] }, "withinWindow has 1 numbers; allowed are 19, for 0…90 and 91…99 %."),
    (
      { $0.withinWindow[3] = 0 },
      "withinWindow has 0.0 at place 3; allowed are numbers from 0 up that ascend."
    ),
    ({ $0.maximumOverMean.values[0] = 0.5 }, "maximumOverMean has the value 0.5; allowed are 1.0 to inf."),
  ]

  @Test("wrong parameters are named", arguments: mistakes)
  func refused(change: Change, sentence: String) throws {
    var parameters = BorgCellParameters()
    try parameters.validate()
    change(&parameters)
    let error = #expect(throws: WorkloadError.self) { try BorgCellGenerator(parameters) }
    #expect(error?.description == sentence)
  }

  @Test("moments of the job sizes are those of a fine grid of quantiles")
  func moments() {
    let sizes = BorgJobSizes(BorgJobSizeParameters())
    // A sum over steps of the normal score; beyond 8 lies a probability of 10⁻¹⁵.
    for (order, level) in [(1.0, 0.0), (1, 0.99), (1, 0.999), (2, 0)] {
      let from = level > 0 ? normalQuantile(level) : -8
      let steps = 40_000
      let width = (8 - from) / Double(steps)
      var sum = 0.0
      for step in 0..<steps {
        let score = from + (Double(step) + 0.5) * width
        let density = (-score * score / 2).exponential / (2 * Double.pi).squareRoot()
        let size = sizes.cpuHours(score: score)
        sum += density * width * (order == 2 ? size * size : size)
      }
      // The step is 4·10⁻⁴, the integrand's kinks and the cut at the maximum leave less than 10⁻³.
      #expect(abs(sizes.moment(order, aboveLevel: level) / sum - 1) < 1e-3, "order \(order) above \(level)")
    }
  }

  @Test("priorities fall into the published tiers")
  func tiers() {
    let cases: [(Int, BorgTier)] = [
      (0, .free), (99, .free), (100, .batch), (115, .batch), (116, .mid), (119, .mid), (120, .production),
      (359, .production), (360, .monitoring), (450, .monitoring),
    ]
    for (priority, tier) in cases { #expect(BorgTier(priority: priority) == tier) }
    for tier in BorgTier.allCases { #expect(BorgTier(priority: tier.typicalPriority) == tier) }
  }

  @Test("numbers keep ten binary digits and small ones become 0")
  func numbers() {
    var numbers = BinaryNumberText()
    // 0.3 · 2¹¹ = 614.4 → 614 / 2¹¹; 1023.5 / 2¹⁰ → 1; below 2⁻²⁰ → 0.
    for (value, text) in [
      (0.3, "0.2998046875"), (1023.5 / 1024, "1.0"), (0x1p-21, "0"), (0x1p-20, "9.5367431640625e-07"),
    ] {
      var result = ""
      numbers.append(value, to: &result)
      numbers.append(value, to: &result)
      #expect(result == text + text && BinaryNumberText.rounded(value) == Double(text))
    }
  }
}

extension Double {
  /// e to this power.
  fileprivate var exponential: Double { Foundation.exp(self) }
}
