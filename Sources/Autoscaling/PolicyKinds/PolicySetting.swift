/// One key that an arm may have.
public struct PolicySetting: Sendable, Hashable {
  /// What may stand there. Durations are in seconds, shares in 0…1.
  public indirect enum Form: Sendable, Hashable {
    /// A number in a range.
    case number(ClosedRange<Double>)
    /// A whole number in a range.
    case whole(ClosedRange<Int>)
    /// A whole number of percent in a range, such as 60 or `60%`.
    case percent(ClosedRange<Int>)
    /// A share such as `95%` or 0.95.
    case share(ClosedRange<Double>)
    /// A duration such as `5m`.
    case duration(ClosedRange<Double>)
    /// One of some words.
    case choice([String])
    /// True or false.
    case flag
    /// A text.
    case text
    /// A list of texts.
    case texts
    /// A list of whole numbers in a range.
    case wholes(ClosedRange<Int>)
    /// The name of a forecaster of the scenario.
    case forecaster
    /// Names of forecasters of the scenario.
    case forecasters
    /// Names of other arms of the scenario.
    case arms
    /// A HorizontalPodAutoscaler, written here or the path of its file.
    case manifest
    /// Signals of the simulator by names of metrics.
    case signals
    /// A list of entries with keys of their own.
    case table([PolicySetting])
  }

  /// The key, in `snake_case`.
  public let key: String
  /// What may stand there.
  public let form: Form
  /// What it means, in a sentence.
  public let summary: String
  /// What stands for a key that is not given; nil for nothing.
  public let fallback: ManifestValue?
  /// Whether it has to be given.
  public let isRequired: Bool

  /// A setting of the given key and form.
  public init(
    _ key: String, _ form: Form, _ summary: String, default fallback: ManifestValue? = nil,
    isRequired: Bool = false
  ) {
    self.key = key
    self.form = form
    self.summary = summary
    self.fallback = fallback
    self.isRequired = isRequired
  }
}

extension PolicySetting {
  /// Factor on the load; the usual knob.
  public static let headroom = Self("headroom", .number(0.1...10), "Factor on the load. Default 1.")
  /// How long a high proposal keeps the service from going below it.
  public static let stabilization = Self(
    "stabilization", .duration(0...3600),
    "How long a high proposal keeps the service from going below it. Default 300s.", default: .number(300))
  /// Target CPU utilization.
  public static let cpuUtilization = Self(
    "cpu_utilization", .percent(1...1000), "Target in percent of the CPU request.")
  /// Target rate.
  public static let requestsPerSecond = Self(
    "requests_per_second", .number(0.001...1e9), "Target in requests a second and replica.")
  /// A manifest of Kubernetes.
  public static let manifest = Self(
    "manifest", .manifest,
    "A HorizontalPodAutoscaler of autoscaling/v2 or v1, or for `keda` a ScaledObject, as a file beside this one or written "
      + "here. It says everything itself, limits included.")
  /// What its metrics stand for.
  public static let signals = Self(
    "signals", .signals,
    "With a manifest: which signal of the simulator each of its Pods, Object and External metrics, or its triggers, stands "
      + "for.")
  /// A forecaster, which has to be named.
  public static let forecaster = Self(
    "forecaster", .forecaster, "Name of a forecaster above.", isRequired: true)
  /// Several forecasters.
  public static let forecasters = Self("forecasters", .forecasters, "Names of forecasters above.")
  /// Which quantile of a forecast is used.
  public static let quantile = Self(
    "quantile", .share(0.001...0.999),
    "Which quantile of the forecast is used, the nearest that there is. Default the central forecast.")
  /// What the replicas have to keep.
  public static let sizing = Self(
    "sizing", .choice(["latency", "pooled-latency", "utilization"]),
    "How load becomes replicas: by the latency objective with each replica a queue of its own, by the latency objective "
      + "with all replicas one queue, or by a target utilization of the workers. Default latency.")
  /// The target of the sizing by utilization.
  public static let utilization = Self(
    "utilization", .share(0.01...1),
    "Where `sizing` is utilization: the share of the workers that is busy. Default 70%.")
}

/// The settings of one arm by key: what was given, and the defaults of what was not.
public struct PolicySettings: Sendable, Hashable, Codable, ExpressibleByDictionaryLiteral {
  /// The values by key. Whole numbers are integers, however they were written, so that settings stay the same when they are
  /// stored and read.
  public private(set) var values: [String: ManifestValue]

  /// Settings of the given values.
  public init(_ values: [String: ManifestValue] = [:]) { self.values = values.mapValues(\.withWholeNumbers) }
  /// Settings of the given values.
  public init(dictionaryLiteral elements: (String, ManifestValue)...) {
    self.init(Dictionary(elements, uniquingKeysWith: { $1 }))
  }

  /// Reads an object of values.
  public init(from decoder: any Decoder) throws {
    self.init(try [String: ManifestValue](from: decoder))
  }
  /// Writes an object of values.
  public func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }

  /// The value of a key; nil where there is none.
  public subscript(key: String) -> ManifestValue? {
    get { values[key] }
    set { values[key] = newValue?.withWholeNumbers }
  }

  /// A number, duration (seconds) or share (0…1).
  public func number(_ key: String) -> Double? { values[key]?.number }
  /// A whole number.
  public func whole(_ key: String) -> Int? { values[key]?.integer.map(Int.init) }
  /// A text, choice or name.
  public func text(_ key: String) -> String? { values[key]?.string }
  /// A truth value.
  public func flag(_ key: String) -> Bool? { values[key]?.bool }
  /// A list of texts; empty where there is none.
  public func texts(_ key: String) -> [String] { values[key]?.array?.compactMap(\.string) ?? [] }
  /// The entries of a table; empty where there is none.
  public func entries(_ key: String) -> [PolicySettings] {
    values[key]?.array?.compactMap { $0.object.map { PolicySettings($0) } } ?? []
  }
}

extension ManifestValue {
  /// The same with every number that is whole as an integer.
  fileprivate var withWholeNumbers: ManifestValue {
    switch self {
    case .number(let value) where value == value.rounded() && abs(value) < 0x1p53: .integer(Int64(value))
    case .array(let values): .array(values.map(\.withWholeNumbers))
    case .object(let fields): .object(fields.mapValues(\.withWholeNumbers))
    default: self
    }
  }
}
