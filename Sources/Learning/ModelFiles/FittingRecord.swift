import Stochastics

/// What a model learned from: which stretch of the time line, in seconds from its origin, and of which load. It is kept in
/// the model's file, so that a run can refuse one that saw what it is judged on.
public struct FittingRecord: Hashable, Sendable, Codable {
  /// Where the data begin that parameters and scalers were fitted on.
  public var trainedFrom: Double
  /// Where they end; labels that look ahead end here too.
  public var trainedTo: Double
  /// Where the data end that stopped training or chose between models; nil where there were none.
  public var selectedTo: Double?
  /// Of which load the data are; nil where that is not known.
  public var load: LoadIdentity?

  /// A record of the given instants.
  public init(trainedFrom: Double, trainedTo: Double, selectedTo: Double? = nil, load: LoadIdentity? = nil) {
    self.trainedFrom = trainedFrom
    self.trainedTo = trainedTo
    self.selectedTo = selectedTo
    self.load = load
  }

  /// The record of a model fitted on these series.
  public init(training: LoadSeries, validation: LoadSeries? = nil) {
    self.init(
      trainedFrom: training.start, trainedTo: training.end, selectedTo: validation?.end,
      load: LoadIdentity(training))
  }

  /// Whether the training data are a part of `series`, at their place of the time line; true where the record does not say of
  /// which load they are.
  ///
  /// - Parameter series: In steps of the identity's.
  public func isFitted(on series: LoadSeries) -> Bool {
    guard let load else { return true }
    let first = Int(((trainedFrom - series.start) / series.step).rounded())
    let end = Int(((trainedTo - series.start) / series.step).rounded())
    guard series.step == load.step, first >= 0, first <= end, end <= series.values.count else { return false }
    return LoadIdentity(series.part(first..<end)) == load
  }

  /// One sentence on what in a decoded record will not do; nil where all will.
  var problem: String? {
    let instants = [trainedFrom, trainedTo] + (selectedTo.map { [$0] } ?? [])
    return instants.allSatisfy(\.isFinite) && trainedFrom <= trainedTo
      ? nil : "it says that it was fitted from \(trainedFrom) s to \(trainedTo) s."
  }
}

/// Tells loads apart by a digest of their values in parts of their mean: a trace that is scaled stays the same load.
public struct LoadIdentity: Hashable, Sendable, Codable {
  /// Length of one value's step, in seconds.
  public var step: Double
  /// FNV-1a-64 of the values, in millionths of their mean; hexadecimal.
  public var digest: String

  /// The identity of a load.
  public init(_ series: LoadSeries) {
    step = series.step
    let mean = series.values.reduce(0, +) / Double(max(1, series.values.count))
    // what scaling rounds otherwise is far below a millionth
    let unit = mean > 0 ? mean * 1e-6 : 1
    var bytes: [UInt8] = []
    for value in series.values {
      let millionths = UInt64(min(1e18, max(0, (value / unit).rounded())))
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: millionths >> shift))
      }
    }
    digest = String(fnv1a(bytes), radix: 16)
  }
}
