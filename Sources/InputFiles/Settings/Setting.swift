/// A key of an input file, or a choice that fitting does not make: what it is called, what may stand there, what stands for it
/// where it is not given, and what it means.
///
/// It is declared once. Readers take the value, its range and its default from here; lists of mistakes, JSON Schemas, the tables
/// of the pages and `forescale policies` are written from it.
public struct Setting: Sendable, Hashable {
  /// The key, in `snake_case`.
  public let key: String
  /// What may stand there.
  public let form: Form
  /// What it means, in a sentence or two, without range and default.
  public let summary: String
  /// What stands for it where it is not given; nil where that is nothing, or depends on other keys, as the summary says then.
  public let fallback: SettingValue?
  /// Whether it has to be given.
  public let isRequired: Bool
  /// A value to begin with, as one would write it.
  public let example: String?

  /// A setting of the given contents.
  ///
  /// - Parameters:
  ///   - fallback: What stands for it where it is not given: durations in seconds, shares of 1, bytes.
  ///   - isRequired: Whether it has to be given.
  ///   - example: A value to begin with, as one would write it.
  /// - Precondition: The default is one of the values that are allowed.
  public init(
    _ key: String, _ form: Form, _ summary: String, default fallback: SettingValue? = nil,
    isRequired: Bool = false, example: String? = nil
  ) {
    self.key = key
    self.form = form
    self.summary = summary
    self.isRequired = isRequired
    self.example = example
    self.fallback = fallback.map { form.taking($0) }
    if let value = self.fallback {
      precondition(form.allows(value), "the default of '\(key)' is none of its values: \(value)")
    }
  }
}

extension Setting {
  /// What may stand under a key.
  public indirect enum Form: Sendable, Hashable {
    /// A number in a range; of a unit, in its base (seconds, bytes, cores, 0…1).
    case quantity(SettingUnit, ClosedRange<Double>)
    /// A list of such numbers.
    case quantities(SettingUnit, ClosedRange<Double>)
    /// A list of two such numbers, the least and the largest.
    case span(SettingUnit, ClosedRange<Double>)
    /// Such a number, or a list of the least and the largest.
    case quantityOrSpan(SettingUnit, ClosedRange<Double>)
    /// A whole number in a range.
    case whole(ClosedRange<Int>)
    /// A list of whole numbers in a range.
    case wholes(ClosedRange<Int>)
    /// A whole number of percent in a range, such as 60 or `60%`.
    case percent(ClosedRange<Int>)
    /// How many, in a range, or a list of different whole numbers.
    case countOrWholes(ClosedRange<Int>)
    /// One of some words.
    case choice([String])
    /// True or false.
    case flag
    /// A text.
    case text
    /// A list of texts.
    case texts
    /// A number of any unit, or another word.
    case scalar
    /// This text and no other.
    case constant(String)
    /// A column of a table, by its name or its number from 0.
    case column
    /// The name of a forecaster of the scenario.
    case forecaster
    /// Names of forecasters of the scenario.
    case forecasters
    /// Names of other arms of the scenario.
    case arms
    /// A manifest of Kubernetes, written here or the path of its file.
    case manifest
    /// A mapping with keys of its own.
    case section([Setting])
    /// A list of mappings with keys of their own.
    case table([Setting])
    /// One of some words, or a mapping with keys of its own.
    case choiceOrSection([String], [Setting])
    /// A list of any values, or a mapping with keys of its own.
    case listOrSection([Setting])
    /// A mapping with the keys of the one that it stands in.
    case again
    /// A list of mappings with the keys of the one that it stands in.
    case agains
    /// A mapping whose keys are names that the file gives, each with such a value.
    case mapping(of: Form)
    /// A list of any values.
    case list
    /// Anything.
    case any

    /// A plain number in a range.
    public static func number(_ range: ClosedRange<Double>) -> Self { .quantity(.number, range) }
    /// A duration such as `5m`, in a range of seconds.
    public static func duration(_ range: ClosedRange<Double>) -> Self { .quantity(.duration, range) }
    /// A share such as `95%` or 0.95, in a range of 1.
    public static func share(_ range: ClosedRange<Double>) -> Self { .quantity(.share, range) }
    /// A size such as `512Mi`, in a range of bytes.
    public static func bytes(_ range: ClosedRange<Double>) -> Self { .quantity(.bytes, range) }
    /// Cores such as 2 or `500m`, in a range.
    public static func cores(_ range: ClosedRange<Double>) -> Self { .quantity(.cores, range) }
    /// One of the words that a type has.
    public static func choice<Value: RawRepresentable & CaseIterable>(of type: Value.Type) -> Self
    where Value.RawValue == String {
      .choice(type.allCases.map(\.rawValue))
    }
  }
}

extension Setting.Form {
  /// The keys of what stands there, if it has some.
  public var keys: [Setting] {
    switch self {
    case .section(let keys), .table(let keys), .choiceOrSection(_, let keys), .listOrSection(let keys): keys
    case .mapping(let form): form.keys
    default: []
    }
  }

  /// What is expected there, as in "a whole number from 1 to 5".
  public var expected: String {
    switch self {
    case .quantity(let unit, _), .quantityOrSpan(let unit, _): unit.example
    case .quantities: "a list of numbers"
    case .span: "a list of the least and the largest"
    case .whole(let range), .percent(let range):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .wholes: "a list of whole numbers"
    case .countOrWholes(let range):
      "how many (\(range.lowerBound) to \(range.upperBound)) or a list of different whole numbers"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .flag: "true or false"
    case .text, .constant, .scalar, .column: "a text"
    case .texts: "a list of texts"
    case .forecaster: "the name of a forecaster"
    case .forecasters: "a list of names of forecasters"
    case .arms: "a list of names of arms"
    case .manifest: "a manifest or the path of its file"
    case .section, .again, .mapping: "a mapping of keys and values"
    case .table, .agains, .list: "a list"
    case .choiceOrSection(let words, _): "one of \(words.joined(separator: ", ")), or a mapping"
    case .listOrSection: "a list, or a mapping"
    case .any: "a value"
    }
  }

  /// A default as a value of this form: a duration may be declared as 300 and a list of numbers as [1, 2].
  fileprivate func taking(_ value: SettingValue) -> SettingValue {
    switch (self, value) {
    case (.quantity, .whole(let number)): .number(Double(number))
    case (.quantities, .wholes(let numbers)), (.span, .wholes(let numbers)):
      .numbers(numbers.map(Double.init))
    default: value
    }
  }

  fileprivate func allows(_ value: SettingValue) -> Bool {
    switch (self, value) {
    case (.quantity(_, let range), .number(let number)): range.contains(number)
    case (.quantities(_, let range), .numbers(let numbers)): numbers.allSatisfy(range.contains)
    case (.span(_, let range), .numbers(let ends)):
      ends.count == 2 && ends[0] <= ends[1] && ends.allSatisfy(range.contains)
    case (.whole(let range), .whole(let number)), (.percent(let range), .whole(let number)),
      (.countOrWholes(let range), .whole(let number)):
      range.contains(number)
    case (.wholes(let range), .wholes(let numbers)): numbers.allSatisfy(range.contains)
    case (.choice(let words), .text(let word)), (.choiceOrSection(let words, _), .text(let word)):
      words.contains(word)
    case (.flag, .flag), (.text, .text), (.texts, .texts): true
    default: false
    }
  }
}
