import Writing

/// A sweep that a batch system runs in shares: the command of each share and the one that merges them.
public struct BatchSweep: Sendable, Hashable {
  /// The experiment's name, from which jobs get theirs.
  public var name: String
  /// The command, such as `/opt/forescale/forescale`.
  public var command: String
  /// The experiment file.
  public var experiment: String
  /// Traces that replace the scenario's; empty for its own.
  public var traces: [String]
  /// The database that the shares are merged into.
  public var out: String
  /// The folder of the shares' databases and logs.
  public var folder: String
  /// How many shares, from 1 up.
  public var shards: Int
  /// Cores of each share.
  public var cores: Int
  /// Memory of each share, such as `2Gi`.
  public var memory: String
  /// Whether what failed before runs again.
  public var retriesFailed: Bool

  /// A sweep in shares.
  public init(
    name: String, command: String, experiment: String, traces: [String], out: String, folder: String,
    shards: Int, cores: Int, memory: String, retriesFailed: Bool = false
  ) {
    self.name = name
    self.command = command
    self.experiment = experiment
    self.traces = traces
    self.out = out
    self.folder = folder
    self.shards = shards
    self.cores = cores
    self.memory = memory
    self.retriesFailed = retriesFailed
  }

  /// The command of one share for a shell; `index` is an expression of the shell that gives its number from 1.
  func shareCommand(index: String) -> String {
    var words = [
      Escape.shell(path: command), "sweep", Escape.shell(path: experiment), "--shard",
      "\"\(index)/\(shards)\"",
      "--out", Escape.shell(path: folder) + "/\"shard-\(index).sqlite\"", "--threads", "\(cores)",
    ]
    if retriesFailed { words.append("--retry-failed") }
    if !traces.isEmpty { words += ["--trace"] + traces.map { Escape.shell(path: $0) } }
    return words.joined(separator: " ")
  }

  /// The command that merges the shares that are there and fails if runs are missing.
  var mergeCommand: String {
    "\(Escape.shell(path: command)) results merge --complete \(Escape.shell(path: out)) "
      + "\(Escape.shell(path: folder))/shard-*.sqlite"
  }

  /// A name that batch systems take: small letters, digits and dashes, at most 40.
  var jobName: String {
    let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let trimmed = String(letters).split(separator: "-").joined(separator: "-").prefix(40)
    return "forescale-" + (trimmed.isEmpty ? "sweep" : trimmed)
  }
}
