import Stochastics

import Glibc

extension BorgCellRun {
  /// What an instance asks for over the job's mean, where instances differ; its mean is 1.
  func unevenFactor(_ score: Double) -> Double { exp(0.5 * score - 0.125) }

  /// Submits a task and has the scheduler look at it soon.
  func submit(_ task: Int) throws {
    try writeInstance(task, .submit, time: now)
    pushAttempt(task)
  }

  /// Has the scheduler look at a task after two seconds on average.
  func pushAttempt(_ task: Int) {
    let delay = Exponential(mean: 2).sample(from: &tasks[task].stream)
    push(
      .attempt(task: task, generation: tasks[task].generation), at: now + Int64(delay * 1e6) + 1, .placement)
  }

  /// Puts a task on a machine or makes it wait.
  func attempt(_ task: Int) throws {
    if try !start(task) {
      waiting[tasks[task].tier.index].append(task)
      if !isRetrying {
        isRetrying = true
        push(.retry, at: now + 30_000_000, .placement)
      }
    }
  }

  /// Looks at the waiting tasks again, the highest tier first, until 16 of a tier find no room.
  func retry() throws {
    isRetrying = false
    for tier in waiting.indices.reversed() where !waiting[tier].isEmpty {
      let candidates = waiting[tier]
      waiting[tier] = []
      var left: [Int] = []
      for task in candidates where try left.count >= 16 || !start(task) { left.append(task) }
      waiting[tier] += left
    }
    if waiting.contains(where: { !$0.isEmpty }) {
      isRetrying = true
      push(.retry, at: now + 30_000_000, .placement)
    }
  }

  private func start(_ task: Int) throws -> Bool {
    var machine = bestFit(tasks[task])
    if machine == nil && tasks[task].tier >= .production { machine = try makeRoom(for: tasks[task]) }
    guard let machine else { return false }
    place(task, on: machine)
    let job = tasks[task].job
    if !jobs[job].isScheduled {
      jobs[job].isScheduled = true
      try writeCollection(job, type: 3, time: now)
    }
    try writeInstance(task, .schedule, time: now)
    return true
  }

  /// Takes the room and plans the end of the attempt.
  func place(_ task: Int, on machine: Int) {
    tasks[task].machine = machine
    tasks[task].started = now
    tasks[task].reported = now
    machines[machine].freeCPU -= tasks[task].cpu
    machines[machine].freeMemory -= tasks[task].memory
    machines[machine].tasks.append(task)
    var length = tasks[task].runLeft
    if tasks[task].resubmissions > 0 {
      // Attempts that fail do so early; the last one has the rest of the run time.
      let share = length / Double(tasks[task].resubmissions + 1)
      length = min(share, Exponential(mean: 300e6).sample(from: &tasks[task].stream))
    }
    if length < 1e16 {
      push(.end(task: task, generation: tasks[task].generation), at: now + max(1, Int64(length)))
    }
  }

  /// Ends an attempt: the task fails and comes back, or is done.
  func endAttempt(_ task: Int) throws {
    let state = tasks[task]
    if state.resubmissions > 0 {
      tasks[task].resubmissions -= 1
      let isEviction = tasks[task].stream.nextUnit() < 0.4
      try leave(task, isEviction ? .evict : .fail)
      comeBack(task)
      return
    }
    try leave(task, jobs[state.job].job.end)
    release(task)
    try finishInstance(of: state.job)
  }

  /// Puts a task off its machine; it will be submitted again.
  func evict(_ task: Int) throws {
    try leave(task, .evict)
    comeBack(task)
  }

  private func comeBack(_ task: Int) {
    tasks[task].generation += 1
    let delay = Exponential(mean: 10).sample(from: &tasks[task].stream)
    push(.submit(task: task, generation: tasks[task].generation), at: now + Int64(delay * 1e6) + 1)
  }

  private func leave(_ task: Int, _ kind: InstanceEvent.Kind) throws {
    try writeInstance(task, kind, time: now)
    addSegment(task)
    let machine = tasks[task].machine
    tasks[task].runLeft = max(tasks[task].runLeft - Double(now - tasks[task].started), 1e5)
    tasks[task].machine = -1
    machines[machine].tasks.removeAll { $0 == task }
    // Summed anew, so that rounding does not pile up.
    var cpu = 0.0
    var memory = 0.0
    for other in machines[machine].tasks {
      cpu += tasks[other].cpu
      memory += tasks[other].memory
    }
    machines[machine].freeCPU = machines[machine].cpu * parameters.cpuOvercommit - cpu
    machines[machine].freeMemory = machines[machine].memory * parameters.memoryOvercommit - memory
  }

  func writeCollection(_ slot: Int, type: Int, time: Int64) throws {
    let job = jobs[slot].job
    try writer(.collectionEvents).row { text in
      var stream = RandomStream(seed: parameters.seed, purpose: .borgJob, entity: job.ordinal, ordinal: 1)
      let user = UInt64(stream.nextIndex(below: 300))
      text += #"{"time":"\#(time)","type":"\#(type)","collection_id":"\#(job.collectionID)","#
      text += #""scheduling_class":"\#(job.tier.schedulingClass)","collection_type":"0","#
      text += #""priority":"\#(job.tier.typicalPriority)","alloc_collection_id":"0","#
      text += #""user":"\#(hashedName(7, user))","collection_name":"\#(hashedName(8, job.ordinal))","#
      text += #""collection_logical_name":"\#(hashedName(9, job.ordinal % 5000))","vertical_scaling":"1","#
      text += #""scheduler":"\#(job.tier == .batch ? 1 : 0)"}"#
    }
  }

  func writeInstance(_ task: Int, _ kind: InstanceEvent.Kind, time: Int64) throws {
    let state = tasks[task]
    let job = jobs[state.job].job
    let machine = state.machine >= 0 ? machines[state.machine].identifier : 0
    try writer(.instanceEvents).row { text in
      text += #"{"time":"\#(time)","type":"\#(kind.code2019)","collection_id":"\#(job.collectionID)","#
      text += #""scheduling_class":"\#(job.tier.schedulingClass)","collection_type":"0","#
      text += #""priority":"\#(job.tier.typicalPriority)","alloc_collection_id":"0","#
      text += #""instance_index":"\#(state.index)","machine_id":"\#(machine)","alloc_instance_index":"-1","#
      text += #""resource_request":{"cpus":\#(state.cpu),"memory":\#(state.memory)}}"#
    }
  }
}

extension InstanceEvent.Kind {
  /// The number of the type in the tables of 2019.
  var code2019: Int {
    switch self {
    case .submit: 0
    case .queue: 1
    case .enable: 2
    case .schedule: 3
    case .evict: 4
    case .fail: 5
    case .finish: 6
    case .kill: 7
    case .lost: 8
    case .updatePending: 9
    case .updateRunning: 10
    }
  }
}
