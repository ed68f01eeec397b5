import Foundation
import InputFiles
import Workloads
import Yams

extension ClaimProtocol {
  /// The version of the format that this program reads.
  public static let format = "forescale/claims/v1"

  /// The keys of a file of claims.
  public static let keys: [Setting] = [
    Setting("format", .constant(format), "The version of this format."),
    Setting("name", .text, "Name in tables.", isRequired: true),
    Setting("description", .text, "What it is, in a sentence or two."),
    Setting(
      "extends", .text,
      "Another file of claims, relative to this one: its experiments, some with further workloads, seeds or arms, and its "
        + "claims."),
    Setting("experiments", .table(experimentKeys), "What is run. Needed unless the file extends another."),
    Setting("claims", .table(claimKeys), "What is judged. Needed unless the file extends another."),
  ]

  private static let experimentKeys = [
    Setting(
      "name", .text,
      "The name by which claims know it; that of an experiment of the extended file adds to it.",
      isRequired: true),
    Setting("scenario", .text, "The scenario's file, relative to this one. Needed for a new experiment."),
    Setting("arms", .texts, "Names of the arms that run. Needed for a new experiment."),
    Setting(
      "seeds", .whole(1...1000), "How many seeds each workload has, which are 1, 2, 3 … then.", default: 1),
    Setting(
      "workloads",
      .table([
        Setting("name", .text, "Name in tables.", isRequired: true),
        Setting(
          "data", .texts,
          "Trace files relative to the data folder, `*` standing for any part of a file's name. Default none."
        ),
        Setting("set", .mapping(of: .any), "Values of the scenario's keys, by their paths."),
      ]), "The units of inference. Needed for a new experiment."),
    Setting(
      "conditions", .mapping(of: .listOrSection(Experiment.rangeKeys + Experiment.countKey)),
      "Keys of the scenario and their values, as under `grid` of an experiment; the primary verdicts are about the first "
        + "value of each."),
  ]

  private static let claimKeys = [
    Setting("name", .text, "Name in tables.", isRequired: true),
    Setting("statement", .text, "The claim in words, as it was made.", isRequired: true),
    Setting("experiment", .text, "The experiment whose runs judge it.", isRequired: true),
    Setting("metric", .text, "The metric that is compared.", isRequired: true, example: "node_cost"),
    Setting(
      "stated", .share(-0.99...10), "The stated relative change of the metric.", isRequired: true,
      example: "-15%"),
    Setting(
      "raised_by", .number(0...1e6),
      "What both sides are raised by before their ratio is taken, in the metric's unit: where they may be 0.",
      default: 0),
    Setting("arm", .text, "The arm that the claim is about.", isRequired: true),
    Setting("baseline", .text, "The arm that it is compared with.", isRequired: true),
    Setting("other_arms", .texts, "Other arms whose effects are shown beside it. Default none."),
    Setting("other_baselines", .texts, "Other baselines whose effects are shown beside it. Default none."),
    Setting("other_metrics", .texts, "Other metrics that are shown beside it. Default none."),
    Setting(
      "guards",
      .table([
        Setting("metric", .text, "The metric.", isRequired: true),
        Setting(
          "share", .share(0...10),
          "How much worse it may get, as a share of the baseline's value. This or `by` is needed."),
        Setting("by", .number(0...1e9), "How much worse it may get, in the metric's unit."),
      ]), "What has to be no worse for the claim to count as supported."),
  ]

  /// Reads and checks a protocol; the scenarios that it names are not looked at yet.
  ///
  /// - Throws: `ScenarioError` with every mistake found.
  public init(path: String) throws {
    try self.init(yaml: try YAMLReader.text(ofFile: path, name: "file of claims"), file: path)
  }

  /// Reads and checks a protocol's text; `file` is what errors call it, and its folder is where scenarios are looked for.
  public init(yaml: String, file: String) throws { try self.init(yaml: yaml, file: file, extensions: 0) }

  /// The most files of which each extends the next.
  private static let mostExtensions = 8

  /// The same for a file that so many others extend.
  private init(yaml: String, file: String, extensions: Int) throws {
    guard extensions <= Self.mostExtensions else {
      throw ScenarioError(
        file: file,
        issues: ["extends: more than \(Self.mostExtensions) files extend each other; one may extend itself"])
    }
    let issues = IssueList()
    let top = try YAMLReader(
      document: yaml, file: file, name: "file of claims", keys: Self.keys, issues: issues)
    name = top.text("name")
    summary = top.optionalText("description") ?? ""
    let folder = file.parentFolder
    // another protocol's experiments, some with further workloads or seeds, and its claims
    let extended = top.optionalText("extends")?.path(in: folder)
    let base = try extended.map { path in
      try Self(
        yaml: try YAMLReader.text(ofFile: path, name: "file of claims"), file: path,
        extensions: extensions + 1)
    }
    let own = top.list("experiments", required: base == nil).map { reader in
      Self.experiment(reader, folder: folder, base: base)
    }
    experiments = (base?.experiments ?? []).filter { old in !own.contains { $0.name == old.name } } + own
    let known = experiments
    claims =
      (base?.claims ?? [])
      + top.list("claims", required: base == nil).map { Self.claim($0, experiments: known) }
    top.finish()
    for (path, names) in [("experiments", experiments.map(\.name)), ("claims", claims.map(\.name))] {
      for (index, name) in names.enumerated() where names[..<index].contains(name) && !name.isEmpty {
        issues.add("\(path)[\(index)].name", "'\(name)' is taken by an earlier entry; names have to differ")
      }
      if names.isEmpty, issues.issues.isEmpty { issues.add(path, "at least one is needed") }
    }
    if let error = issues.error(in: file) { throw error }
  }

