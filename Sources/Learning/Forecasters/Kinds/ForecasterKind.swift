import InputFiles

/// A kind of forecaster as scenarios name it: its hyperparameters, and how they become a configuration.
///
/// A new kind is one file with a static constant, and one line in `all`.
public struct ForecasterKind: Sendable {
  /// Every kind, in the order of tables.
  public static let all: [ForecasterKind] = [
    .lstm, .lstmCNN, .persistence, .seasonalNaive, .linearLags, .ridgeLags, .boostedTrees, .autoregression,
    .exponentialSmoothing, .holtWinters, .movingAverage, .decomposable, .conformal, .experts,
  ]

  /// The name in scenarios, such as `ridge-lags`.
  public let name: String
  /// What it is, in a sentence.
  public let summary: String
  /// What may be chosen.
  public let hyperparameters: [Setting]
  /// How many other forecasters it is made of.
  public let members: ClosedRange<Int>
  /// The type of the fitted model.
  public let model: any StoredForecaster.Type
  private let make: @Sendable (Request) -> any ForecasterConfiguration

  init(
    _ name: String, _ summary: String, model: any StoredForecaster.Type, members: ClosedRange<Int> = 0...0,
    hyperparameters: [Setting] = [], make: @escaping @Sendable (Request) -> any ForecasterConfiguration
  ) {
    self.name = name
    self.summary = summary
    self.model = model
    self.members = members
    self.hyperparameters = hyperparameters
    self.make = make
  }

  /// The kind of the given name; nil where there is none.
  public static func named(_ name: String) -> ForecasterKind? { all.first { $0.name == name } }

  /// Whether there is anything to fit.
  public var isFitted: Bool { model != Persistence.self && model != SeasonalNaive.self }

  /// The configuration of a request; what it leaves out is as the hyperparameters say.
  public func configuration(_ request: Request) -> any ForecasterConfiguration {
    var request = request
    for parameter in hyperparameters where request.values[parameter.key] == nil {
      request.values[parameter.key] = parameter.fallback
    }
    return make(request)
  }

  /// What a forecaster of some kind is to be.
  public struct Request: Sendable {
    /// What is forecast.
    public var task: ForecastTask
    /// Probabilities of the quantiles it gives, strictly ascending.
    public var quantiles: [Double]
    /// Decides whatever is drawn.
    public var seed: UInt64
    /// Hyperparameters by name.
    public var values: [String: SettingValue]
    /// What it is made of.
    public var members: [any ForecasterConfiguration]

    /// A request of the given contents.
    public init(
      task: ForecastTask, quantiles: [Double] = [], seed: UInt64 = 1,
      values: [String: SettingValue] = [:],
      members: [any ForecasterConfiguration] = []
    ) {
      self.task = task
      self.quantiles = quantiles
      self.seed = seed
      self.values = values
      self.members = members
    }

    func optionalWhole(_ name: String) -> Int? {
      if case .whole(let value)? = values[name] { return value }
      return nil
    }

    func whole(_ name: String) -> Int {
      guard let value = optionalWhole(name) else { preconditionFailure("no whole number '\(name)'") }
      return value
    }

    func number(_ name: String) -> Double {
      switch values[name] {
      case .number(let value): return value
      // JSON does not tell 1 from 1.0.
      case .whole(let value): return Double(value)
      default: preconditionFailure("no number '\(name)'")
      }
    }

    func flag(_ name: String) -> Bool {
      guard case .flag(let value)? = values[name] else { preconditionFailure("no flag '\(name)'") }
      return value
    }

    func text(_ name: String) -> String {
      guard case .text(let value)? = values[name] else { preconditionFailure("no word '\(name)'") }
      return value
    }

    func wholes(_ name: String) -> [Int] {
      guard case .wholes(let value)? = values[name] else { preconditionFailure("no numbers '\(name)'") }
      return value
    }
  }
}

extension Setting {
  /// Past points that one forecast reads, with so many by default.
  public static func inputLength(_ fallback: Int) -> Setting {
    Setting(
      "input_length", .whole(1...10_000), "Past points that one forecast reads.", default: .whole(fallback))
  }

  static let period = Setting(
    "period", .duration(60...5_184_000), "Time after which the load resembles itself.", default: 86_400)

  static let averages = Setting(
    "averages", .wholes(1...100_000), "Numbers of newest points whose means are read beside single points.",
    default: .wholes([60]))
}
