import Foundation
import Testing

/// The figures of `make_forecasters_reference.py`.
struct ForecastersReference: Decodable {
  struct Smoothing: Decodable, Sendable, CustomTestStringConvertible {
    var form: String
    var level: Double
    var trend: Double
    var season: [Double]
    var alpha: Double
    var beta: Double
    var gamma: Double
    var phi: Double
    var squares: Double
    var likelihood: Double
    var forecasts: [Double]
    var variances: [Double]?
    var fitted_likelihood: Double
    var testDescription: String { form }
  }

  struct Autoregression: Decodable {
    var values: [Double]
    var burg: [Double]
    var least_squares: [Double]
    var constant: Double
    var forecasts: [Double]
  }

  struct Trees: Decodable {
    struct Case: Decodable {
      var growth: String
      var q: Double
      var predictions: [Float]
    }
    var rows: [[Float]]
    var target: [Float]
    var cases: [Case]
  }

  struct Decomposable: Decodable {
    var values: [Double]
    var cost: Double
    var noise: Double
    var forecasts: [Double]
  }

  var series: [Double]
  var period: Int
  var ets: [Smoothing]
  var autoregression: Autoregression
  var trees: Trees
  var decomposable: [Decomposable]

  static let shared: ForecastersReference = {
    let url = Bundle.module.url(
      forResource: "forecasters_reference", withExtension: "json", subdirectory: "Reference")!
    return try! JSONDecoder().decode(ForecastersReference.self, from: Data(contentsOf: url))
  }()
}