  private static func experiment(
    _ reader: YAMLReader, folder: String, base: ClaimProtocol?
  ) -> ClaimExperiment {
    defer { reader.finish() }
    let name = reader.text("name")
    let old = base?.experiments.first { $0.name == name }
    let given = reader.list("workloads", required: old == nil).map { reader in
      defer { reader.finish() }
      let settings = reader.optionalSection("set").map(settings) ?? []
      return ClaimExperiment.Workload(
        name: reader.text("name"), data: reader.optionalStrings("data"),
        settings: settings)
    }
    let workloads = (old?.workloads ?? []) + given
    let names = workloads.map(\.name)
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      reader.note("workloads[\(index)].name", "'\(name)' is taken by an earlier entry; names have to differ")
    }
    let scenario = old != nil && !reader.isGiven("scenario") ? nil : reader.text("scenario")
    return ClaimExperiment(
      name: name, scenario: scenario.map { $0.path(in: folder) } ?? old?.scenario ?? "",
      arms: old != nil && !reader.isGiven("arms") ? old?.arms ?? [] : reader.strings("arms"),
      seeds: (1...reader.whole("seeds", default: old?.seeds.count)).map { UInt64($0) },
      workloads: workloads,
      conditions: reader.optionalSection("conditions").map(Experiment.axes) ?? old?.conditions ?? [])
  }

  /// Every key with its value, as they are.
  private static func settings(_ reader: YAMLReader) -> [ExperimentSetting] {
    let settings = reader.unreadKeys.map { path in
      let value = reader.tree(path).flatMap { try? Yams.serialize(node: $0) } ?? ""
      return ExperimentSetting(path: path, value: value.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    reader.finish()
    return settings
  }

  private static func claim(_ reader: YAMLReader, experiments: [ClaimExperiment]) -> Claim {
    defer { reader.finish() }
    let experiment = reader.text("experiment")
    let arms = experiments.first { $0.name == experiment }?.arms
    if arms == nil, !experiment.isEmpty {
      let names = experiments.map(\.name)
      let near = nearestName(to: experiment, among: names).map { " (did you mean '\($0)'?)" } ?? ""
      reader.note(
        "experiment",
        "'\(experiment)' is no experiment above, which are \(names.joined(separator: ", "))\(near)")
    }
    func arm(_ key: String, _ name: String) {
      guard let arms, !name.isEmpty, !arms.contains(name) else { return }
      let near = nearestName(to: name, among: arms).map { " (did you mean '\($0)'?)" } ?? ""
      reader.note(
        key, "'\(name)' is no arm of the experiment, which has \(arms.joined(separator: ", "))\(near)")
    }
    func metric(_ key: String, _ name: String) {
      let names = MetricCatalogue.all.map(\.name)
      guard !name.isEmpty, !names.contains(name) else { return }
      let near = nearestName(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
      reader.note(key, "'\(name)' is no metric\(near)")
    }
    func list(_ key: String, _ check: (String, String) -> Void) -> [String] {
      let names = reader.optionalStrings(key)
      for name in names { check(key, name) }
      return names
    }
    let claim = Claim(
      name: reader.text("name"), statement: reader.text("statement"), experiment: experiment,
      metric: reader.text("metric"), stated: reader.number("stated"),
      raisedBy: reader.number("raised_by"), arm: reader.text("arm"),
      baseline: reader.text("baseline"), otherArms: list("other_arms", arm),
      otherBaselines: list("other_baselines", arm), otherMetrics: list("other_metrics", metric),
      guards: reader.list("guards").map { inner in
        defer { inner.finish() }
        let name = inner.text("metric")
        if !MetricCatalogue.all.contains(where: { $0.name == name }) { metric("guards", name) }
        if inner.isGiven("by") {
          return Claim.Guard(metric: name, margin: .absolute(inner.number("by")))
        }
        return Claim.Guard(metric: name, margin: .relative(inner.number("share")))
      })
    metric("metric", claim.metric)
    arm("arm", claim.arm)
    arm("baseline", claim.baseline)
    return claim
  }
}
