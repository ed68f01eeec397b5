import SimulationKernel

/// An M/M/c queue of load 0.8 with a mean service of 1 s, until so many customers were served.
struct QueueingModel<Draws: ExponentialDraws>: EventHandler {
  enum Event: Sendable {
    case arrive, leave
  }

  let servers: Int
  let customers: Int
  var draws: Draws
  var inSystem = 0
  var served = 0
  /// Customers in the system, integrated over time in nanoseconds.
  var area = 0.0
  var last = SimulationTime.zero

  private static var service: Double { 1e9 }
  private let between: Double

  init(servers: Int, customers: Int, draws: Draws) {
    self.servers = servers
    self.customers = customers
    self.draws = draws
    between = 1e9 / (0.8 * Double(servers))
  }

  /// Runs the model; returns how many events were handled.
  mutating func run() -> Int {
    var scheduler = Scheduler<Event>(start: .zero)
    schedule(.arrive, mean: between, &scheduler)
    while served < customers, let event = scheduler.next(until: .distantFuture) {
      handle(event, scheduler: &scheduler)
    }
    return scheduler.handled
  }

  mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
    area += Double(inSystem) * Double((scheduler.now - last).nanoseconds)
    last = scheduler.now
    switch event {
    case .arrive:
      inSystem += 1
      schedule(.arrive, mean: between, &scheduler)
      if inSystem <= servers { schedule(.leave, mean: Self.service, &scheduler) }
    case .leave:
      inSystem -= 1
      served += 1
      if inSystem >= servers { schedule(.leave, mean: Self.service, &scheduler) }
    }
  }

  private mutating func schedule(_ event: Event, mean: Double, _ scheduler: inout Scheduler<Event>) {
    scheduler.schedule(event, after: SimulationDuration(nanoseconds: draws.next(mean: mean)), phase: .plant)
  }
}
