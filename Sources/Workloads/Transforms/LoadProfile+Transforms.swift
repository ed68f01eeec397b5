import SimulationKernel
import Stochastics

extension LoadProfile {
  /// The load after all `transforms`, the first first.
  ///
  /// - Parameters:
  ///   - transforms: what to do.
  ///   - seed: of the noise; the n-th transform, counted from 1, uses ordinal n of `loadFluctuation`.
  ///   - named: the loads that ``LoadTransform/mix(weight:others:)`` and ``LoadTransform/superpose(loads:)``
  ///     speak of.
  /// - Throws: ``WorkloadError`` if a transform is not possible; the sentence names its number and case.
  public func applying(
    _ transforms: [LoadTransform], seed: UInt64 = 0, named: [String: LoadProfile] = [:]
  ) throws -> LoadProfile {
    var load = self
    for (index, transform) in transforms.enumerated() {
      do {
        try Checks.refuse(transform.problems())
        load = try load.applying(transform, seed: seed, ordinal: UInt64(index + 1), named: named)
      } catch let error as WorkloadError {
        throw WorkloadError("transform \(index + 1), \(transform.name): \(error.description)")
      }
    }
    return load
  }

  private func applying(
    _ transform: LoadTransform, seed: UInt64, ordinal: UInt64, named: [String: LoadProfile]
  ) throws -> LoadProfile {
    switch transform {
    case .scaleToMean(let rate):
      let mean = mean
      guard mean > 0 else {
        throw WorkloadError("the load is 0 in all of \(rates.count) steps; some load is needed.")
      }
      return try scaled(by: rate / mean)
    case .scale(let factor): return try scaled(by: factor)
    case .shift(let time, let edge): return try shifted(by: wholeSteps(time, "the time"), edge: edge)
    case .crop(let start, let end): return try cropped(from: start, to: end)
    case .repeat(let span):
      let count = try wholeSteps(span, "the span")
      try Self.checkSteps(Double(count), of: resolution)
      return LoadProfile(resolution: resolution, rates: (0..<count).map { rates[$0 % rates.count] })
    case .resample(let step): return try resampled(to: step)
    case .cap(let rate): return LoadProfile(resolution: resolution, rates: rates.map { min($0, rate) })
    case .stretch(let factor):
      let count = max(1, (Double(rates.count) * factor).rounded())
      try Self.checkSteps(count, of: resolution)
      return LoadProfile(resolution: resolution, rates: averages(count: Int(count), width: 1 / factor))
    case .fluctuate(let noise):
      var rates = rates
      var stream = RandomStream(seed: seed, purpose: .loadFluctuation, ordinal: ordinal)
      Self.fluctuate(&rates, noise, resolution: resolution, from: &stream)
      MeanPreservingCurve.scale(&rates, 0..<rates.count, toMean: mean)
      return try LoadProfile(resolution: resolution, checking: rates)
    case .mix(let weight, let others):
      let parts = try others.map { (load: try Self.find($0.load, among: named), weight: $0.weight) }
      return try Self.mix([(self, weight)] + parts)
    case .superpose(let loads):
      return try Self.mix([(self, 1)] + loads.map { (try Self.find($0, among: named), 1) })
    }
  }

  private func scaled(by factor: Double) throws -> LoadProfile {
    let rates = rates.map { $0 * factor }
    guard factor.isFinite, rates.allSatisfy(\.isFinite) else {
      throw WorkloadError("the load times \(factor) has infinite rates; a load that can be scaled is needed.")
    }
    return try LoadProfile(resolution: resolution, checking: rates)
  }

  /// The weighted sum of loads of the same steps and span.
  ///
  /// - Parameter parts: at least one; weights are finite and at least 0.
  /// - Throws: ``WorkloadError`` if the loads differ in resolution or span.
  public static func mix(_ parts: [(load: LoadProfile, weight: Double)]) throws -> LoadProfile {
    precondition(!parts.isEmpty, "a mix needs at least one load")
    precondition(parts.allSatisfy { $0.weight >= 0 && $0.weight.isFinite }, "weights must be at least 0")
    let first = parts[0].load
    var rates = [Double](repeating: 0, count: first.rates.count)
    for part in parts {
      guard part.load.resolution == first.resolution, part.load.rates.count == first.rates.count else {
        throw WorkloadError(
          "one load has \(first.rates.count) steps of \(first.resolution.seconds) s, another "
            + "\(part.load.rates.count) of \(part.load.resolution.seconds) s; resample, crop or repeat one of them."
        )
      }
      for index in rates.indices { rates[index] += part.weight * part.load.rates[index] }
    }
    return try LoadProfile(resolution: first.resolution, checking: rates)
  }

  private static func find(_ name: String, among named: [String: LoadProfile]) throws -> LoadProfile {
    if let load = named[name] { return load }
    let names = named.keys.sorted()
    let quoted = WorkloadError.quoted(name)
    guard !names.isEmpty else { throw WorkloadError("there is no load \(quoted), nor any other load.") }
    let hint = nearestName(to: name, among: names).map { ", the nearest name is \(WorkloadError.quoted($0))" }
    throw WorkloadError(
      "there is no load \(quoted)\(hint ?? ""); there are \(names.joined(separator: ", ")).")
  }
}
