import Autoscaling
import ClusterSimulation
import Foundation
import SimulationKernel
import Stochastics
import Workloads

extension RandomPurpose {
  static let episode = RandomPurpose("episode")
  static let episodeLoad = RandomPurpose("episode load")
}

/// A short run of one service with one fault or none, as drawn from `EpisodeRanges`.
public struct EpisodeSpecification: Sendable, Hashable, Codable {
  /// Which part of the data it belongs to, and its number there.
  public var part: EpisodePart, number: Int
  /// The seed of its run.
  public var seed: UInt64
  /// Service, nodes and control.
  public var parameters: ClusterParameters
  /// Replicas at the start.
  public var replicas: Int
  /// CPU target of an HPA in percent of the request; nil for replicas that stay at their number.
  public var cpuTarget: Int?
  /// Requests a second, one for each 15 s, from the start of the warm-up on.
  public var rates: [Double]
  /// What goes wrong; nil for nothing.
  public var fault: FaultSpecification?
  /// What harmless things happen.
  public var benign: [BenignEvent]
  /// Whether the liveness probe is answered by a worker.
  public var livenessNeedsWorker: Bool

  /// Seconds before the measured window.
  public static let warmUp = 240.0
  /// Seconds after the end of the fault.
  public static let aftermath = 120.0

  /// Of so many episodes in a row each type of fault has one, and four have no fault.
  public static let cycle = AnomalyType.allCases.count + 4

  /// Episode `number` of `part`, by its place in the cycle.
  public init(part: EpisodePart, number: Int, seed: UInt64) {
    let purpose = UInt64(EpisodePart.allCases.firstIndex(of: part) ?? 0)
    var stream = RandomStream(seed: seed, purpose: .episode, entity: purpose, ordinal: UInt64(number))
    self.part = part
    self.number = number
    self.seed = stream.next()
    // which of severity, load and service are unfamiliar: one of the seven ways to choose at least one
    let shift = part == .shifted ? 1 + stream.nextIndex(below: 7) : 0
    func ranges(_ bit: Int) -> EpisodeRanges { shift & bit == 0 ? .familiar : .unfamiliar }
    let service = ranges(1)
    let replicas = stream.draw(service.replicas)
    self.replicas = replicas
    (parameters, livenessNeedsWorker) = Self.parameters(service, replicas, &stream)
    let queue = parameters.service.queue
    let objective = parameters.service.objective
    let carried = ReplicaDemand(queue: queue, objective: objective)?.ratePerReplica ?? queue.capacity
    let level = stream.draw(service.utilization) * carried * Double(replicas)
    let cpu = level * parameters.service.cpuTime / (Double(replicas) * parameters.service.cpuRequest)
    cpuTarget = stream.nextUnit() < 0.5 ? max(5, Int((105 * cpu).rounded())) : nil
    let severity = ranges(4)
    let place = number % Self.cycle
    let type = place < AnomalyType.allCases.count ? AnomalyType.allCases[place] : nil
    let declaration = type.flatMap { FaultTypes.declaration(of: $0) }
    let onset = stream.draw(420...840.0)
    var duration = stream.draw(severity.duration)
    if let longest = declaration?.longestEpisode { duration = min(duration, longest) }
    fault = declaration.map { declaration in
      let range = severity.severities[stream.nextIndex(below: severity.severities.count)]
      return FaultSpecification(
        declaration.type, onset: onset, duration: duration, severity: stream.draw(range),
        scope: Self.scope(declaration, replicas, &stream))
    }
    let seconds = onset + duration + Self.aftermath
    benign = Self.benign(seconds, &stream)
    rates = Self.rates(ranges(2), level: level, seconds: Self.warmUp + seconds, &stream)
  }

