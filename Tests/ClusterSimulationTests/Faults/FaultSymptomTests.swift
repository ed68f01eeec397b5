import Autoscaling
import Testing

@testable import ClusterSimulation

/// Which signals each type moves, and which it leaves alone.
@Suite("Symptoms of the faults")
struct FaultSymptomTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var type: AnomalyType
    var symptoms: FaultSymptoms
    var testDescription: String { type.rawValue }
  }

  /// What each type declares. Signals of the replicas are those of the struck ones.
  static let rows = FaultTypes.declarations.map { Row(type: $0.type, symptoms: $0.symptoms) }

  /// A signal counts as moved by more than 10 % and 0.003, as still within 12 % and 0.02: the noise of a mean over 16
  /// scrapes or more is a few per cent.
  @Test("a fault moves its signals and no others", arguments: rows)
  func movesItsSignals(row: Row) throws {
    let output = FaultRig.run([FaultRig.fault(row.type)])
    let report = try #require(output.faults)
    let record = try #require(report.outcomes.first).record
    let before = Symptoms(report.health, from: 0, to: 300, record)
    let during = Symptoms(report.health, from: 303, to: 703, record)
    for signal in row.symptoms.up {
      #expect(
        during[signal] > 1.1 * before[signal] + 0.003, "\(signal): \(before[signal]) to \(during[signal])")
    }
    for signal in row.symptoms.down {
      #expect(during[signal] < 0.9 * before[signal], "\(signal): \(before[signal]) to \(during[signal])")
    }
    for signal in row.symptoms.still {
      let change = abs(during[signal] - before[signal])
      #expect(
        change <= 0.12 * abs(before[signal]) + 0.02, "\(signal): \(before[signal]) to \(during[signal])")
    }
    // the last two minutes are five to seven after the end
    let after = Symptoms(report.health, from: 1080, to: 1200, record)
    #expect(after[.errors] < 0.005 && after[.retries] < 1 && after[.ready] == 8)
    #expect(after[.p95] < 1.3 * before[.p95], "\(before[.p95]) s to \(after[.p95]) s")
  }

  /// Those that kill containers or nodes take longer to show, and nodes have signals of their own.
  private static let slow: [AnomalyType] = [
    .memoryLeak, .oomKill, .podCrash, .crashLoop, .imagePullError, .nodeNotReady, .podEviction,
    .resourceContention, .memoryPressure, .diskFull,
  ]

  /// Forty requests a second on eight replicas with two workers of 200 ms (80 a second): single requests show what the
  /// fluid shows. A count of errors of about 40 · 100 = 4,000 requests has a standard error below 0.8 %;
  /// the bounds are the model's: in overload single replicas also work on requests whose client has gone, which the fluid
  /// knows of only in a retry storm.
  @Test(
    "single requests show the same", arguments: AnomalyType.allCases.filter { !slow.contains($0) })
  func requestsShowTheSame(type: AnomalyType) throws {
    var shares: [(errors: Double, violations: Double, cpu: Double)] = []
    for level in ServiceLevelOfDetail.allCases {
      let plan = FaultPlan([FaultSpecification(type, onset: 33, duration: 100, severity: 0.7)])
      var inputs = FaultRig.inputs(plan, level, rate: 40, minutes: 3)
      inputs.parameters.service.concurrency = 2
      inputs.parameters.service.serviceTime = 0.2
      inputs.parameters.service.cpuTime = 0.1
      inputs.parameters.service.objective.latencyTarget = 1
      inputs.start = .seconds(240)
      let measurements = FaultRig.run(inputs).measurements
      shares.append(
        (
          measurements.failed / measurements.arrived, measurements.violating / measurements.arrived,
          measurements.cpuSeconds
        ))
    }
    let (fluid, single) = (shares[0], shares[1])
    #expect(abs(fluid.errors - single.errors) < 0.15, "\(fluid) \(single)")
    #expect(abs(fluid.violations - single.violations) < 0.15, "\(fluid) \(single)")
    #expect(abs(fluid.cpu / single.cpu - 1) < 0.2, "\(fluid) \(single)")
    #expect(single.violations > 0.02)
  }
}
