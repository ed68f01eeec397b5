import Autoscaling
import ClusterSimulation
import Foundation
import Stochastics

extension SoundnessCheck {
  /// Capacity answers to replicas: request by request, the mean latency of one, two and four replicas under random
  /// balancing is that of M/M/c, each within the 99.9 % interval of 12 seeds.
  public static func capacity(seed: UInt64 = 1) -> SoundnessCheck {
    capacity(seed: seed) { service, replicas, seed in
      RequestExperiment.run(service, replicas: replicas, warmUp: 60, duration: 660, seed: seed).meanLatency
    }
  }

  /// The same for whatever gives the mean latency of so many replicas in seconds.
  static func capacity(
    seed: UInt64 = 1, meanLatency: (RequestServiceParameters, Int, UInt64) -> Double
  ) -> SoundnessCheck {
    let queue = MultiServerQueue(servers: 4, serviceTime: 0.1)
    // the same load on more and more replicas
    let rate = 0.8 * queue.capacity
    var details: [String] = []
    var holds = true
    for replicas in [1, 2, 4] {
      let service = RequestServiceParameters(
        demand: .exponential(mean: queue.serviceTime), workers: queue.servers, balancer: .random,
        source: .open(rate: rate),
        latencyTarget: 0.5)
      let means = (0..<12).map { meanLatency(service, replicas, seed &+ UInt64($0)) }
      let interval = StudentTEstimate(meanOf: means).interval(confidence: 0.999)
      let expected = queue.meanLatency(utilization: 0.8 / Double(replicas))
      holds = holds && interval.contains(expected)
      let milliseconds = { (value: Double) in String(format: "%.1f", 1000 * value) }
      details.append(
        "\(replicas): \(milliseconds(interval.lowerBound)) to \(milliseconds(interval.upperBound)), M/M/4 "
          + milliseconds(expected))
    }
    return SoundnessCheck(
      name: "capacity", holds: holds,
      detail: "mean latency in ms by replicas: \(details.joined(separator: "; "))")
  }
}
