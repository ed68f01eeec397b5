import Stochastics

extension BorgCellRun {
  /// Machines, the jobs that run when the trace begins, and the first arrival.
  func begin() throws {
    try beginMachines()
    let start = BorgCellParameters.startTime
    var survivors: [BorgJob] = []
    var first: (ordinal: UInt64, time: Int64)?
    while let next = arrivals.next() {
      if next.time >= start {
        first = next
        break
      }
      var job = population.job(next.ordinal)
      let left = Double(next.time - start) / 1e6 + job.runTime
      if left > 0 {
        job.runTime = left
        survivors.append(job)
      }
    }
    var used = 0.0
    var counts = [Double](repeating: 0, count: BorgTier.allCases.count)
    for job in survivors {
      used += try beginRunning(job)
      counts[job.tier.index] += Double(job.instances)
    }
    try beginResidents(used: used, counts: counts)
    if let first { push(.arrival(ordinal: first.ordinal), at: first.time) }
  }

  /// Fills the cell with jobs that outlive the trace, each of the tier that lacks most instances.
  private func beginResidents(used: Double, counts: [Double]) throws {
    let goal = parameters.utilization * machines.reduce(0) { $0 + $1.cpu }
    var used = used
    var counts = counts
    var index = 0
    while used < goal && index < 1_000_000 {
      var tier = 0
      var least = Double.infinity
      for candidate in counts.indices where parameters.tiers[candidate].residentShare > 0 {
        let filled = (counts[candidate] + 1) / parameters.tiers[candidate].residentShare
        if filled < least { (tier, least) = (candidate, filled) }
      }
      let job = population.resident(index, tier: BorgTier.allCases[tier])
      counts[tier] += Double(job.instances)
      let added = try beginRunning(job)
      index += 1
      // A cell that is full by its requests takes no more.
      if added == 0 && job.cpuRequest < 0.002 { break }
      used += added
    }
  }

  /// Puts the instances of a job on machines before the trace; those that find no room are left out.
  ///
  /// - Returns: The CPU that they are expected to use.
  private func beginRunning(_ job: BorgJob) throws -> Double {
    let slot = newJob(job)
    var used = 0.0
    for index in 0..<job.instances {
      let task = newTask(index, of: slot)
      tasks[task].resubmissions = 0
      guard let machine = bestFit(tasks[task]) else {
        release(task)
        jobs[slot].unfinished -= 1
        continue
      }
      if used == 0 {
        for type in [0, 3] { try writeCollection(slot, type: type, time: 0) }
        jobs[slot].isScheduled = true
      }
      try writeInstance(task, .submit, time: 0)
      place(task, on: machine)
      try writeInstance(task, .schedule, time: 0)
      used += tasks[task].cpu * job.cpuUsedOverRequested
    }
    if jobs[slot].unfinished == 0 { freeJobs.append(slot) }
    return used
  }

  /// Submits a job and its instances; those of the batch tier wait until they are enabled.
  func arrive(_ job: BorgJob) throws {
    let slot = newJob(job)
    try writeCollection(slot, type: 0, time: now)
    if job.tier == .batch { try writeCollection(slot, type: 1, time: now) }
    for index in 0..<job.instances {
      let task = newTask(index, of: slot)
      if job.tier == .batch {
        try writeInstance(task, .submit, time: now)
        try writeInstance(task, .queue, time: now)
        jobs[slot].held.append(task)
      } else {
        try submit(task)
      }
    }
    if job.tier == .batch {
      let delay = Exponential(mean: 15).sample(from: &tasks[jobs[slot].held[0]].stream)
      push(.enable(job: slot), at: now + Int64(delay * 1e6))
    }
  }

  /// Lets the instances of a batch job go to the scheduler.
  func enable(_ slot: Int) throws {
    try writeCollection(slot, type: 2, time: now)
    let held = jobs[slot].held
    jobs[slot].held = []
    for task in held {
      try writeInstance(task, .enable, time: now)
      pushAttempt(task)
    }
  }

  private func newJob(_ job: BorgJob) -> Int {
    let state = JobState(job: job, unfinished: job.instances)
    if let slot = freeJobs.popLast() {
      jobs[slot] = state
      return slot
    }
    jobs.append(state)
    return jobs.count - 1
  }

  private func newTask(_ index: Int, of slot: Int) -> Int {
    let job = jobs[slot].job
    let draw = population.instance(index, of: job)
    let factor = job.isUneven ? unevenFactor(draw.requestScore) : 1
    let usage = population.usage
    var task = Task(
      job: slot, index: index, tier: job.tier,
      cpu: max(BinaryNumberText.rounded(min(job.cpuRequest * factor, 1)), 0x1p-20),
      memory: max(BinaryNumberText.rounded(min(job.memoryRequest * factor, 1)), 0x1p-20),
      score: usage.jobWeight * job.usageScore + usage.instanceWeight * draw.usageScore,
      windowScore: draw.firstWindowScore, resubmissions: draw.resubmissions, runLeft: job.runTime * 1e6,
      stream: RandomStream(
        seed: parameters.seed, purpose: .borgUsage, entity: job.ordinal, ordinal: UInt64(index)))
    if let slot = freeTasks.popLast() {
      // Events of the slot's last owner must not find it.
      task.generation = tasks[slot].generation + 1
      tasks[slot] = task
      return slot
    }
    tasks.append(task)
    return tasks.count - 1
  }

  /// Forgets a task.
  func release(_ task: Int) {
    tasks[task].isPresent = false
    tasks[task].generation += 1
    freeTasks.append(task)
  }

  /// Counts an instance of a job as ended; the job ends with its last one.
  func finishInstance(of slot: Int) throws {
    jobs[slot].unfinished -= 1
    if jobs[slot].unfinished == 0 {
      try writeCollection(slot, type: jobs[slot].job.end.code2019, time: now)
      freeJobs.append(slot)
    }
  }
}
