import Foundation
import Stochastics

extension RandomPurpose {
  static let signalNoise = RandomPurpose("fault signal noise")
}

/// What makes measured signals differ from the means of the model, one stream for each scrape of each object.
///
/// Bytes, the cache's hit rate and the waits for the disk are the model's only through this noise (log-normal or normal,
/// independent between scrapes). In the fluid, whose rates and latencies are means, requests and CPU vary like Poisson
/// counts, shares like binomial ones, and percentiles with a standard error of about a sample of as many requests.
struct SignalNoise {
  private var stream: RandomStream
  private let isFluid: Bool

  init(seed: UInt64, entity: Int, scrape: UInt64, isFluid: Bool) {
    stream = RandomStream(seed: seed, purpose: .signalNoise, entity: UInt64(entity), ordinal: scrape)
    self.isFluid = isFluid
  }

  /// A standard normal number.
  mutating func normal() -> Double { Normal().sample(from: &stream) }

  /// A log-normal factor of mean 1 with about this coefficient of variation.
  mutating func factor(_ variation: Double) -> Double {
    exp(variation * normal() - variation * variation / 2)
  }

  /// A mean number of events a second as a count over `seconds` shows it.
  mutating func rate(_ mean: Double, over seconds: Double) -> Double {
    let noise = normal()
    guard isFluid, mean > 0, seconds > 0 else { return mean }
    return max(0, mean + noise * (mean / seconds).squareRoot())
  }

  /// A share as `count` requests show it.
  mutating func share(_ mean: Double, of count: Double) -> Double {
    let noise = normal()
    guard isFluid, mean > 0, mean < 1, count > 0 else { return min(1, max(0, mean)) }
    return min(1, max(0, mean + noise * (mean * (1 - mean) / count).squareRoot()))
  }

  /// A percentile of the latency as `count` requests show it.
  mutating func percentile(_ value: Double, _ probability: Double, of count: Double) -> Double {
    let noise = normal()
    guard isFluid, count > 0 else { return value }
    let error = (probability / ((1 - probability) * max(1, count))).squareRoot()
    return value * exp(min(0.5, error) * noise)
  }
}