  private static func parameters(
    _ ranges: EpisodeRanges, _ replicas: Int, _ stream: inout RandomStream
  ) -> (ClusterParameters, Bool) {
    let concurrency = stream.draw(ranges.concurrency)
    let serviceTime = stream.drawLogarithmic(ranges.serviceTime)
    let cpuTime = serviceTime * stream.draw(ranges.cpuShare)
    let target = serviceTime * stream.draw(ranges.latencyFactor)
    let cpuRequest = Double(concurrency) * cpuTime / serviceTime
    let memory = Double(stream.draw(1...4)) * 0x1p30
    var service = ServiceParameters(
      cpuRequest: cpuRequest, memoryRequest: memory, memoryUse: stream.draw(0.3...0.6),
      concurrency: concurrency, serviceTime: serviceTime, cpuTime: cpuTime,
      timeout: target * stream.draw(2...5), startUp: stream.draw(ranges.startUp), startUpVariation: 0.2,
      terminationGrace: 10, objective: ServiceLevelObjective(percentile: 0.95, latencyTarget: target),
      minReplicas: 2, maxReplicas: 2 * replicas)
    if stream.nextUnit() < 0.6 { service.cpuLimit = cpuRequest * stream.draw(1...1.5) }
    if stream.nextUnit() < 0.5 { service.memoryLimit = memory * stream.draw(1...1.5) }
    service.image = ContainerImage(name: "service", bytes: stream.draw(1e8...5e8))
    service.readiness = Probe(period: 5)
    service.liveness = Probe(initialDelay: 30)
    let livenessNeedsWorker = stream.nextUnit() < 0.3
    let perNode = stream.draw(ranges.replicasPerNode)
    let nodes = (replicas + perNode - 1) / perNode + 1
    let pool = PoolParameters(
      name: "nodes",
      capacity: Resources(
        cpu: cpuRequest * (Double(perNode) + 0.5), memory: memory * (Double(perNode) + 0.5)),
      zones: ["a", "b", "c"], pricePerHour: 0.4, boot: .constant(stream.draw(60...150)), minNodes: nodes,
      maxNodes: nodes + 4)
    let parameters = ClusterParameters(
      service: service, pools: [pool], autoscaler: AutoscalerParameters(utilizationThreshold: 0),
      placement: .leastAllocated,
      control: ControlParameters(metricResolution: 15, metricLag: 15, syncPeriod: 15, metricLoss: 0.01))
    return (parameters, livenessNeedsWorker)
  }

  private static func scope(
    _ declaration: FaultDeclaration, _ replicas: Int, _ stream: inout RandomStream
  ) -> FaultScope {
    let (choice, count) = (stream.nextUnit(), 1 + stream.nextIndex(below: max(1, replicas / 3)))
    var reach = declaration.usualScope.reach
    var bound = 0.0
    for drawn in declaration.drawnScopes {
      bound += drawn.share
      if choice < bound {
        reach = drawn.reach
        break
      }
    }
    return switch reach {
    case .replicas: .replicas(count)
    case .nodes: choice < 0.15 ? .zone("a") : .nodes(choice < 0.85 ? 1 : 2)
    case .service: .service
    case .cluster: .cluster
    }
  }

  private static func benign(_ seconds: Double, _ stream: inout RandomStream) -> [BenignEvent] {
    var events: [BenignEvent] = []
    let (deploys, pauses) = (stream.nextUnit() < 0.3, stream.nextUnit() < 0.3)
    let (deployTime, pauseTime) = (stream.draw(60...seconds - 60), stream.draw(60...seconds - 60))
    let pause = stream.draw(30...120.0)
    if deploys { events.append(.deploy(at: deployTime)) }
    if pauses { events.append(.collectorPause(at: pauseTime, seconds: pause)) }
    return events
  }

  private static func rates(
    _ ranges: EpisodeRanges, level: Double, seconds: Double, _ stream: inout RandomStream
  ) -> [Double] {
    let shape = ranges.shapes[stream.nextIndex(below: ranges.shapes.count)]
    let swing = stream.draw(ranges.swing) * (stream.nextUnit() < 0.5 ? -1 : 1)
    let (phase, period) = (stream.nextUnit(), stream.draw(480...1200.0))
    let (start, length) = (warmUp + stream.draw(0.2...0.7) * (seconds - warmUp), stream.draw(120...400.0))
    var jitter = 0.0
    return stride(from: 0, through: seconds + 60, by: 15).map { time in
      // the load's own unrest, an autoregression of a standard deviation of 2 %
      jitter = 0.8 * jitter + 0.012 * Normal().sample(from: &stream)
      let form: Double
      switch shape {
      case .constant: form = 0
      case .ramp: form = min(1, time / seconds)
      case .wave: form = sin(2 * .pi * (time / period + phase))
      case .surge: form = 1.5 * min(1, max(0, (time - start) / 60), max(0, (start + length - time) / 60))
      case .sawtooth: form = (time / period + phase).truncatingRemainder(dividingBy: 1)
      case .steps: form = time < start ? 0 : time < start + length ? 0.5 : time < start + 2 * length ? 1 : 0.4
      }
      return max(0, level * (1 + swing * form + jitter))
    }
  }
}

extension RandomStream {
  fileprivate mutating func draw(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUnit()
  }

  fileprivate mutating func drawLogarithmic(_ range: ClosedRange<Double>) -> Double {
    exp(draw(log(range.lowerBound)...log(range.upperBound)))
  }

  fileprivate mutating func draw(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + nextIndex(below: range.count)
  }
}
