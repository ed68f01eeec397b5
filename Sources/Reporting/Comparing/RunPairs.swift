import Stochastics

/// The runs of two arms, side by side: equal experiment, settings, seed, part and input files of the load.
public struct RunPairs: Sendable {
  /// One pair.
  public struct Pair: Sendable {
    /// The run compared against.
    public var baseline: StoredRun
    /// The run under test.
    public var treatment: StoredRun
  }

  /// The pairs, in the order of the treatment's runs; points that share both runs give one.
  public let pairs: [Pair]
  /// Runs of the baseline that have no partner.
  public let unpairedBaseline: [StoredRun]
  /// Runs of the treatment that have no partner.
  public let unpairedTreatment: [StoredRun]

  /// Pairs the runs of two arms. Of several runs that cannot be told apart by what pairs them, the last one counts.
  public init(baseline: [StoredRun], treatment: [StoredRun]) {
    var partners: [[String]: [StoredRun]] = [:]
    for run in baseline { partners[run.point, default: []].append(run) }
    var pairs: [Pair] = []
    var alone: [StoredRun] = []
    var met: Set<[String]> = []
    var seen: Set<[Int64]> = []
    for run in treatment {
      let candidates = partners[run.point] ?? []
      guard
        let partner = candidates.last(where: { $0.inputs == run.inputs })
          ?? candidates.last(where: { run.sharedInputs(with: $0) != nil })
      else {
        alone.append(run)
        continue
      }
      met.insert(partner.point + [partner.inputs])
      guard seen.insert([partner.id, run.id]).inserted else { continue }
      var pair = Pair(baseline: partner, treatment: run)
      let shared = run.sharedInputs(with: partner) ?? ""
      (pair.baseline.inputs, pair.treatment.inputs) = (shared, shared)
      pairs.append(pair)
    }
    self.pairs = pairs
    unpairedTreatment = alone
    unpairedBaseline = baseline.filter { !met.contains($0.point + [$0.inputs]) }
  }

  /// Pairs that were made already.
  init(pairs: [Pair]) {
    self.pairs = pairs
    unpairedBaseline = []
    unpairedTreatment = []
  }

  /// How many workloads there are.
  var workloads: Int { Set(pairs.map(\.treatment.workload)).count }

  /// The figures of `metric` as paired observations, and how many workloads were left out because a figure of theirs is
  /// undefined. Within a workload the pairs are numbered: seeds and settings are nested in it alike.
  ///
  /// - Parameter unit: What is averaged first and counts as one: the workload, or each seed of it.
  func observations(of metric: String, unit: (StoredRun) -> String = \.workload) -> (
    observations: [PairedObservation], dropped: Int
  ) {
    var lacking: Set<String> = []
    for pair in pairs where pair.baseline.figures[metric] == nil || pair.treatment.figures[metric] == nil {
      lacking.insert(unit(pair.treatment))
    }
    var counts: [String: UInt64] = [:]
    let observations = pairs.compactMap { pair -> PairedObservation? in
      let workload = unit(pair.treatment)
      guard !lacking.contains(workload), let before = pair.baseline.figures[metric],
        let after = pair.treatment.figures[metric]
      else { return nil }
      counts[workload, default: 0] += 1
      return PairedObservation(
        workload: workload, seed: counts[workload] ?? 0, baseline: before, treatment: after)
    }
    return (observations, lacking.count)
  }
}
