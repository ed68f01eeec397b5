import Stochastics

extension ServiceParameters {
  /// Requests at even distances: of n in a step, the k-th comes after (k − ½)/n of it. Many load generators send like this, and an
  /// open load is then less bursty than a Poisson process of the same rate.
  ///
  /// - Parameters:
  ///   - counts: Requests of each step, at least 0.
  ///   - step: Length of a step, in seconds.
  ///   - seed: Of the work that they bring, drawn by the law of the service.
  /// - Returns: the requests in order of time, from time 0 on.
  public func evenArrivals(counts: [Int], step: Double, seed: UInt64) -> [RequestRecord] {
    let law = requestLevel.demand
    var records: [RequestRecord] = []
    records.reserveCapacity(counts.reduce(0, +))
    for (index, count) in counts.enumerated() {
      for request in 0..<max(0, count) {
        var stream = RandomStream(
          seed: seed, purpose: .serviceDemands, entity: 0, ordinal: UInt64(records.count))
        records.append(
          RequestRecord(
            time: (Double(index) + (Double(request) + 0.5) / Double(count)) * step,
            demand: law.nanoseconds(from: &stream) / 1e9))
      }
    }
    return records
  }
}
