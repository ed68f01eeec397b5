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
  /// A probe of a pod is due, or its time is up.
  case probe(pod: Int32, isLiveness: Bool, stamp: UInt32)
  case probeDeadline(pod: Int32, isLiveness: Bool, number: UInt32)
  /// The load balancer and the deployment tool look at how replicas answered.
  case sweep
  case windowEnd
  case scrape
  case timelinePoint
  case sync

  init(plant: PlantEvent) { self = .plant(plant) }
  init(request: RequestEvent) { self = .request(request) }
}
