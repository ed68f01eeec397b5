import SimulationKernel
import Stochastics

/// One worker with a queue before it. An event is an arrival; the worker takes customers in their order.
struct Queue: EventHandler {
  var arrivals: MarkovModulatedPoissonProcess
  let service = Erlang(phases: 4, mean: 0.8)
  var gaps = RandomStream(seed: 1, purpose: RandomPurpose("gaps"))
  var services = RandomStream(seed: 1, purpose: RandomPurpose("services"))
  var freeAt = SimulationTime.zero
  var waits: [Double] = []

  mutating func handle(_ customer: Int, scheduler: inout Scheduler<Int>) {
    let start = max(scheduler.now, freeAt)
    waits.append((start - scheduler.now).seconds)
    freeAt = start + .seconds(rounding: service.sample(from: &services))
    let next = arrivals.next(after: arrivals.clock, from: &gaps)
    scheduler.schedule(customer + 1, at: .zero + .seconds(rounding: next), phase: .plant)
  }
}

func tell(_ name: String, _ arrivals: MarkovModulatedPoissonProcess) {
  var queue = Queue(arrivals: arrivals)
  var scheduler = Scheduler<Int>(start: .zero)
  scheduler.schedule(0, at: .zero, phase: .plant)
  queue.run(&scheduler, until: .zero + .days(4))
  let means = BatchMeans(queue.waits)
  print(name, queue.waits.count, "customers waited", means.mean, "s, 95 %:", means.interval())
}

// one customer a second: Pollaczek and Khinchine say λ E[S²] / (2 (1 − ρ)) = 0.8² (1 + 1/4) / 0.4 = 2 s
tell("steady:", MarkovModulatedPoissonProcess(rates: [1], generator: [[0]], state: 0))
// as many in all, but two a second in minutes that come and go, and none between
tell(
  "bursts:",
  MarkovModulatedPoissonProcess(
    rates: [0, 2], generator: [[-1 / 60, 1 / 60], [1 / 60, -1 / 60]], state: 0))
