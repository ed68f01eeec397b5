import Foundation
import Stochastics

/// What is in a model file, as lines of name and value: for `forescale inspect`.
public struct ModelInspection: Sendable {
  /// A name such as `configuration.hidden`, and what stands there.
  public typealias Row = (name: String, value: String)
  /// The lines, in a fixed order.
  public let rows: [Row]

  /// Opens the model in `bytes`, which came from `source`, and lists what it holds; models within models are
  /// listed under their place.
  ///
  /// - Throws: `ModelFileError` where the model could not be used.
  public init(bytes: [UInt8], source: String) throws {
    let model = try StoredModels.model(bytes: bytes, source: source)
    let file = try ModelFile(bytes: bytes, source: source)
    var rows: [Row] = [
      ("kind", file.kind), ("format", "\(ModelFile.formatVersion)"), ("bytes", "\(bytes.count)"),
      ("checksum", String(fnv1a(bytes.dropLast(8)), radix: 16)),
    ]
    if let forecaster = model as? any StoredForecaster {
      let task = forecaster.task
      rows += [
        ("name", forecaster.name), ("forecasts", task.target.rawValue),
        ("step", "\(task.step) s"), ("horizon", "\(task.horizon) s"),
        ("reads", "\(forecaster.inputLength) points"),
      ]
    }
    if let fitting = file.fitting {
      rows.append(("fitted on", "\(fitting.trainedFrom) s to \(fitting.trainedTo) s"))
      if let end = fitting.selectedTo { rows.append(("chosen on", "data up to \(end) s")) }
      if let load = fitting.load { rows.append(("load", "\(load.digest), steps of \(load.step) s")) }
    }
    if let least = file.parameters.min(), let largest = file.parameters.max() {
      rows.append(("parameters", "\(file.parameters.count), from \(least) to \(largest)"))
    }
    let header = try? JSONSerialization.jsonObject(with: Data(file.header), options: .fragmentsAllowed)
    Self.add(header, under: "", to: &rows)
    self.rows = rows
  }

  /// Lists the model in the file at `path`.
  ///
  /// - Throws: `ModelFileError`.
  public init(contentsOf path: String) throws {
    try self.init(bytes: try ModelFile.load(path), source: path)
  }

  private static func add(_ value: Any?, under name: String, to rows: inout [Row]) {
    switch value {
    case let object as [String: Any]:
      for key in object.keys.sorted() {
        add(object[key], under: name.isEmpty ? key : name + "." + key, to: &rows)
      }
    case let list as [Any]:
      let numbers = list.compactMap { $0 as? NSNumber }
      if list.count > 12, numbers.count == list.count {
        let values = numbers.map(\.doubleValue)
        rows.append((name, "\(list.count) numbers, from \(values.min() ?? 0) to \(values.max() ?? 0)"))
      } else if numbers.count == list.count {
        rows.append((name, list.isEmpty ? "none" : numbers.map { "\($0)" }.joined(separator: ", ")))
      } else if list.count <= 12 {
        for (index, item) in list.enumerated() { add(item, under: "\(name)[\(index)]", to: &rows) }
      } else {
        rows.append((name, "\(list.count) entries"))
      }
    case let text as String:
      // A model within this one is its whole file in base 64.
      if let data = Data(base64Encoded: text), data.starts(with: ModelFile.magic),
        let inner = try? ModelInspection(bytes: Array(data), source: name)
      {
        rows += inner.rows.map { (name + "." + $0.name, $0.value) }
      } else {
        rows.append((name, text))
      }
    case let number as NSNumber: rows.append((name, "\(number)"))
    default: rows.append((name, "none"))
    }
  }
}
