import Yams

extension BatchSweep {
  /// What Kubernetes is told beside the commands.
  public struct KubernetesOptions: Sendable, Hashable {
    /// The container image that holds the command.
    public var image: String
    /// The persistent volume claim with the experiment and room for results; mounted at `mountPath`.
    public var claim: String
    /// How many shares run at a time; nil for all.
    public var parallelism: Int?

    /// Options of the given image and claim.
    public init(image: String, claim: String, parallelism: Int? = nil) {
      self.image = image
      self.claim = claim
      self.parallelism = parallelism
    }
  }

  /// Where the claim is mounted and commands run.
  public static let mountPath = "/sweep"

  /// Repetitions of one share before it counts as failed. A pod that is evicted goes on where it was, so they cost little.
  static let backoffLimitPerIndex = 6

  /// The manifest of the Indexed Job that runs the shares, one index each.
  ///
  /// Sources: Kubernetes API `batch/v1` Job (backoffLimitPerIndex: stable since 1.33, needs restartPolicy Never);
  /// KEP-3850; podFailurePolicy: KEP-3329.
  ///
  /// - Throws: What Yams throws.
  public func kubernetesJob(_ options: KubernetesOptions) throws -> String {
    // indices begin at 0, shares at 1
    let script = "i=$((JOB_COMPLETION_INDEX + 1)); exec \(shareCommand(index: "$i"))"
    return try manifest(
      jobName, script: script, options,
      spec: [
        ("completions", Node("\(shards)")), ("parallelism", Node("\(options.parallelism ?? shards)")),
        ("completionMode", "Indexed"), ("backoffLimitPerIndex", Node("\(Self.backoffLimitPerIndex)")),
        ("podFailurePolicy", Node([("rules", Node([Self.failIndex, Self.ignoreDisruption]))])),
      ])
  }

  /// The manifest of the Job that merges the shares, to be made when the first one is complete.
  ///
  /// - Throws: What Yams throws.
  public func kubernetesMergeJob(_ options: KubernetesOptions) throws -> String {
    try manifest(jobName + "-merge", script: "exec \(mergeCommand)", options, spec: [("backoffLimit", "3")])
  }

  /// Mistakes and failed runs come again with every repetition.
  private static var failIndex: Node {
    Node([
      ("action", "FailIndex"),
      (
        "onExitCodes",
        Node([("containerName", "sweep"), ("operator", "In"), ("values", Node([Node("2"), Node("3")]))])
      ),
    ])
  }

  /// A pod that is evicted or preempted is made again without being counted.
  private static var ignoreDisruption: Node {
    let condition = Node([("type", "DisruptionTarget"), ("status", Node.text("True"))])
    return Node([("action", "Ignore"), ("onPodConditions", Node([condition]))])
  }

  private func manifest(
    _ name: String, script: String, _ options: KubernetesOptions, spec: [(String, Node)]
  ) throws -> String {
    let resources = Node([("cpu", Node.text("\(cores)")), ("memory", Node.text(memory))])
    let container = Node([
      ("name", "sweep"), ("image", Node.text(options.image)), ("workingDir", Node.text(Self.mountPath)),
      ("command", Node([Node.text("/bin/sh"), Node.text("-c"), Node.text(script)])),
      ("resources", Node([("requests", resources), ("limits", Node([("memory", Node.text(memory))]))])),
      ("volumeMounts", Node([Node([("name", "sweep"), ("mountPath", Node.text(Self.mountPath))])])),
    ])
    let pod = Node([
      ("restartPolicy", "Never"), ("containers", Node([container])),
      (
        "volumes",
        Node([
          Node([
            ("name", "sweep"),
            ("persistentVolumeClaim", Node([("claimName", Node.text(options.claim))])),
          ])
        ])
      ),
    ])
    let labels = Node([
      ("app.kubernetes.io/name", "forescale"), ("app.kubernetes.io/instance", Node.text(jobName)),
    ])
    let job = Node([
      ("apiVersion", "batch/v1"), ("kind", "Job"),
      ("metadata", Node([("name", Node.text(name)), ("labels", labels)])),
      ("spec", Node(spec + [("template", Node([("metadata", Node([("labels", labels)])), ("spec", pod)]))])),
    ])
    // folded lines are for people; a long command stays one
    return try Yams.serialize(node: job, width: -1)
  }
}

extension Node {
  fileprivate init(_ pairs: [(String, Node)]) {
    self.init(pairs.map { (Node($0.0), $0.1) }, Tag(.map), .block)
  }
}
