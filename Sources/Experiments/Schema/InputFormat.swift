import InputFiles

/// The files of YAML that users write, by what they are: the keys of each, its JSON Schema, and the table of its page.
public enum InputFormat: String, CaseIterable, Sendable {
  /// A scenario.
  case scenario
  /// Many variations of a scenario.
  case experiment
  /// A search for settings, as `tune` takes it.
  case search
  /// Claims and the experiments that judge them, as `reproduce` takes it.
  case `protocol`
  /// A measured cluster to be predicted, as `validate` takes it.
  case validation

  /// The keys that such a file may have, as its reader takes them.
  public var keys: [Setting] {
    switch self {
    case .scenario: Scenario.keys
    case .experiment: Experiment.keys
    case .search: SearchSpecification.keys
    case .protocol: ClaimProtocol.keys
    case .validation: ValidationStudy.keys
    }
  }

  /// The page that describes such files.
  public var page: String {
    switch self {
    case .scenario: "docs/scenario.md"
    case .experiment: "docs/sweeps.md"
    case .search: "docs/tuning.md"
    case .protocol: "docs/claims.md"
    case .validation: "docs/validation.md"
    }
  }

  /// What such a file is, in a sentence.
  public var summary: String {
    switch self {
    case .scenario: "A load, a service, its nodes and the arms that compete."
    case .experiment: "Many variations of one scenario, under several seeds."
    case .search: "A search for hyperparameters of a forecaster, an arm or a model."
    case .protocol: "Claims, and the experiments that judge them."
    case .validation: "A measured cluster, and what has to come out when it is predicted."
    }
  }

  /// Its JSON Schema (draft 2020-12) as a text, with which editors complete and check a file while it is typed.
  public var schema: String { JSONSchema(self).text }

  /// The table of its keys in Markdown: a row for each, by its path.
  public var table: String { KeyTable(keys).text }
}
