import InputFiles

/// Keys that several kinds of policies have.
extension Setting {
  /// Factor on the load; the usual knob.
  public static let headroom = Self("headroom", .number(0.1...10), "Factor on the load.", default: 1)
  /// How long a high proposal keeps the service from going below it.
  public static let stabilization = stabilization(default: 300)
  /// The same with another default, in seconds.
  static func stabilization(default seconds: SettingValue) -> Self {
    Self(
      "stabilization", .duration(0...3600),
      "How long a high proposal keeps the service from going below it.", default: seconds)
  }
  /// Target CPU utilization.
  public static let cpuUtilization = Self(
    "cpu_utilization", .percent(1...1000), "Target in percent of the CPU request, such as 60 or 60%.",
    example: "70")
  /// Target rate.
  public static let requestsPerSecond = Self(
    "requests_per_second", .number(0.001...1e9), "Target in requests a second and replica.", example: "70")
  /// A manifest of Kubernetes.
  public static let manifest = Self(
    "manifest", .manifest,
    "A HorizontalPodAutoscaler of autoscaling/v2 or v1, or for `keda` a ScaledObject, as a file beside this one or written "
      + "here. It says everything itself, limits included.")
  /// What its metrics stand for.
  public static let signals = Self(
    "signals", .mapping(of: .choice(of: HPASignal.self)),
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
    "Which quantile of the forecast is used, the nearest that there is. Default the central forecast.",
    example: "90%")
  /// What the replicas have to keep.
  public static let sizing = Self(
    "sizing", .choice(["latency", "pooled-latency", "utilization"]),
    "How load becomes replicas: by the latency objective with each replica a queue of its own, by the latency objective "
      + "with all replicas one queue (M/M/nc, inverted by the latency percentile), or by a target utilization of the "
      + "workers.", default: "latency")
  /// The target of the sizing by utilization.
  public static let utilization = Self(
    "utilization", .share(0.01...1),
    "Where `sizing` is utilization: the share of the workers that is busy.", default: 0.7)
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

  /// The number, duration (seconds) or share (0…1) that a setting is, by its default where it is not given.
  ///
  /// - Precondition: It is given or has a default.
  public func number(_ setting: Setting) -> Double {
    required(number(setting.key) ?? setting.fallback?.number, setting)
  }
  /// The whole number that a setting is, by its default where it is not given.
  ///
  /// - Precondition: It is given or has a default.
  public func whole(_ setting: Setting) -> Int {
    required(whole(setting.key) ?? setting.fallback?.whole, setting)
  }
  /// The text or choice that a setting is, by its default where it is not given.
  ///
  /// - Precondition: It is given or has a default.
  public func text(_ setting: Setting) -> String {
    required(text(setting.key) ?? setting.fallback?.text, setting)
  }
  /// The truth value that a setting is, by its default where it is not given.
  ///
  /// - Precondition: It is given or has a default.
  public func flag(_ setting: Setting) -> Bool {
    required(flag(setting.key) ?? setting.fallback?.flag, setting)
  }

  private func required<Value>(_ value: Value?, _ setting: Setting) -> Value {
    guard let value else { preconditionFailure("'\(setting.key)' is not given and has no default") }
    return value
  }

  /// A number, duration (seconds) or share (0…1); nil where it is not given.
  public func number(_ key: String) -> Double? { values[key]?.number }
  /// A whole number; nil where it is not given.
  public func whole(_ key: String) -> Int? { values[key]?.integer.map(Int.init) }
  /// A text, choice or name; nil where it is not given.
  public func text(_ key: String) -> String? { values[key]?.string }
  /// A truth value; nil where it is not given.
  public func flag(_ key: String) -> Bool? { values[key]?.bool }
  /// A list of texts; empty where there is none.
  public func texts(_ key: String) -> [String] { values[key]?.array?.compactMap(\.string) ?? [] }
  /// The entries of a table; empty where there is none.
  public func entries(_ key: String) -> [PolicySettings] {
    values[key]?.array?.compactMap { $0.object.map { PolicySettings($0) } } ?? []
  }
}

extension ManifestValue {
  /// The value of a setting.
  public init(_ value: SettingValue) {
    self =
      switch value {
      case .whole(let number): .integer(Int64(number))
      case .number(let number): .number(number)
      case .flag(let value): .bool(value)
      case .text(let text): .string(text)
      case .wholes(let numbers): .array(numbers.map { .integer(Int64($0)) })
      case .numbers(let numbers): .array(numbers.map { .number($0) })
      case .texts(let texts): .array(texts.map { .string($0) })
      }
  }

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
