import Stochastics

extension BorgCellRun {
  /// The machines: as many of each shape as its share says, in an order of their own.
  static func machines(_ parameters: BorgCellParameters) -> [Machine] {
    let total = parameters.machineShapes.reduce(0) { $0 + $1.share }
    var shapes: [BorgCellParameters.MachineShape] = []
    var due = 0.0
    for shape in parameters.machineShapes {
      due += shape.share / total * Double(parameters.machines)
      while Double(shapes.count) + 0.5 < due { shapes.append(shape) }
    }
    while shapes.count < parameters.machines { shapes.append(parameters.machineShapes[0]) }
    var stream = RandomStream(seed: parameters.seed, purpose: .borgMachine, entity: .max)
    stream.shuffle(&shapes)
    return shapes.enumerated().map { index, shape in
      let cpu = BinaryNumberText.rounded(shape.cpu)
      let memory = BinaryNumberText.rounded(shape.memory)
      return Machine(
        identifier: 23_000_000_000 + Int64(index) * 104_729, cpu: cpu, memory: memory,
        freeCPU: cpu * parameters.cpuOvercommit, freeMemory: memory * parameters.memoryOvercommit)
    }
  }

  /// Writes that every machine is there before the trace, and plans its first removal.
  func beginMachines() throws {
    for index in machines.indices {
      try writeMachine(index, time: 0, type: 1)
      let identifier = machines[index].identifier
      let platform = hashedName(2, UInt64(machines[index].cpu * 1024))
      for (name, value) in [
        (hashedName(3, 0), platform), (hashedName(3, 1), hashedName(4, UInt64(index / 40))),
      ] {
        try writer(.machineAttributes).row { text in
          text +=
            #"{"time":"0","machine_id":"\#(identifier)","name":"\#(name)","value":"\#(value)","deleted":false}"#
        }
      }
      planRemoval(index)
    }
  }

  private func planRemoval(_ index: Int) {
    guard parameters.machineRemovalsPerDay > 0 else { return }
    var stream = RandomStream(
      seed: parameters.seed, purpose: .borgMachine, entity: UInt64(index), ordinal: machines[index].removals)
    let wait = Exponential(mean: 86_400 / parameters.machineRemovalsPerDay).sample(from: &stream)
    push(.removeMachine(index), at: now + Int64(min(wait, 1e8) * 1e6))
  }

  /// Takes a machine out; its tasks are put off it and will be submitted again.
  func remove(_ index: Int) throws {
    machines[index].removals += 1
    for task in machines[index].tasks { try evict(task) }
    machines[index].isUp = false
    try writeMachine(index, time: now, type: 2)
    var stream = RandomStream(
      seed: parameters.seed, purpose: .borgMachine, entity: UInt64(index),
      ordinal: machines[index].removals | 1 << 40)
    let repair = Exponential(mean: parameters.machineRepairTime).sample(from: &stream)
    push(.returnMachine(index), at: now + Int64(repair * 1e6) + 1)
  }

  /// Makes a machine available again.
  func bringBack(_ index: Int) throws {
    machines[index].isUp = true
    try writeMachine(index, time: now, type: 1)
    planRemoval(index)
  }

  private func writeMachine(_ index: Int, time: Int64, type: Int) throws {
    let machine = machines[index]
    let switchName = hashedName(5, UInt64(index / 40))
    let platform = hashedName(6, UInt64(machine.cpu * 1024) % 7)
    try writer(.machineEvents).row { text in
      text += #"{"time":"\#(time)","machine_id":"\#(machine.identifier)","type":"\#(type)","#
      text +=
        #""switch_id":"\#(switchName)","capacity":{"cpus":\#(machine.cpu),"memory":\#(machine.memory)},"#
      text += #""platform_id":"\#(platform)"}"#
    }
  }

  /// The machine with room for the task that leaves the least of it: the best fit.
  ///
  /// At most 256 machines are looked at, and more only until one fits; where to begin depends on the task.
  ///
  /// - Returns: nil where there is no room.
  func bestFit(_ task: Task) -> Int? {
    let first = machines.count <= 256 ? 0 : (task.index * 7919 + Int(now / 1000)) % machines.count
    var best: Int?
    var least = Double.infinity
    for step in machines.indices {
      if step >= 256 && best != nil { break }
      let index = first + step < machines.count ? first + step : first + step - machines.count
      let cpuLeft = machines[index].freeCPU - task.cpu
      let memoryLeft = machines[index].freeMemory - task.memory
      guard cpuLeft >= 0 && memoryLeft >= 0 && machines[index].isUp else { continue }
      let left = cpuLeft / machines[index].cpu + memoryLeft / machines[index].memory
      if left < least {
        least = left
        best = index
      }
    }
    return best
  }

  /// Makes room for a task of production or monitoring by putting off the youngest tasks of free and batch on
  /// the machine where those ask for most.
  ///
  /// - Returns: The machine, or nil where even that is not enough.
  func makeRoom(for task: Task) throws -> Int? {
    var best: Int?
    var most = 0.0
    for index in machines.indices where machines[index].isUp {
      var cpu = 0.0
      var memory = 0.0
      for other in machines[index].tasks where tasks[other].tier <= .batch {
        cpu += tasks[other].cpu
        memory += tasks[other].memory
      }
      let fits =
        machines[index].freeCPU + cpu >= task.cpu + 1e-9
        && machines[index].freeMemory + memory >= task.memory + 1e-9
      if fits && cpu > most { (best, most) = (index, cpu) }
    }
    guard let best else { return nil }
    for other in machines[best].tasks.reversed() where tasks[other].tier <= .batch {
      if machines[best].freeCPU >= task.cpu && machines[best].freeMemory >= task.memory { break }
      try evict(other)
    }
    return best
  }
}
