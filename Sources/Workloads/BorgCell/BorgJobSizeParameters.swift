/// How large jobs are: CPU time, instances, requests.
public struct BorgJobSizeParameters: Codable, Hashable, Sendable {
  /// CPU time of a job in NCU-hours up to where the tail begins.
  ///
  /// Median, 90, 99 and 99.9 %: Tirmazi et al., "Borg: the Next Generation", EuroSys 2020. Below the
  /// median nothing is published; a standard deviation of the logarithm of 1.5 is assumed, so that the
  /// smallest jobs last about a second.
  public var cpuHours = QuantileTable(
    levels: [0.0001, 0.5, 0.9, 0.99, 0.999], values: [1.9e-7, 0.05e-3, 0.005, 1.33, 69.7])
  /// Pareto index above the last level of `cpuHours`; the paper has 0.69.
  public var tailIndex = 0.69
  /// NCU-hours above which the tail falls faster.
  ///
  /// With the index 0.69 from 99.9 % to the maximum, the mean would be 2.2 NCU-hours instead of the published
  /// 1.19, and the expected maximum of the trace's 20 million jobs 10⁸ instead of 370 thousand. This bend and
  /// the next index were solved for the published mean and variance; the maximum and the shares of the
  /// largest jobs then come out right by themselves.
  public var tailBend = 5200.0
  /// Pareto index from the bend on.
  public var tailIndexAfterBend = 1.6
  /// The largest job in NCU-hours, published; larger draws become this one.
  public var maximumCPUHours = 370_000.0

  /// Instances of a job up to 99 %; draws are rounded to whole numbers, at least 1.
  ///
  /// Measured on the 2,062 jobs of google2019-requests (cells a–d): 66 % have one, 80 % at most 3, 90 % 13,
  /// 99 % 311.
  public var instances = QuantileTable(
    levels: [0.01, 0.655, 0.8, 0.9, 0.99], values: [0.6, 1.5, 3.2, 13, 311])
  /// Pareto index above the last level of `instances`; Hill's estimate on that sample is 0.67–0.71.
  public var instancesTailIndex = 0.69
  /// The largest number of instances; 5,385 in that sample.
  public var maximumInstances = 5385

  /// CPU requested by the instances of a job in NCU, from job to job.
  ///
  /// Measured on the same jobs; the standard deviation of the logarithm is 1.31. The published quantiles over
  /// the *instances* (0.0020, 0.0097, 0.032, 0.040 at 10, 50, 90, 99 %) are a little different and lack the
  /// upper tail, since few large jobs dominate that sample; random rows of the whole trace have 0.12 at 99 %.
  public var cpuRequest = QuantileTable(
    levels: [0.0001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.9999],
    values: [1e-4, 2.55e-4, 6.83e-4, 1.27e-3, 3.95e-3, 8.1e-3, 0.0213, 0.0374, 0.0405, 0.176, 0.288])
  /// Memory requested in parts of the largest machine's, from job to job; the same source.
  public var memoryRequest = QuantileTable(
    levels: [0.0001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.9999],
    values: [1e-4, 2.05e-4, 6.36e-4, 8.9e-4, 1.67e-3, 3e-3, 5.86e-3, 0.01153, 0.0203, 0.111, 0.19])
  /// CPU requested by the instances of the jobs that outlive the trace, which most rows are about.
  ///
  /// Measured on the 40,000 instances of google2019-requests; the 99 % is that of the random rows.
  public var residentCPURequest = QuantileTable(
    levels: [0.0001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 0.9999],
    values: [9e-4, 9.8e-4, 1.13e-3, 2.03e-3, 5.67e-3, 9.7e-3, 0.0215, 0.0318, 0.04, 0.124, 0.288])
  /// The same for memory; the same sources.
  public var residentMemoryRequest = QuantileTable(
    levels: [0.0001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.9999],
    values: [3e-4, 5.4e-4, 1.3e-3, 1.75e-3, 2.06e-3, 2.7e-3, 7.45e-3, 0.0101, 0.0182, 0.0211, 0.19])
  /// Correlation of the normal scores of both requests of arriving jobs; 0.49 between the logarithms in the
  /// same jobs.
  public var requestCorrelation = 0.49
  /// The same of the jobs that outlive the trace; 0.18 between the logarithms of the same instances.
  public var residentRequestCorrelation = 0.18
  /// The share of jobs whose instances ask for different amounts: 9.5 % in the same jobs.
  public var unevenJobShare = 0.095

  /// Correlation of the normal scores of CPU time and instances.
  ///
  /// Not published. It is as high as is needed for run times between a second and a month.
  public var sizeInstancesCorrelation = 0.75
  /// Correlation of the normal scores of CPU time and CPU request.
  ///
  /// Not published. A little is needed so that the instances seen running ask for about as much as those
  /// submitted.
  public var sizeRequestCorrelation = 0.15

  /// The defaults.
  public init() {}
}
