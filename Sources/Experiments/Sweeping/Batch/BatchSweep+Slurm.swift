import Writing

extension BatchSweep {
  /// What Slurm is told beside the commands.
  public struct SlurmOptions: Sendable, Hashable {
    /// The partition; nil for the cluster's default.
    public var partition: String?
    /// The longest time of a share as Slurm writes it, such as `2:00:00`; nil for the partition's.
    public var time: String?

    /// Options of the given partition and time.
    public init(partition: String? = nil, time: String? = nil) {
      self.partition = partition
      self.time = time
    }
  }

  /// The script of the job array: one share a task.
  ///
  /// A task that is requeued finds its database and goes on with what is missing in it; a share needs no signal before it
  /// ends, since it may be killed at any instant.
  ///
  /// Source: sbatch(1), Slurm 22.05.
  public func slurmArray(_ options: SlurmOptions = SlurmOptions()) -> String {
    """
    #!/bin/sh
    # Share N of the sweep \(Escape.line(name, limit: 80)); a task that is requeued goes on where it was.
    #SBATCH --job-name=\(jobName)
    #SBATCH --array=1-\(shards)
    #SBATCH --nodes=1
    #SBATCH --ntasks=1
    #SBATCH --cpus-per-task=\(cores)
    \(header(options))#SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --output=\(slurmFolder)/shard-%a.log
    exec \(shareCommand(index: "$SLURM_ARRAY_TASK_ID"))

    """
  }

  /// The script of the job that merges the shares; it has to depend on the array by `afterany`, since shares with failed
  /// runs end with an exit code.
  public func slurmMerge(_ options: SlurmOptions = SlurmOptions()) -> String {
    """
    #!/bin/sh
    # Merges the shares of the sweep \(Escape.line(name, limit: 80)); fails if runs are missing.
    #SBATCH --job-name=\(jobName)-merge
    #SBATCH --nodes=1
    #SBATCH --ntasks=1
    \(header(options))#SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --output=\(slurmFolder)/merge.log
    exec \(mergeCommand)

    """
  }

  /// Whether Slurm has a spelling for the folder of the logs.
  public var hasSlurmSpelling: Bool { Escape.slurm(path: folder) != nil }

  private var slurmFolder: String {
    guard let spelling = Escape.slurm(path: folder) else {
      preconditionFailure("hasSlurmSpelling is false for \(folder)")
    }
    return spelling
  }

  private func header(_ options: SlurmOptions) -> String {
    (options.partition.map { "#SBATCH --partition=\($0)\n" } ?? "")
      + (options.time.map { "#SBATCH --time=\($0)\n" } ?? "")
      + "#SBATCH --mem=\(Self.slurmMemory(memory))\n"
  }

  /// Slurm writes binary units by one letter.
  private static func slurmMemory(_ memory: String) -> String {
    memory.hasSuffix("i") ? String(memory.dropLast()) : memory
  }
}
