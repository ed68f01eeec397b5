import Learning
import Synchronization
import Workloads

/// What runs of one sweep have in common: traces that were read, digests of files, forecasters that were trained.
///
/// Two threads may make the same thing at once; what they make is equal.
final class WorkloadCache: Sendable {
  private struct DemandKey: Hashable {
    var paths: [String]
    var format: String?
    var columns: ColumnMapping?
    var series: [String]
  }

  private let demands = Mutex([DemandKey: TraceDemand]())
  private let files = Mutex([String: InputFile]())
  private let forecasters = Mutex([String: any Forecaster]())

  /// The demand of the traces at `paths`, read once.
  func demand(_ paths: [String], _ specification: WorkloadSpecification) throws -> TraceDemand {
    let key = DemandKey(
      paths: paths, format: specification.format, columns: specification.columns, series: specification.series
    )
    if let known = demands.withLock({ $0[key] }) { return known }
    let read = try TraceDemand(
      paths: paths, format: specification.format, columns: specification.columns, series: specification.series
    )
    demands.withLock { $0[key] = read }
    return read
  }

  /// The file at `path` with its digest, which is taken once.
  func file(_ path: String) throws -> InputFile {
    if let known = files.withLock({ $0[path] }) { return known }
    let file = try InputFile(path: path)
    files.withLock { $0[path] = file }
    return file
  }

  /// The forecaster of the given specification, fitted once to equal data with equal seeds.
  func forecaster(
    _ specification: ForecasterSpecification, _ workload: PreparedWorkload, seed: UInt64
  ) throws -> any Forecaster {
    let series = try workload.series(step: specification.task.step)
    let key = [
      try specification.canonicalJSON(), String(seed), Digest.of(series.training.values),
      Digest.of(series.validation.values),
    ].joined(separator: "|")
    if let known = forecasters.withLock({ $0[key] }) { return known }
    let fitted = try specification.fit(workload, seed: seed) { _, _, _ in }
    forecasters.withLock { $0[key] = fitted }
    return fitted
  }
}
