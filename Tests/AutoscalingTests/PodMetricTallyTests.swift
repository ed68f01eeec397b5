import SimulationKernel
import Testing

@testable import Autoscaling

@Suite("Sorting the pods of a metric")
struct PodMetricTallyTests {
  /// All pods that differ in what the rules look at: 5 phases, 4 readinesses, whether they leave, three ages, three
  /// instants of becoming ready, and whether there is a sample and how old it is.
  private static let pods: [PodObservation] = {
    let now = SimulationTime.seconds(10_000)
    var pods: [PodObservation] = []
    for phase in [PodPhase.pending, .running, .succeeded, .failed, .unknown] {
      for readiness in [PodReadiness.absent, .notReady, .ready, .unknown] {
        for isTerminating in [false, true] {
          for age: Int64? in [nil, 299, 300, 301, 4000] {
            for readyFor: Int64 in [0, 20, 299] {
              for sampleAge: Int64? in [nil, 0, 10, 400] {
                pods.append(
                  PodObservation(
                    phase: phase, isTerminating: isTerminating, readiness: readiness,
                    startTime: age.map { now - .seconds($0) }, readySince: now - .seconds(readyFor),
                    usage: sampleAge.map {
                      PodUsage(cpu: 100 + $0, memory: 7, timestamp: now - .seconds($0), window: .seconds(15))
                    }))
              }
            }
          }
        }
      }
    }
    return pods
  }()

  private func sums(_ tally: PodMetricTally) -> [Int64] {
    [
      Int64(tally.pods), tally.counted, tally.countedUsage, tally.countedRequest, tally.unready,
      tally.unreadyRequest, tally.missing, tally.missingRequest, tally.missingFallback,
    ]
  }

  /// The loop over all pods takes a short way for those that nearly all are; one by one gives the same sums.
  @Test(arguments: [true, false])
  func theShortWayIsTheSame(isCPU: Bool) {
    func empty() -> PodMetricTally {
      PodMetricTally(now: .seconds(10_000), settings: HPASettings(), isCPU: isCPU, targetPercent: 120)
    }
    var fast = empty()
    fast.add(Self.pods, request: 250) { $0.cpu }
    var slow = empty()
    for pod in Self.pods {
      let sample = pod.usage.map { PodSample(milli: $0.cpu, timestamp: $0.timestamp, window: $0.window) }
      slow.add(pod, sample: sample, request: 250)
    }
    #expect(sums(fast) == sums(slow))
    #expect(fast.counted > 0 && fast.unready > 0 && fast.missing > 0 && Self.pods.count == 2400)
  }
}
