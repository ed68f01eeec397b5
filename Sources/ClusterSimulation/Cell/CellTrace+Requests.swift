import Workloads

extension CellTrace {
  /// A cell of given machines, and tasks of which only the requests are known.
  ///
  /// The machines are there from the beginning. The tasks come in order of their times, which are taken to count from the
  /// trace's start, and stay. Where they ran is not known: they go to the machines in turn, past those without room for
  /// their CPU and memory.
  ///
  /// - Throws: `WorkloadError` at the first thing that is wrong with a file, or if a task fits on no machine.
  public init(machineShapes: [String], taskRequests: [String], largestMachine: Resources) throws {
    self.init(largestMachine: largestMachine)
    var free: [Resources] = []
    for path in machineShapes {
      for shape in try MachineShapesFile(path).read() {
        let capacity = Resources.normalised(cpu: shape.cpu, memory: shape.memory)
        for _ in 0..<shape.count {
          free.append(capacity)
          add(
            MachineEvent(
              time: 0, machineID: Int64(free.count), kind: .add, cpu: shape.cpu, memory: shape.memory))
        }
      }
    }
    var requests: [TaskRequest] = []
    for path in taskRequests { requests += try TaskRequestsFile(path).read() }
    let order = requests.indices.sorted { (requests[$0].time, $0) < (requests[$1].time, $1) }
    var next = 0
    for index in order {
      let task = requests[index]
      let wanted = Resources.normalised(cpu: task.cpu, memory: task.memory)
      guard let offset = free.indices.first(where: { wanted.fits(in: free[(next + $0) % free.count]) }) else {
        throw WorkloadError(
          "task \(task.instanceIndex) of collection \(task.collectionID) asks for \(task.cpu) CPU and \(task.memory) "
            + "memory of the largest machine; no machine of the cell has so much left.")
      }
      let machine = (next + offset) % free.count
      free[machine] -= wanted
      next = (machine + 1) % free.count
      add(
        InstanceEvent(
          time: task.time + 600_000_000, collectionID: task.collectionID, instanceIndex: task.instanceIndex,
          kind: .schedule, machineID: Int64(machine + 1), priority: 0, cpu: task.cpu, memory: task.memory))
    }
    sort()
  }
}
