import SimulationKernel

/// How fast the event queue and the event loop are, by CPU time.
///
/// The peers in `benchmarks/kernel` run the same workloads and print the same lines.
public enum KernelBenchmark {
  /// Numbers of pending events of the hold model.
  static let pendings = [10, 100, 10_000, 1_000_000]

  /// Runs every case and hands each record out as soon as it is known; each is the median of so many runs.
  public static func run(repetitions: Int, report: (BenchmarkRecord) throws -> Void) rethrows {
    for steps in HoldSteps.allCases {
      for pending in pendings {
        try report(hold(pending: pending, steps: steps, repetitions: repetitions))
      }
    }
    for servers in [1, 8] {
      try queueing(servers: servers, random: "xorshift64*", XorshiftDraws(), repetitions: repetitions)
        .forEach(report)
      try queueing(servers: servers, random: "Philox4x32-10", PhiloxDraws(), repetitions: repetitions)
        .forEach(report)
    }
  }

  /// The hold model: with `pending` events waiting, the first is taken and put back a random step later.
  static func hold(pending: Int, steps: HoldSteps, repetitions: Int) -> BenchmarkRecord {
    let table = steps.table()
    let value = median(of: repetitions) { holdNanoseconds(pending: pending, steps: table) }
    return BenchmarkRecord(
      name: "hold", metric: "CPU time per pop and push", value: value, unit: "ns",
      parameters: ["pending": .init(pending), "queue": "forescale", "steps": .text(steps.rawValue)])
  }

  private static func holdNanoseconds(pending: Int, steps: [Int64]) -> Double {
    var queue = EventQueue<UInt64>()
    for index in 0..<pending {
      let time = SimulationTime(nanoseconds: steps[index & (HoldSteps.count - 1)])
      queue.push(UInt64(index), at: time, phase: .plant)
    }
    let warm = 2 * pending + 100_000
    let holds = max(3 * pending, 2_000_000)
    hold(&queue, from: pending, times: warm, steps: steps)
    let start = Stopwatch.cpu
    hold(&queue, from: pending + warm, times: holds, steps: steps)
    let end = Stopwatch.cpu
    precondition(queue.count == pending, "\(queue.count) events are left of \(pending)")
    return (end - start) / Double(holds) * 1e9
  }

  @inline(never)
  private static func hold(_ queue: inout EventQueue<UInt64>, from first: Int, times: Int, steps: [Int64]) {
    steps.withUnsafeBufferPointer { steps in
      for index in first..<(first + times) {
        guard let (time, event) = queue.pop() else { return }
        let step = SimulationDuration(nanoseconds: steps[index & (HoldSteps.count - 1)])
        queue.push(event, at: time + step, phase: .plant)
      }
    }
  }

  /// Customers and events a second of CPU through an M/M/c of load 0.8.
  static func queueing(servers: Int, random: String, _ draws: some ExponentialDraws, repetitions: Int)
    -> [BenchmarkRecord]
  {
    let customers = 3_000_000
    var events = 0
    let seconds = median(of: repetitions) {
      var model = QueueingModel(servers: servers, customers: customers, draws: draws)
      let start = Stopwatch.cpu
      events = model.run()
      let end = Stopwatch.cpu
      precondition(model.served == customers, "\(model.served) customers of \(customers) were served")
      return end - start
    }
    return [("customers", customers), ("events", events)].map { what, number in
      BenchmarkRecord(
        name: "M/M/\(servers)", metric: "\(what) per CPU second", value: Double(number) / seconds,
        unit: "1/s", parameters: ["queue": "forescale", "random": .text(random)])
    }
  }

  static func median(of repetitions: Int, _ body: () -> Double) -> Double {
    let sorted = (0..<max(1, repetitions)).map { _ in body() }.sorted()
    return sorted[sorted.count / 2]
  }
}
