import ArgumentParser
import Experiments
import Foundation
import InputFiles
import Writing

/// What `sweep` needs to hand its shares to a batch system.
struct BatchOptions: ParsableArguments {
  @Flag(help: "Write a Slurm job array, one share a task, and a job that merges them; run nothing here.")
  var slurm = false

  @Option(
    help: ArgumentHelp(
      "Write an Indexed Job and one that merges, for this image; run nothing here.", valueName: "IMAGE"))
  var kubernetes: String?

  @Option(help: "How many shares; 8, or as many as there are variations.")
  var shards: Int?

  @Option(help: ArgumentHelp("Memory of each share; 2Gi by default.", valueName: "SIZE"))
  var memory: String?

  @Option(help: "Slurm's partition.")
  var partition: String?

  @Option(help: ArgumentHelp("Slurm's limit of time for each share, such as 2:00:00.", valueName: "TIME"))
  var time: String?

  @Flag(help: "Hand the job array and the merging job to Slurm at once.")
  var submit = false

  @Option(
    help: ArgumentHelp(
      "Kubernetes' volume claim, forescale-sweep by default; it is mounted at \(BatchSweep.mountPath) and holds the experiment.",
      valueName: "NAME"))
  var claim: String?

  @Option(help: ArgumentHelp("How many shares Kubernetes runs at a time.", valueName: "COUNT"))
  var parallelism: Int?

  /// Whether a batch system is to run it.
  var isAsked: Bool { slurm || kubernetes != nil }

  func validate() throws {
    if slurm, kubernetes != nil { throw ValidationError("--slurm and --kubernetes do not go together") }
    for (name, value) in [("--shards", shards), ("--parallelism", parallelism)] {
      if let value, !(1...100_000 ~= value) {
        throw ValidationError("\(name): expected a whole number from 1 to 100000, found \(value)")
      }
    }
    if let memory, memory.wholeMatch(of: /[1-9][0-9]{0,9}[KMGT]i/) == nil {
      throw ValidationError("--memory: expected a size such as 512Mi or 2Gi, found '\(memory)'")
    }
    for (name, isGiven) in [
      ("--partition", partition != nil), ("--time", time != nil), ("--submit", submit),
    ] where isGiven && !slurm {
      throw ValidationError("\(name) goes with --slurm alone")
    }
    for (name, isGiven) in [("--parallelism", parallelism != nil), ("--claim", claim != nil)]
    where isGiven && kubernetes == nil {
      throw ValidationError("\(name) goes with --kubernetes alone")
    }
    if memory != nil, !isAsked { throw ValidationError("--memory goes with --slurm or --kubernetes") }
    if shards != nil, !slurm, kubernetes == nil {
      throw ValidationError("--shards goes with --slurm or --kubernetes; --shard I/N runs one share here")
    }
    for (name, value) in [("--partition", partition), ("--time", time)] {
      if let value, value.wholeMatch(of: /[A-Za-z0-9_.:,-]+/) == nil {
        throw ValidationError("\(name): '\(value)' has characters that Slurm does not take")
      }
    }
  }

