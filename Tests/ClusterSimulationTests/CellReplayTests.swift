import Autoscaling
import SimulationKernel
import TestSupport
import Testing
import Workloads

@testable import ClusterSimulation

@Suite("Replaying a cell")
struct CellReplayTests {
  private static let largest = Resources(cpu: 64, memory: 256 * 0x1p30)

  private func inputs(_ cell: CellTrace, rate: Double, seconds: Int64) -> ClusterSimulation.Inputs {
    var parameters = Plant.parameters()
    // nothing to order: all room is the cell's
    parameters.pools[0].minNodes = 0
    parameters.pools[0].maxNodes = 0
    return .init(
      parameters: parameters,
      load: LoadProfile(
        resolution: .seconds(15), rates: Array(repeating: rate, count: Int(seconds / 15) + 1)),
      cell: cell, start: .zero, measureFrom: .zero, end: .seconds(seconds), seed: 1)
  }

  private func machine(_ seconds: Int64, _ id: Int64, _ kind: MachineEvent.Kind, _ size: Double? = 0.0625)
    -> MachineEvent
  {
    MachineEvent(
      time: (seconds + 600) * 1_000_000, machineID: id, kind: kind, cpu: size, memory: size)
  }

  private func task(
    _ seconds: Int64, _ index: Int64, _ kind: InstanceEvent.Kind, _ machine: Int64?, cpu: Double
  )
    -> InstanceEvent
  {
    InstanceEvent(
      time: (seconds + 600) * 1_000_000, collectionID: 1, instanceIndex: index, kind: kind,
      machineID: machine,
      priority: 0, cpu: cpu, memory: 0.001)
  }

  /// Two machines of 4 cores. A task takes 3 of the first from 100 s to 400 s, the second is gone from 200 s to 500 s.
  /// The service wants 6 replicas of a core from 15 s on (5 replicas are there at the start): at 200 s those on the second
  /// machine are lost, one fits beside the task, and at 400 s, when the task ends, three more.
  @Test func tasksAndMachinesLimitTheService() {
    var cell = CellTrace(largestMachine: Self.largest)
    for id: Int64 in [7, 9] { cell.add(machine(-600, id, .add)) }
    cell.add(machine(200, 9, .remove, nil))
    cell.add(machine(500, 9, .add))
    cell.add(task(100, 0, .submit, nil, cpu: 3.0 / 64))
    cell.add(task(100, 0, .schedule, 7, cpu: 3.0 / 64))
    cell.add(task(400, 0, .finish, 7, cpu: 3.0 / 64))
    cell.add(task(450, 1, .schedule, 8, cpu: 3.0 / 64))
    cell.sort()
    #expect(cell.report.machines == 2 && cell.report.tasks == 1 && cell.report.startsNowhere == 1)
    var inputs = inputs(cell, rate: 430, seconds: 900)
    inputs.timelineInterval = 30
    let output = ClusterSimulation.run(inputs, policy: StaticPolicy(replicas: 6))
    func ready(_ time: Double) -> Int? { output.timeline.first { $0.time == time }?.ready }
    // five at the start; the sixth is placed at 15 s and starts for 60 s
    #expect(ready(60) == 5 && ready(90) == 6)
    // four were on the first machine, which the task only crowds; two on the second are lost with it
    #expect(ready(180) == 6 && ready(210) == 4)
    // at 400 s the task makes no difference to a machine that is full of replicas; at 500 s the second comes back
    #expect(ready(480) == 4 && ready(600) == 6)
    #expect(output.timeline.last?.nodes == 2)
  }

  /// The real cell of 2011: 12,583 machines and the first 5,600 s of their tasks, with a service on top.
  @Test func theCellOf2011() throws {
    let machines = try SharedData.path("google2011-tables/machine_events-part-00000-of-00001.csv.gz")
    let tasks = try SharedData.path("google2011-tables/task_events-part-00000-of-00500.csv.gz")
    let cell = try CellTrace(
      machineEvents: [machines], instanceEvents: [tasks], largestMachine: Self.largest)
    #expect(cell.report.machines == 12_583 && cell.report.tasks > 180_000 && cell.report.startsNowhere < 100)
    let output = ClusterSimulation.run(
      inputs(cell, rate: 2_000, seconds: 1200),
      policy: ReactPlusPolicy(
        headroom: 1, sizing: ReplicaSizing(Plant.parameters().service.demand!), stabilization: .minutes(5)))
    // 2,000 requests a second need 22 replicas (`ReplicaDemand`), and the cell has room for them
    #expect(output.measurements.peakReady == 22 && output.measurements.violatingWindows == 0)
    #expect((output.timeline.last?.nodes ?? 0) > 12_400)
    #expect(output.events > 20_000)
  }
}
