import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let arrivals = RandomPurpose("request arrivals")
  static let serviceDemands = RandomPurpose("request service demands")
}

/// One replica at request level: Poisson arrivals, exponential service, a fixed number of workers, first come first
/// served, and no limit to the queue. Every request is an event.
///
/// The twin that the fluid service is held against; a service whose balancer splits arrivals at random is as many of
/// these as it has replicas.
public struct RequestStation: Sendable {
  /// What a run of the station measured, after its warm-up.
  public struct Measurements: Sendable {
    /// Requests that arrived, that were completed, and that are in the station at the end; from the very beginning.
    public var arrived = 0, completed = 0, inside = 0
    /// Mean time from arrival to completion of the requests completed after the warm-up, in seconds.
    public var meanLatency = 0.0
    /// Mean time before service began, in seconds.
    public var meanWait = 0.0
    /// Share of these requests that took longer than the latency target.
    public var lateShare = 0.0
    /// Mean number of requests in the station, over time.
    public var meanInside = 0.0
    /// Mean number of busy workers, over time.
    public var meanBusy = 0.0
  }

  private enum Event: Sendable {
    case arrival
    case departure(arrivedAt: SimulationTime, startedAt: SimulationTime)
  }

  private struct Model: EventHandler {
    let workers: Int
    let warmUp: SimulationTime
    let latencyTarget: Double
    let interarrival: Exponential
    let service: Exponential
    var arrivals: RandomStream
    var demands: RandomStream
    var queue: [SimulationTime] = []
    var head = 0
    var busy = 0
    var measured = Measurements()
    var latencySum = 0.0, waitSum = 0.0, late = 0, counted = 0
    var insideArea = 0.0, busyArea = 0.0
    var last = SimulationTime.zero

    mutating func handle(_ event: Event, scheduler: inout Scheduler<Event>) {
      let now = scheduler.now
      integrate(to: now)
      switch event {
      case .arrival:
        measured.arrived += 1
        scheduler.schedule(
          .arrival, after: .seconds(rounding: interarrival.sample(from: &arrivals)), phase: .plant)
        if busy < workers { start(arrivedAt: now, &scheduler) } else { queue.append(now) }
      case .departure(let arrivedAt, let startedAt):
        busy -= 1
        measured.completed += 1
        if arrivedAt >= warmUp {
          let latency = (now - arrivedAt).seconds
          counted += 1
          latencySum += latency
          waitSum += (startedAt - arrivedAt).seconds
          if latency > latencyTarget { late += 1 }
        }
        if head < queue.count {
          let next = queue[head]
          head += 1
          if head > 1024, head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
          }
          start(arrivedAt: next, &scheduler)
        }
      }
    }

    mutating func start(arrivedAt: SimulationTime, _ scheduler: inout Scheduler<Event>) {
      busy += 1
      scheduler.schedule(
        .departure(arrivedAt: arrivedAt, startedAt: scheduler.now),
        after: .seconds(rounding: service.sample(from: &demands)), phase: .plant)
    }

    mutating func integrate(to now: SimulationTime) {
      let span = (now - max(last, warmUp)).seconds
      if span > 0 {
        insideArea += Double(busy + queue.count - head) * span
        busyArea += Double(busy) * span
      }
      last = now
    }
  }

  /// Runs the station from empty for `duration`, and measures after `warmUp`.
  ///
  /// - Parameters:
  ///   - arrivalRate: Requests a second.
  ///   - serviceTime: Mean service time in seconds.
  ///   - workers: Requests served at a time.
  ///   - latencyTarget: What `lateShare` counts against, in seconds.
  ///   - warmUp: Seconds left out at the beginning.
  ///   - duration: Seconds in all.
  ///   - seed: The seed of arrivals and service demands.
  public static func run(
    arrivalRate: Double, serviceTime: Double, workers: Int, latencyTarget: Double, warmUp: Double,
    duration: Double,
    seed: UInt64
  ) -> Measurements {
    var model = Model(
      workers: workers, warmUp: .zero + .seconds(rounding: warmUp), latencyTarget: latencyTarget,
      interarrival: Exponential(mean: 1 / arrivalRate), service: Exponential(mean: serviceTime),
      arrivals: RandomStream(seed: seed, purpose: .arrivals),
      demands: RandomStream(seed: seed, purpose: .serviceDemands))
    var scheduler = Scheduler<Event>(start: .zero)
    scheduler.schedule(.arrival, at: .zero, phase: .plant)
    let end = SimulationTime.zero + .seconds(rounding: duration)
    model.run(&scheduler, until: end)
    model.integrate(to: end)
    var result = model.measured
    result.inside = model.busy + model.queue.count - model.head
    result.meanLatency = model.latencySum / Double(model.counted)
    result.meanWait = model.waitSum / Double(model.counted)
    result.lateShare = Double(model.late) / Double(model.counted)
    result.meanInside = model.insideArea / (duration - warmUp)
    result.meanBusy = model.busyArea / (duration - warmUp)
    return result
  }
}
