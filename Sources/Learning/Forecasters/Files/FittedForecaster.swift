import Foundation

/// A forecaster with the record of what it was fitted on; the file of the one keeps the other.
///
/// Where a forecaster is made of others the record is of the whole: what their fixed parts were fitted and chosen on.
public struct FittedForecaster: Forecaster {
  /// The forecaster.
  public let model: any StoredForecaster
  /// What it was fitted on; nil where there was nothing to fit, or nobody wrote it down.
  public let fitting: FittingRecord?

  /// A forecaster of the given record.
  public init(_ model: any StoredForecaster, fitting: FittingRecord?) {
    self.model = model
    self.fitting = fitting
  }

  /// The forecaster in `bytes`, of whichever kind, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`; a model that is no forecaster is refused too.
  public init(bytes: [UInt8], source: String) throws {
    self.init(
      try StoredForecasters.forecaster(bytes: bytes, source: source),
      fitting: try ModelFile(bytes: bytes, source: source).fitting)
  }

  /// The forecaster in the file at `path`, of whichever kind.
  ///
  /// - Throws: `ModelFileError`.
  public init(contentsOf path: String) throws {
    try self.init(bytes: try ModelFile.load(path), source: path)
  }

  /// The bytes of the file of both; equal forecasters with equal records give equal bytes.
  public func encoded() -> [UInt8] {
    guard var file = try? ModelFile(bytes: model.encoded(), source: model.name) else {
      preconditionFailure("the file of a model can be read")
    }
    file.fitting = fitting
    return file.encoded()
  }

  /// Writes both to `path`, replacing a file there only once all is written.
  ///
  /// - Throws: `ModelFileError`.
  public func write(to path: String) throws { try ModelFile.write(encoded(), to: path) }

  /// The name in tables.
  public var name: String { model.name }
  /// What is forecast, from what.
  public var task: ForecastTask { model.task }
  /// T: past points that one forecast reads.
  public var inputLength: Int { model.inputLength }
  /// Why the forecaster cannot go on.
  public var failure: String? { model.failure }

  /// The forecast that follows `history`; see `Forecaster`.
  public func forecast(history: ArraySlice<Double>, endOfHistory: Double) -> Forecast {
    model.forecast(history: history, endOfHistory: endOfHistory)
  }

  /// The forecasts of the `count` newest origins; see `Forecaster`.
  public func rollingForecasts(history: ArraySlice<Double>, endOfHistory: Double, count: Int) -> [Forecast] {
    model.rollingForecasts(history: history, endOfHistory: endOfHistory, count: count)
  }
}
