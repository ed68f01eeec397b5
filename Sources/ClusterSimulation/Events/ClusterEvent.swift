/// What can happen in a run.
enum ClusterEvent: Sendable, PlantEventCarrier, RequestEventCarrier {
  /// The load of a service changes to the piece of the given index.
  case loadChange(service: Int32, piece: Int32)
  case plant(PlantEvent)
  case request(RequestEvent)
  /// Machines and background tasks of a replayed cell change.
  case cell
  /// A new version of the measured service is rolled out, by its index.
  case rollout(Int32)
  /// A fault, or what is done about one.
  case fault(FaultEvent)
  /// The load balancer and the deployment tool look at how replicas answered.
  case sweep
  case windowEnd
  case scrape
  case timelinePoint
  case sync

  init(plant: PlantEvent) { self = .plant(plant) }
  init(request: RequestEvent) { self = .request(request) }
}
