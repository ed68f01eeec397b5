/// What the jobs of one priority tier are like.
public struct BorgTierParameters: Codable, Hashable, Sendable {
  /// The share of arriving jobs that are of the tier; the shares of all tiers sum to 1.
  public var jobShare: Double
  /// The share of the long-running instances that are of the tier; the shares of all tiers sum to 1.
  public var residentShare: Double
  /// CPU used over CPU requested of an instance in a window.
  public var cpuUsedOverRequested: QuantileTable
  /// Memory used over memory requested of an instance.
  public var memoryUsedOverRequested: QuantileTable
  /// The swing of the tier's CPU over the day, in parts of its mean, −1…1; negative where it is low at the
  /// peak hour.
  public var dailySwing: Double

  /// The given figures.
  public init(
    jobShare: Double, residentShare: Double, cpuUsedOverRequested: QuantileTable,
    memoryUsedOverRequested: QuantileTable, dailySwing: Double
  ) {
    self.jobShare = jobShare
    self.residentShare = residentShare
    self.cpuUsedOverRequested = cpuUsedOverRequested
    self.memoryUsedOverRequested = memoryUsedOverRequested
    self.dailySwing = dailySwing
  }
}

extension BorgTierParameters {
  /// The defaults of a tier.
  ///
  /// The shares of rows and the quantiles of used over requested were measured on the 1,500 random rows of
  /// instance_usage in google2019-usage-sample, joined with their requests: 313 rows of the free tier, 493 of
  /// batch, 104 of mid, 332 of production, 252 of monitoring. 3 to 25 % of a tier's rows used nothing: the
  /// value 10⁻⁹ up to that level stands for it. The shares of arriving jobs and the swing of all tiers but
  /// production are not published and are assumptions: most arriving jobs are batch, and the others fill a
  /// little of the valley that production leaves, so that the total's swing stays near the published 2.7 %.
  /// Production's swing: 354 to 518 NCU in a power domain of cell f, (518 − 354) / (518 + 354) = 0.19.
  public static func standard(_ tier: BorgTier) -> Self {
    switch tier {
    case .free:
      Self(
        0.25, 0.21, [0.245, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999], [0, 0.0065, 0.094, 0.60, 0.90, 1.64, 4.3],
        [5e-4, 0.046, 0.256, 0.554, 0.722, 0.913, 1], swing: -0.03)
    case .batch:
      Self(
        0.55, 0.33, [0.07, 0.075, 0.1, 0.15, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999],
        [0, 0.005, 0.0102, 0.0255, 0.0311, 0.18, 0.63, 1.07, 2.9, 3.2],
        [0.006, 0.157, 0.366, 0.615, 0.802, 1, 1], swing: -0.03)
    case .mid:
      Self(
        0.05, 0.07, [0.028, 0.03, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999],
        [0, 0.015, 0.0225, 0.0318, 0.0514, 0.66, 1.12, 1.43, 4.1, 5.2],
        [0.11, 0.303, 0.578, 0.763, 0.904, 1, 1], swing: -0.03)
    case .production:
      Self(
        0.14, 0.22, [0.11, 0.115, 0.15, 0.2, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999],
        [0, 0.005, 0.017, 0.03, 0.0465, 0.30, 0.525, 1.33, 8.7, 12],
        [0.004, 0.157, 0.56, 0.763, 0.95, 1, 1], swing: 0.19)
    case .monitoring:
      Self(
        0.01, 0.17, [0.095, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999],
        [0, 7e-5, 0.0055, 0.0139, 0.0516, 0.55, 1.06, 1.86, 5.1, 6.3],
        [0.001, 0.454, 0.8, 0.95, 1, 1, 1], swing: -0.03)
    }
  }

  /// The CPU table is 10⁻⁹ up to its first level; the memory table has the levels 10, 25, 50, 75, 90, 99 and
  /// 99.9 %.
  private init(
    _ jobs: Double, _ residents: Double, _ levels: [Double], _ cpu: [Double], _ memory: [Double],
    swing: Double
  ) {
    self.init(
      jobShare: jobs, residentShare: residents,
      cpuUsedOverRequested: QuantileTable(levels: [0.001] + levels, values: [1e-9, 1e-9] + cpu.dropFirst()),
      memoryUsedOverRequested: QuantileTable(
        levels: [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999], values: memory),
      dailySwing: swing)
  }
}
