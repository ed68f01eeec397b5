/// The event type of a simulation that has a cluster plant in it.
public protocol PlantEventCarrier: Sendable {
  /// The simulation's event that hands `plant` to `ClusterPlant.handle`.
  init(plant: PlantEvent)
}

/// Something that happens in the plant; only the plant makes them.
public struct PlantEvent: Sendable, Hashable, PlantEventCarrier {
  enum Kind: Sendable, Hashable {
    case nodeUp(Int32)
    /// What a pod waits for is there, unless the pod's stamp has changed since.
    case podStep(Int32, stamp: UInt32)
    case podUnready(Int32, stamp: UInt32)
    case reclaim(Int32)
    case nodeEnds(Int32)
    /// A node has not answered for so long that it counts as not ready, or that its pods are replaced, unless it has
    /// come back since.
    case nodeNotReady(Int32, stamp: UInt32)
    case nodeEvicts(Int32, stamp: UInt32)
    case drain(Int32)
    case reconcile(Int32)
    case canaryStep(Int32, stamp: UInt32)
    case placement
    case scan
  }

  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  /// The event itself, for a simulation that is nothing but a plant.
  public init(plant: PlantEvent) { self = plant }
}
