/// What a generated Borg cell looks like; the defaults are the published figures of ClusterData 2019.
///
/// Sources, named at each field: Tirmazi et al., "Borg: the Next Generation", EuroSys 2020 (the paper), the
/// public extracts of the trace that this project holds (measured), or neither (an assumption, and said to be
/// one).
///
/// What cannot be met together:
/// - Pareto index 0.69, mean 1.19, variance 33.3k and maximum 370k NCU-hours: see
///   `BorgJobSizeParameters.tailBend`.
/// - 3,309 jobs/h of 1.19 NCU-hours need 3,940 NCU; 12,000 machines of 0.61 NCU at the measured 47 % give
///   3,480. Small cells cannot hold the largest jobs at all: jobs are cut at `largestJobShare`, and
///   long-running jobs fill the cell up to `utilization`.
/// - Used over requested has a mean of 0.5, so that 47 % utilization needs requests of 0.9 of the capacity,
///   while limits are published to sum to "well over" it.
/// - Random rows spread CPU used over requested by a factor of 10⁵ and memory by 10². Were that so from job
///   to job, the logarithms of CPU and memory hours of jobs would correlate 0.55, where 0.97 is published:
///   the spread is given to long-running jobs alone, within them rather than between, and 0.89 is reached.
///   More would need requests of memory that follow those of CPU more closely than they do.
/// - The medians of the percentiles within a window are no percentiles of any window of that mean: the area
///   under them is 0.955. They are stretched to an area of 1, and so all but the highest are 4 % too large.
/// - The highest CPU in a window is 3.7 times the mean (median), while the 100 % of its distribution is 2.8
///   times.
/// - 29 % of the random rows are shorter than 300 s. Starts and stops at the published rates cut a few per
///   cent of the windows only; the rest may be updates, which are not generated.
/// - The random rows have 17 % of monitoring tasks with 27 % of the CPU; a power domain of cell f has 4 %.
public struct BorgCellParameters: Codable, Hashable, Sendable {
  /// A size of machines and how many there are of it.
  public struct MachineShape: Codable, Hashable, Sendable {
    /// CPU in NCU, in (0, 1].
    public var cpu: Double
    /// Memory in parts of the largest machine's, in (0, 1].
    public var memory: Double
    /// How many of the machines, in parts of the shares' sum; positive.
    public var share: Double

    /// The given shape.
    public init(cpu: Double, memory: Double, share: Double) {
      self.cpu = cpu
      self.memory = memory
      self.share = share
    }
  }

  /// The version of the generator; the same version, parameters and seed give the same bytes.
  public var version = Self.currentVersion
  /// Seed of all randomness.
  public var seed: UInt64 = 2019
  /// Machines, 1…20,000; the paper's cells have about 12,000.
  public var machines = 12_000
  /// Sizes of machines, measured on machine_events of cells a–d; the 1 % of rarer shapes is left out.
  public var machineShapes = [
    MachineShape(cpu: 0.592, memory: 0.333, share: 0.32),
    MachineShape(cpu: 0.387, memory: 0.333, share: 0.12),
    MachineShape(cpu: 0.259, memory: 0.167, share: 0.11), MachineShape(cpu: 1, memory: 0.5, share: 0.11),
    MachineShape(cpu: 0.709, memory: 0.333, share: 0.09), MachineShape(cpu: 0.959, memory: 0.5, share: 0.06),
    MachineShape(cpu: 0.387, memory: 0.167, share: 0.06),
    MachineShape(cpu: 0.709, memory: 0.667, share: 0.06),
    MachineShape(cpu: 1, memory: 1, share: 0.03), MachineShape(cpu: 0.592, memory: 0.167, share: 0.03),
  ]
  /// Removals of a machine a day: 309 a day of 12,583 machines in ClusterData 2011.
  public var machineRemovalsPerDay = 0.0246
  /// How long a removed machine is away, mean, in seconds; an assumption.
  public var machineRepairTime = 3600.0
  /// The traced span in hours, 1…744, from 600 s of trace time on.
  public var hours = 24