  /// Writes what the batch system runs and, if asked to, hands it over.
  func write(_ plan: SweepPlan, experiment: String, traces: [String], out: String, cores: Int, retries: Bool)
    throws
  {
    let shards = min(shards ?? 8, max(1, plan.points.count))
    if let image = kubernetes {
      return try writeKubernetes(
        plan, image, experiment: experiment, traces: traces, out: out, cores: cores, retries: retries,
        shards: shards)
    }
    let folder = Self.absolute(out.withoutExtension + ".shards")
    let sweep = BatchSweep(
      name: plan.experiment.name, command: Self.executable, experiment: Self.absolute(experiment),
      traces: traces.map(Self.absolute), out: Self.absolute(out), folder: folder, shards: shards,
      cores: cores,
      memory: memory ?? "2Gi", retriesFailed: retries)
    guard sweep.hasSlurmSpelling else {
      throw Failure(
        code: 2,
        message:
          "forescale: --out: \(folder) has signs that Slurm cannot take in a file's name; allowed are letters, "
          + "digits and /._-+=:,@%")
    }
    let options = BatchSweep.SlurmOptions(partition: partition, time: time)
    let array = folder + "/shards.sbatch"
    let merge = folder + "/merge.sbatch"
    try Self.write(sweep.slurmArray(options), to: array)
    try Self.write(sweep.slurmMerge(options), to: merge)
    guard submit else {
      Console.print(
        """
        \(Escape.line(plan.experiment.name)): \(shards) shares in \(folder)
        id=$(sbatch --parsable \(Escape.shell(path: array)))
        sbatch --dependency=afterany:$id \(Escape.shell(path: merge))
        """)
      return
    }
    let job = try Self.sbatch(["--parsable", array])
    let merging = try Self.sbatch(["--parsable", "--dependency=afterany:\(job)", merge])
    Console.print(
      "\(Escape.line(plan.experiment.name)): \(shards) shares are job \(job), job \(merging) merges them into \(out)"
    )
  }

  private func writeKubernetes(
    _ plan: SweepPlan, _ image: String, experiment: String, traces: [String], out: String, cores: Int,
    retries: Bool, shards: Int
  ) throws {
    // paths are those inside the container, where the claim is the working folder
    for (name, path) in [("the experiment", experiment), ("--out", out)] + traces.map({ ("--trace", $0) })
    where path.hasPrefix("/") || path.split(separator: "/").contains("..") {
      throw Failure(
        code: 2,
        message:
          "forescale: \(name): '\(path)' has to lie below this folder, which the volume claim stands for")
    }
    let folder = out.withoutExtension + ".shards"
    let sweep = BatchSweep(
      name: plan.experiment.name, command: "forescale", experiment: experiment, traces: traces, out: out,
      folder: folder, shards: shards, cores: cores, memory: memory ?? "2Gi", retriesFailed: retries)
    let claimed = claim ?? "forescale-sweep"
    let options = BatchSweep.KubernetesOptions(image: image, claim: claimed, parallelism: parallelism)
    let files = [
      (folder + "/job.yaml", try sweep.kubernetesJob(options)),
      (folder + "/merge.yaml", try sweep.kubernetesMergeJob(options)),
    ]
    for (path, text) in files { try Self.write(text, to: path) }
    Console.print(
      """
      \(Escape.line(plan.experiment.name)): \(shards) shares; the claim \(claimed) has to hold this folder's experiment
      kubectl apply -f \(Escape.shell(path: files[0].0))
      kubectl wait --for=condition=complete --timeout=-1s -f \(Escape.shell(path: files[0].0))
      kubectl apply -f \(Escape.shell(path: files[1].0))
      """)
  }

  /// Hands a script to Slurm; the number of the job.
  private static func sbatch(_ arguments: [String]) throws -> String {
    let answer: FinishedProgram
    do {
      answer = try FinishedProgram(["sbatch"] + arguments, timeout: 120)
    } catch let error as ProcessError {
      let isAbsent = error.description.contains("is no program")
      throw Failure(
        code: isAbsent ? 2 : 3,
        message: isAbsent
          ? "forescale: --submit: there is no sbatch here; without --submit the scripts are written alone"
          : "forescale: --submit: \(error)")
    }
    guard answer.status == 0,
      let job = String(decoding: answer.output, as: UTF8.self).split(whereSeparator: {
        $0 == ";" || $0 == "\n"
      }).first
    else {
      let words = answer.errors.split(separator: "\n").joined(separator: " ")
      throw Failure(code: 3, message: "forescale: sbatch did not take \(arguments.last ?? ""): \(words)")
    }
    return String(job)
  }

  private static func write(_ text: String, to path: String) throws {
    try Output.makeFolder(path.parentFolder)
    try Output.write(text, to: path)
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// This program, as a batch system finds it.
  private static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? absolute(CommandLine.arguments[0])
  }
}
