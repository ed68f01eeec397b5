/// Says how many replicas a service will need over the coming actuation lead, from 33 features of its metrics.
///
/// A random forest learns the *right* label: the fewest replicas that meet the objective under the largest load of the
/// lead, as the one demand function says. It learns the label minus what the load measured now demands (a real number),
/// so that a forest that has learned nothing repeats the present, and a load above all that was trained on is answered.
public struct ReplicaPredictor: Sendable {
  /// The forest that predicts the difference.
  public let forest: RandomForest
  /// What it reads.
  public let features: FeatureSet
  /// How far ahead it looks, in seconds from the decision.
  public let lead: Double
  /// Requests a second that one replica carries within the objective.
  public let ratePerReplica: Double
  /// What it was fitted on.
  public let fitting: FittingRecord
  /// (D): medians of the training part, which stand for missing values.
  let fill: [Float]

  init(
    forest: RandomForest, step: Double, lead: Double, ratePerReplica: Double, fitting: FittingRecord,
    fill: [Float]
  ) {
    self.forest = forest
    features = FeatureCatalogue.replicaPredictor(step: step)
    self.lead = lead
    self.ratePerReplica = ratePerReplica
    self.fitting = fitting
    self.fill = fill
  }

  /// What the forest says of one step.
  public struct Answer: Sendable, Hashable {
    /// Replicas needed, rounded; at least 0.
    public var replicas: Int
    /// Share of the trees that round to the same number, 0…1.
    public var confidence: Double
  }

  /// The prediction for a row of features under the load measured with it.
  ///
  /// - Parameters:
  ///   - row: D features in the order of `features`; missing ones are filled in.
  ///   - load: Requests a second over the newest step.
  public func answer(_ row: [Double], load: Double) -> Answer {
    precondition(row.count == fill.count, "\(fill.count) features expected, \(row.count) given")
    let present = load / ratePerReplica
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: row.count) { filled in
      for index in row.indices {
        filled.initializeElement(at: index, to: Self.filled(row[index], fill[index]))
      }
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: forest.treeCount) { votes in
        forest.votes(row: UnsafeBufferPointer(filled), into: votes)
        var sum = 0.0
        for vote in votes { sum += vote }
        // a forest from a file may say anything; no service has so many
        let replicas = min(1e9, max(0, (present + sum / Double(votes.count)).rounded()))
        var agree = 0.0
        for vote in votes where max(0, (present + vote).rounded()) == replicas { agree += 1 }
        return Answer(replicas: Int(replicas), confidence: agree / Double(votes.count))
      }
    }
  }

  static func filled(_ value: Double, _ fill: Float) -> Float {
    let single = Float(value)
    return single.isFinite ? single + 0 : fill
  }

  /// The table that the forest reads for some rows, missing values filled in.
  public func table(of rows: Matrix<Double>) throws -> FeatureTable {
    try Self.table(of: rows, fill: fill)
  }

  static func table(of rows: Matrix<Double>, fill: [Float]) throws -> FeatureTable {
    var values = [Float](repeating: 0, count: rows.elements.count)
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        values[column * rows.rows + row] = filled(rows[row, column], fill[column])
      }
    }
    return try FeatureTable(columnMajor: values, rowCount: rows.rows, featureCount: rows.columns)
  }
}

/// What a replica predictor learns from and is judged on: N steps.
public struct ReplicaExamples: Sendable {
  /// (N × D) features at each step.
  public var rows: Matrix<Double>
  /// (N) requests a second measured with them.
  public var loads: [Double]
  /// (N) replicas asked for at the time.
  public var current: [Int]
  /// (N) the fewest replicas that meet the objective over the coming lead.
  public var needed: [Int]

  /// Examples of the given contents.
  ///
  /// - Precondition: All have N entries.
  public init(rows: Matrix<Double>, loads: [Double], current: [Int], needed: [Int]) {
    precondition(
      rows.rows == loads.count && loads.count == current.count && current.count == needed.count,
      "\(rows.rows), \(loads.count), \(current.count), \(needed.count) steps")
    self.rows = rows
    self.loads = loads
    self.current = current
    self.needed = needed
  }
}

/// How a replica predictor is fitted.
public struct ReplicaPredictorConfiguration: Hashable, Sendable, Codable {
  /// The forest.
  public var forest: RandomForestConfiguration
  /// Most rows that are learned from; more are thinned out evenly.
  public var maximumRows: Int

  /// 200 trees of leaves of at least 5 rows on a third of the features a split, from at most 30,000 rows.
  public init(seed: UInt64 = 1, treeCount: Int = 200, maximumRows: Int = 30_000) {
    forest = RandomForestConfiguration(
      treeCount: treeCount, minimumLeafRows: 5, features: .third, seed: seed)
    self.maximumRows = maximumRows
  }

  /// Fits a predictor.
  ///
  /// - Parameters:
  ///   - examples: Of the training part alone.
  ///   - step: Length of a step, in seconds.
  ///   - lead: How far ahead the labels look, in seconds.
  ///   - ratePerReplica: Requests a second that one replica carries within the objective.
  ///   - fitting: Where the examples come from.
  ///   - threads: Any number gives the same model.
  /// - Throws: `LearningError` where there is nothing to learn from.
  public func fit(
    _ examples: ReplicaExamples, step: Double, lead: Double, ratePerReplica: Double, fitting: FittingRecord,
    threads: Int = 1
  ) throws -> ReplicaPredictor {
    let count = examples.loads.count
    guard count >= 20 else {
      throw LearningError("A replica predictor needs at least 20 steps to learn from; there are \(count).")
    }
    let thinning = max(1, (count + maximumRows - 1) / maximumRows)
    let picked = Array(stride(from: 0, to: count, by: thinning))
    let width = examples.rows.columns
    var rows = Matrix<Double>(rows: picked.count, columns: width)
    for (place, row) in picked.enumerated() {
      for column in 0..<width { rows[place, column] = examples.rows[row, column] }
    }
    let fill = (0..<width).map { column -> Float in
      let there = (0..<picked.count).map { rows[$0, column] }.filter { Float($0).isFinite }.sorted()
      return there.isEmpty ? 0 : Float(there[there.count / 2])
    }
    let targets = picked.map { Double(examples.needed[$0]) - examples.loads[$0] / ratePerReplica }
    return ReplicaPredictor(
      forest: try forest.fit(
        try ReplicaPredictor.table(of: rows, fill: fill), targets: targets, threads: threads),
      step: step, lead: lead, ratePerReplica: ratePerReplica, fitting: fitting, fill: fill)
  }
}