  /// Median number of jobs submitted in an hour to a cell of 12,000 machines (the paper); scaled with
  /// `machines`.
  public var jobsPerHour = 3309.0
  /// The swing of that rate over the day in parts of it, 0…1; an assumption.
  public var arrivalSwing = 0.2
  /// Standard deviation of the logarithm of a factor of each hour: calm hours and bursts; an assumption.
  public var arrivalNoise = 0.25
  /// The trace hour, 0…24, at which production and arrivals peak; production is at its lowest near trace hour
  /// 1.
  public var peakHour = 13.0
  /// How large jobs are.
  public var sizes = BorgJobSizeParameters()
  /// The tiers, in the order of `BorgTier.allCases`.
  public var tiers = BorgTier.allCases.map(BorgTierParameters.standard)
  /// Submissions after the first, over instances: 2.26 (the paper).
  public var resubmissionsPerInstance = 2.26
  /// The share of instances that are ever submitted again; an assumption, the others make up for it.
  public var resubmittedShare = 0.4
  /// How jobs end: finished, killed by their users, failed. Shares that sum to 1; an assumption.
  public var endShares = [0.60, 0.35, 0.05]

  /// CPU used over the machines' capacity that the long-running jobs fill the cell up to; 0.471 was measured
  /// on a cell.
  public var utilization = 0.471
  /// The most that one job may use or ask for, in parts of the cell, 0…1: smaller cells hold smaller jobs
  /// only.
  public var largestJobShare = 0.05
  /// The requests that a machine takes, over its CPU; the paper has them "well over" 1, this figure is an
  /// assumption.
  public var cpuOvercommit = 1.25
  /// The same for memory.
  public var memoryOvercommit = 1.25

  /// Parts of the variance of the normal score of used over requested that belong to the job and to the
  /// instance; the rest changes from window to window. An assumption.
  public var jobVariance = 0.15
  /// See `jobVariance`.
  public var instanceVariance = 0.5
  /// Autocorrelation of that rest between neighbouring windows; the usage that follows has about 0.75, the
  /// median over jobs of 2011.
  public var windowCorrelation = 0.82
  /// Highest over mean CPU of a window, measured on the 1,500 random rows.
  public var maximumOverMean = QuantileTable(
    levels: [0.001, 0.01, 0.1, 0.5, 0.75, 0.9, 0.99, 0.999],
    values: [1.1, 1.36, 2.0, 3.7, 6.4, 10.2, 25.5, 60])
  /// The 0, 10, …, 90 % of CPU within a window over its mean, then 91, 92, …, 99 %: medians over the same
  /// rows.
  public var withinWindow = [
    0.26, 0.57, 0.66, 0.78, 0.84, 0.90, 0.98, 1.06, 1.20, 1.40, 1.426, 1.46, 1.511, 1.567, 1.659, 1.725,
    1.813, 1.921,
    2.214,
  ]
  /// The 100 % of CPU within a window over its mean; below the median of `maximumOverMean`, which knows
  /// shorter peaks.
  public var withinWindowMaximum = 2.79
  /// Share of rows whose two CPU distributions are empty: 63 of those 1,500.
  public var emptyDistributionShare = 0.042
  /// zlib's compression level of the files, 1…9.
  public var compressionLevel = 1

  /// The version of this generator.
  public static let currentVersion = 1

  /// The defaults.
  public init() {}
}

extension BorgCellParameters {
  /// The end of the trace in microseconds of trace time.
  var endTime: Int64 { Self.startTime + Int64(hours) * 3_600_000_000 }
  /// The start of the trace in microseconds of trace time: 600 s.
  static let startTime: Int64 = 600_000_000

  /// The share of the cell's CPU over the day, 1 on average: `swing` high at the peak hour.
  func dailyFactor(swing: Double, at time: Int64) -> Double {
    1 + swing * dailyWave(at: time)
  }
}
