import Autoscaling
import ClusterSimulation
import SimulationKernel

extension Scenario {
  /// What every arm of a service is told of it. Forecasters and loads are not in it yet.
  ///
  /// - Throws: `RunError` if the objective cannot be met.
  func context(of service: ServiceParameters) throws -> PolicyContext {
    guard let demand = service.demand else { throw RunError("the objective cannot be met") }
    let longest =
      plant.actuationLeadWithNode + plant.control.syncPeriod + 4 * service.startUpVariation * service.startUp
    return PolicyContext(
      limits: service.limits, demand: demand, cpuRequest: service.cpuRequest,
      memoryRequest: service.memoryRequest, cpuTime: service.cpuTime,
      syncPeriod: .seconds(rounding: plant.control.syncPeriod),
      metricResolution: .seconds(rounding: plant.control.metricResolution),
      metricLag: .seconds(rounding: plant.control.metricLag),
      lead: .seconds(rounding: plant.actuationLead), longestLead: .seconds(rounding: longest), seed: seed)
  }
}
