import Experiments
import Stochastics

/// What an arm pays and what it gets at each value of its own knob, and its Pareto front.
public struct KnobFront: Sendable {
  /// One value of the knob.
  public struct Point: Sendable {
    /// What was set in the arm, such as `headroom=1.2`; empty for an arm without a knob.
    public var knob: String
    /// Cost and violation, averaged over workloads.
    public var mean: ObjectivePair
    /// The same of each workload, in order of the workloads' names.
    public var workloads: [ObjectivePair]
  }

  /// The arm.
  public let arm: String
  /// Its points, cheapest first.
  public let points: [Point]
  /// Its front.
  public let front: ParetoFront

  /// Whether a point is on the front.
  public func isOnFront(_ point: Point) -> Bool { front.points.contains(point.mean) }

  /// The front of `runs`, which are all of one arm.
  ///
  /// - Parameters:
  ///   - runs: The arm's runs; the knob is what their settings vary in `arms[NAME]`.
  ///   - cost: The first objective.
  ///   - violation: The second one.
  ///   - workloads: The workloads that count, sorted.
  ///   - file: What errors call the database.
  /// - Throws: `ResultsDatabaseError` if a knob's value lacks a workload or a figure.
  init(_ runs: [StoredRun], cost: String, violation: String, workloads: [String], file: String) throws {
    let arm = runs[0].arm
    self.arm = arm
    var order: [String] = []
    var groups: [String: [Int64: StoredRun]] = [:]
    let settings = runs.map { $0.values.filter { $0.key.hasPrefix("arms[\(arm)].") } }
    // a value that is the same everywhere is no knob
    let varied = Set(settings.flatMap(\.keys)).sorted().filter { key in
      Set(settings.map { $0[key] }).count > 1
    }
    let prefix = "arms[\(arm)]."
    for (run, values) in zip(runs, settings) {
      let knob = varied.map { "\($0.dropFirst(prefix.count))=\(values[$0] ?? "")" }.joined(separator: ", ")
      if groups[knob] == nil { order.append(knob) }
      groups[knob, default: [:]][run.id] = run
    }
    points = try order.map { knob in
      // by id, so that a run which several points share counts once
      let own = groups[knob, default: [:]].sorted { $0.key < $1.key }.map(\.value)
      let pairs = try workloads.map { workload in
        let mine = own.filter { $0.workload == workload }
        let costs = mine.compactMap { $0.figures[cost] }
        let violations = mine.compactMap { $0.figures[violation] }
        guard !mine.isEmpty, costs.count == mine.count, violations.count == mine.count else {
          throw ResultsDatabaseError(
            path: file,
            reason: "arm \(arm) at \(knob.isEmpty ? "its settings" : knob) lacks a run or a figure of "
              + "\(workload.prefix(40)); a front needs every workload at every value of the knob")
        }
        let count = Double(mine.count)
        return ObjectivePair(costs.reduce(0, +) / count, violations.reduce(0, +) / count)
      }
      let count = Double(pairs.count)
      return Point(
        knob: knob,
        mean: ObjectivePair(
          pairs.reduce(0) { $0 + $1.first } / count, pairs.reduce(0) { $0 + $1.second } / count),
        workloads: pairs)
    }.sorted { ($0.mean.first, $0.mean.second) < ($1.mean.first, $1.mean.second) }
    front = ParetoFront(points.map(\.mean))
  }
}

/// The fronts of several arms at one reference point.
public struct KnobFronts: Sendable {
  /// One front, sorted by arm.
  public let fronts: [KnobFront]
  /// The objectives.
  public let cost, violation: MetricDefinition
  /// The point at which areas end.
  public let reference: ObjectivePair
  /// Whether the point was taken from the data: a tenth beyond the worst mean of any arm.
  public let isReferenceFromData: Bool
  /// How many workloads there are.
  public let workloads: Int

  /// The fronts of the arms among `runs`.
  ///
  /// - Parameters:
  ///   - runs: With the figures of both objectives.
  ///   - arms: Which arms; empty for all.
  ///   - cost: The first objective.
  ///   - violation: The second one.
  ///   - reference: Nil to take it from the data.
  ///   - file: What errors call the database.
  /// - Throws: `ResultsDatabaseError`.
  public init(
    _ runs: [StoredRun], arms: [String], cost: MetricDefinition, violation: MetricDefinition,
    reference: ObjectivePair?, file: String
  ) throws {
    let names = Set(runs.map(\.arm)).sorted()
    for arm in arms where !names.contains(arm) {
      throw ResultsDatabaseError(path: file, reason: ResultsDatabase.absence("arm", arm, among: names))
    }
    guard !runs.isEmpty else { throw ResultsDatabaseError(path: file, reason: "there is no run yet") }
    let shown = arms.isEmpty ? names : names.filter(arms.contains)
    let workloads = Set(runs.filter { shown.contains($0.arm) }.map(\.workload)).sorted()
    fronts = try shown.map { arm in
      try KnobFront(
        runs.filter { $0.arm == arm }, cost: cost.name, violation: violation.name, workloads: workloads,
        file: file)
    }
    self.cost = cost
    self.violation = violation
    self.workloads = workloads.count
    isReferenceFromData = reference == nil
    let all = fronts.flatMap { $0.points.map(\.mean) }
    self.reference =
      reference
      ?? ObjectivePair(1.1 * (all.map(\.first).max() ?? 0), max(1.1 * (all.map(\.second).max() ?? 0), 0.1))
  }

  /// Refuses a baseline that is no arm of these.
  ///
  /// - Throws: `ResultsDatabaseError`.
  public func checkBaseline(_ name: String, file: String) throws {
    guard !fronts.contains(where: { $0.arm == name }) else { return }
    throw ResultsDatabaseError(
      path: file, reason: ResultsDatabase.absence("arm", name, among: fronts.map(\.arm)))
  }

  /// The area that `front` covers, in the product of the objectives' units.
  public func hypervolume(_ front: KnobFront) -> Double { front.front.hypervolume(reference: reference) }

  /// How much more area an arm's front covers than the baseline's; nil with fewer than two workloads.
  public func difference(_ front: KnobFront, from baseline: KnobFront) -> HypervolumeDifference? {
    guard workloads > 1 else { return nil }
    return HypervolumeDifference(
      treatment: front.points.map(\.workloads), baseline: baseline.points.map(\.workloads),
      reference: reference)
  }
}
