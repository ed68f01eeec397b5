import InputFiles
import Learning
import SimulationKernel

/// What an experiment tells a policy when it is made: the service's shape, the periods, and what its kind may know.
///
/// The same for every arm of an experiment but for the last two, which only kinds get that say so.
public struct PolicyContext: Sendable {
  /// The fewest and the most replicas that may be asked for.
  public var limits: ClosedRange<Int>
  /// The map from load to replicas, with the queue in front of a replica and the objective.
  public var demand: ReplicaDemand
  /// CPU request of a replica, in cores.
  public var cpuRequest: Double
  /// Memory request of a replica, in bytes.
  public var memoryRequest: Double
  /// CPU that a request uses, in core-seconds.
  public var cpuTime: Double
  /// Time between two decisions.
  public var syncPeriod: SimulationDuration
  /// Time between two scrapes.
  public var metricResolution: SimulationDuration
  /// From a scrape to its delivery.
  public var metricLag: SimulationDuration
  /// From a change of load to the capacity that answers it, on a node that is there.
  public var lead: SimulationDuration
  /// The same with a node to be ordered first, a sync period and the slowest start-up.
  public var longestLead: SimulationDuration
  /// The seed of every random stream.
  public var seed: UInt64
  /// Fitted forecasters by name.
  public var forecasters: [String: any Forecaster] = [:]
  /// The fitted replica predictor; nil where no arm needs one.
  public var predictor: ReplicaPredictor?
  /// Policies of other arms by name, fresh, for kinds that combine some.
  public var members: [(name: String, policy: any ScalingPolicy)] = []
  /// The folder that paths in settings are relative to.
  public var folder = ""
  /// Whether answers are not carried out, so that none limits the next.
  public var isDryRun = false
  /// The load of the training part; nil for kinds that know metrics alone.
  public var training: LoadPath?
  /// The load of the whole time line; nil for all but oracles.
  public var future: LoadPath?

  /// A context of the given service and periods.
  public init(
    limits: ClosedRange<Int>, demand: ReplicaDemand, cpuRequest: Double, memoryRequest: Double,
    cpuTime: Double, syncPeriod: SimulationDuration, metricResolution: SimulationDuration,
    metricLag: SimulationDuration, lead: SimulationDuration, longestLead: SimulationDuration, seed: UInt64
  ) {
    self.limits = limits
    self.demand = demand
    self.cpuRequest = cpuRequest
    self.memoryRequest = memoryRequest
    self.cpuTime = cpuTime
    self.syncPeriod = syncPeriod
    self.metricResolution = metricResolution
    self.metricLag = metricLag
    self.lead = lead
    self.longestLead = longestLead
    self.seed = seed
  }

  /// The forecaster that `key` names.
  ///
  /// - Throws: `PolicyError` if none is named or it is not there.
  public func forecaster(_ settings: PolicySettings, _ key: String = "forecaster") throws -> any Forecaster {
    guard let name = settings.text(key), let forecaster = forecasters[name] else {
      throw PolicyError("the forecaster '\(settings.text(key) ?? "")' is not there")
    }
    return forecaster
  }

  /// The sizing that the settings ask for: by `sizing` and `utilization`, within the limits.
  public func sizing(_ settings: PolicySettings) -> ReplicaSizing {
    let rule: ReplicaSizing.Rule =
      switch settings.text(.sizing) {
      case "pooled-latency": .pooledLatency
      case "utilization": .utilization(settings.number(.utilization))
      default: .latency
      }
    return ReplicaSizing(demand, rule: rule, limits: limits)
  }
}

/// A load in requests a second over a part of the time line that begins at its origin.
public struct LoadPath: Sendable, Hashable {
  /// One value a piece; at least one.
  public let rates: [Double]
  /// Length of a piece.
  public let resolution: SimulationDuration

  /// A load of the given pieces.
  ///
  /// - Precondition: There is a piece, and it has a length.
  public init(rates: [Double], resolution: SimulationDuration) {
    precondition(!rates.isEmpty && resolution > .zero, "a load needs pieces of a positive length")
    self.rates = rates
    self.resolution = resolution
  }

  /// The highest rate from `start` for so long; the last piece stands for what comes after it.
  public func peak(from start: SimulationTime, over length: SimulationDuration) -> Double {
    let first = min(max(0, Int(start.sinceOrigin / resolution)), rates.count - 1)
    let last = min(max(first, Int((start + length).sinceOrigin / resolution)), rates.count - 1)
    return rates[first...last].reduce(0, max)
  }

  /// The mean of all pieces.
  public var mean: Double { rates.reduce(0, +) / Double(rates.count) }
  /// The highest piece.
  public var peak: Double { rates.reduce(0, max) }
}
