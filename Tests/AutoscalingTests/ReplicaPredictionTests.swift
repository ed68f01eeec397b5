import SimulationKernel
import Testing

@testable import Autoscaling

@Suite("Replica predictions")
struct ReplicaPredictionTests {
  @Test(
    "Action and reasoning follow from what is there and what is predicted",
    arguments: [
      (5, 3, 4, ReplicaPrediction.Action.scaleUp, "more will be needed", "5 replicas"),
      (1, 3, 2, .scaleDown, "less will do", "1 replica"), (3, 3, 3, .keep, "so it stays", "3 replicas"),
    ])
  func words(
    predicted: Int, current: Int, present: Int, action: ReplicaPrediction.Action, course: String, said: String
  ) {
    let prediction = ReplicaPrediction(
      predicted: predicted, confidence: 0.625, current: current, load: 123.44, present: present, lead: 120)
    #expect(prediction.action == action)
    #expect(
      prediction.reasoning
        == "123.4 requests a second need \(present) replicas now, and \(course) over the next 120 s: \(said), say 63 % of the trees."
    )
  }

  @Test("Scrapes seen before add nothing; lost ones are steps of which nothing is known")
  func scrapes() throws {
    var features = ReplicaFeatures(step: .seconds(15))
    func sample(_ second: Int64, _ load: Double) -> ServiceSample {
      ServiceSample(
        timestamp: .seconds(second), window: .seconds(15), requestsPerSecond: load, cpuCores: 1,
        violationShare: 0, queueLength: 0, details: ServiceDetails())
    }
    func value(_ name: String) throws -> Double {
      features.row[try #require(features.set.names.firstIndex(of: name))]
    }
    let first = features.add(sample(15, 10))
    let again = features.add(sample(15, 10))
    #expect(first && !again)
    _ = features.add(sample(30, 14))
    #expect(try value("requests_per_second_change_1") == 4)
    // 45 and 60 were lost
    _ = features.add(sample(75, 30))
    #expect(try value("requests_per_second_change_1").isNaN)
    #expect(try value("requests_per_second_mean_20") == 18)
  }
}
