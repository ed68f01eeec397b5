import Foundation
import Learning

/// A forecaster that is a process of the user's, in any language; see docs/external-policies.md.
///
/// One process serves all arms of a scenario, one message at a time and in no promised order, so it has to answer from each
/// message alone, as every forecaster does. Its quantiles may be whichever it likes.
struct ExternalForecaster: Forecaster {
  let name: String
  let task: ForecastTask
  let inputLength: Int
  private let peer: ExternalPeer

  private struct Hello: Encodable {
    var type = "hello"
    var `protocol` = ExternalMessage.forecasterVersion
    var target: String
    var step, horizon: Double
    var inputLength: Int
    var quantiles: [Double]
    var seed: UInt64
    /// Requests a second, one a step; validation follows training.
    var training, validation: [Double]
    /// Where training ends, in seconds of the time line.
    var trainingEnd: Double
  }

  private struct Question: Encodable {
    var type = "history"
    var end: Double
    var values: [Double]
  }

  private struct Answer: ExternalAnswer {
    struct Quantile: Decodable, Sendable {
      var probability, value: Double
    }
    static let expectedType = "forecast"
    var type: String
    var value: Double
    var quantiles: [Quantile]?
    var isSound: Bool {
      value >= 0
        && (quantiles ?? []).allSatisfy { $0.value >= 0 && $0.probability > 0 && $0.probability < 1 }
    }
  }

  /// Starts the process and hands it the training and validation parts.
  ///
  /// - Throws: `ProcessError`.
  init(
    _ command: ExternalCommand, name: String, task: ForecastTask, inputLength: Int, quantiles: [Double],
    training: LoadSeries, validation: LoadSeries, folder: String, seed: UInt64
  ) throws {
    (self.name, self.task, self.inputLength) = (name, task, inputLength)
    do {
      peer = try ExternalPeer(
        command, in: folder,
        hello: Hello(
          target: task.target.rawValue, step: task.step, horizon: task.horizon, inputLength: inputLength,
          quantiles: quantiles, seed: seed, training: training.values, validation: validation.values,
          trainingEnd: training.end),
        version: ExternalMessage.forecasterVersion)
    } catch let error as ProcessError {
      throw ProcessError("forecaster \(name): \(error)")
    }
  }

  var failure: String? { peer.failure }

  func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    let question = Question(end: endOfHistory, values: Array(history))
    guard let answer = peer.ask(question, for: Answer.self, "{\"type\":\"forecast\",\"value\":12.5}") else {
      // whoever uses it sees the failure; until then nothing is forecast
      return Forecast(value: .nan)
    }
    let quantiles = (answer.quantiles ?? []).map {
      Forecast.Quantile(probability: $0.probability, value: $0.value)
    }
    return Forecast(value: answer.value, quantiles: quantiles.sorted { $0.probability < $1.probability })
  }
}
