/// One figure of one model on one of the gate's data.
public struct GateFigure: Sendable, Hashable, Codable {
  /// Which data: `synthetic`, or a file of real data.
  public var data: String
  /// Which model.
  public var model: String
  /// The name of a `GateMetric`.
  public var metric: String
  /// The value, in the metric's unit.
  public var value: Double

  /// A figure of the given contents.
  public init(data: String, model: String, metric: String, value: Double) {
    self.data = data
    self.model = model
    self.metric = metric
    self.value = value
  }
}

/// What the gate did not measure, and why: nothing is left out silently.
public struct GateOmission: Sendable, Hashable, Codable {
  /// Which data.
  public var data: String
  /// Which model; nil for all of them.
  public var model: String?
  /// Which metric; nil for all of them.
  public var metric: String?
  /// Why, in words.
  public var reason: String

  /// An omission of the given contents.
  public init(data: String, model: String? = nil, metric: String? = nil, reason: String) {
    self.data = data
    self.model = model
    self.metric = metric
    self.reason = reason
  }

  /// Whether a recorded figure is among those left out.
  public func covers(_ figure: GateBaselines.Figure) -> Bool {
    data == figure.data && (model ?? figure.model) == figure.model
      && (metric ?? figure.metric) == figure.metric
  }
}

/// What the gate measured under one seed.
public struct GateRun: Sendable, Hashable {
  /// The seed of the models; data have seeds of their own that never change.
  public var seed: UInt64
  /// The figures, in the order of tables.
  public var figures: [GateFigure]

  /// A run of the given contents.
  public init(seed: UInt64, figures: [GateFigure]) {
    self.seed = seed
    self.figures = figures
  }
}
