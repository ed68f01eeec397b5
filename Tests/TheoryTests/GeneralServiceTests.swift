import ClusterSimulation
import Stochastics
import Testing

/// One server with demands that are not exponential: first come first served, and processor sharing.
@Suite struct GeneralServiceTests {
  /// All with a mean of 0.1 s.
  static let demands: [(String, ServiceDemand)] = [
    ("constant", .constant(0.1)),
    ("gamma", .gamma(Gamma(shape: 2, scale: 0.05))),
    ("lognormal", .logNormal(LogNormal(mean: 0.1, coefficientOfVariation: 1))),
    ("hyperexponential", .hyperexponential(Hyperexponential(mean: 0.1, coefficientOfVariation: 1.5))),
    ("uniform", .uniform(Uniform(from: 0, to: 0.2))),
  ]

  private func runs(_ demand: ServiceDemand, workers: Int?, cores: Double?) -> [RequestTotals] {
    let service = RequestServiceParameters(
      demand: demand, workers: workers, cores: cores, source: .open(rate: 7))
    return (1...20).map { RequestExperiment.run(service, warmUp: 60, duration: 460, seed: $0) }
  }

  @Test(arguments: demands) func pollaczekKhinchine(name: String, demand: ServiceDemand) {
    let mean = SeedMean(runs(demand, workers: 1, cores: nil).map(\.meanWait))
    let expected = QueueingFormulas.meanWait(rate: 7, mean: 0.1, variance: demand.variance)
    #expect(mean.agrees(with: expected), "mean wait with \(name) demands: \(mean), theory \(expected)")
  }

  /// Processor sharing does not see the shape of the demand: E[T] = E[S]/(1 − ρ) = 0.1/0.3 s.
  @Test(arguments: demands) func processorSharingIsInsensitive(name: String, demand: ServiceDemand) {
    let mean = SeedMean(runs(demand, workers: nil, cores: 1).map(\.meanLatency))
    #expect(mean.agrees(with: 0.1 / 0.3), "mean latency with \(name) demands: \(mean)")
  }

  /// The sister: hyperexponential demands in a queue miss what exponential ones would give.
  @Test func theBoundSeesTheShape() {
    let mean = SeedMean(runs(Self.demands[3].1, workers: 1, cores: nil).map(\.meanWait))
    #expect(!mean.agrees(with: QueueingFormulas.meanWait(rate: 7, mean: 0.1, variance: 0.01)), "\(mean)")
  }
}
