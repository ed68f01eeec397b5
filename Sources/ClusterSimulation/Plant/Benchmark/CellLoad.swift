import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let cellTask = RandomPurpose("cell load task")
  static let cellShape = RandomPurpose("cell load shape")
  static let cellScale = RandomPurpose("cell load scale")
}

/// A cell of machines with background tasks that come and go and services that are scaled: the load that the
/// plant's speed is measured with.
///
/// Tasks arrive as a Poisson process, live exponentially long, and go in turn to a random machine, if they
/// fit there, and to where the scheduler puts them. Sizes are spread over a factor of 30.
public struct CellLoad: Sendable {
  /// What a run is made of.
  public struct Configuration: Sendable, Hashable, Codable {
    /// Machines of the cell.
    public var machines: Int
    /// Background tasks that arrive in a day, on average.
    public var tasksPerDay: Double
    /// Mean life of a task, in seconds.
    public var meanLife: Double
    /// Services on top.
    public var services: Int
    /// Mean replicas of a service.
    public var replicas: Int
    /// Time between two changes of a service's replicas, in seconds.
    public var scaleInterval: Double
    /// Mean time between two removals of a machine, in seconds; each is followed by the addition of one like
    /// it.
    public var machineChurn: Double
    /// Share of the cell that tasks request on average, 0 to 1.
    public var requestedShare: Double
    /// How nodes are chosen.
    public var placement: PlacementStrategy

    /// A cell of the given number of machines; 12,000 have 10 million tasks a day, others in proportion.
    public init(machines: Int, placement: PlacementStrategy = .mostAllocated) {
      self.machines = machines
      tasksPerDay = 1e7 * Double(machines) / 12_000
      meanLife = 3600
      services = 20
      replicas = max(10, machines / 40)
      scaleInterval = 15
      machineChurn = 600
      requestedShare = 0.6
      self.placement = placement
    }
  }

  /// What a run did.
  public struct Summary: Sendable, Hashable, Codable {
    /// Events handled.
    public var events = 0
    /// Background tasks that found a machine.
    public var placed = 0
    /// Background tasks that found none.
    public var refused = 0
    /// Pods made.
    public var pods = 0
    /// Notices taken.
    public var notices = 0
    /// Mean share of the cell's CPU that tasks and pods request, over the scale instants.
    public var meanRequested = 0.0
  }

  enum Event: PlantEventCarrier {
    case plant(PlantEvent)
    case arrival
    case departure(machine: Int32, kind: Int32)
    case scale
    case churn

    init(plant: PlantEvent) { self = .plant(plant) }
  }

  /// Machine shapes as shares of the largest, in the range of those of the 2019 cluster trace of Google
  /// (Tirmazi et al., "Borg: the Next Generation", EuroSys 2020).
  static let shapes = [
    Resources.normalised(cpu: 0.59, memory: 0.33), .normalised(cpu: 0.96, memory: 0.5),
    .normalised(cpu: 0.39, memory: 0.33), .normalised(cpu: 0.71, memory: 0.25),
    .normalised(cpu: 0.59, memory: 0.17), .normalised(cpu: 1, memory: 1),
  ]

  /// Runs a cell for the given time, in seconds.
  public static func run(_ configuration: Configuration, seconds: Double, seed: UInt64) -> Summary {
    var model = CellModel(configuration, seed: seed)
    var scheduler = Scheduler<Event>(start: .zero)
    model.begin(&scheduler)
    model.run(&scheduler, until: .zero + .seconds(rounding: seconds))
    return model.summary(events: scheduler.handled)
  }
}
