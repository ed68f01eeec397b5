import Foundation
import SimulationKernel
import Workloads

/// How much of a load was measured: what was odd about its files, how much of each part was made up, how much left out.
struct LoadQuality {
  /// What there is to say, a sentence or a list of counts each.
  private(set) var remarks: [String] = []
  /// Why the load is refused, one sentence; nil if it is not.
  private(set) var refusal: String?

  /// - Parameters:
  ///   - source: The load as it was read.
  ///   - specification: What it allows.
  ///   - parts: Where training, validation and test end.
  init(_ source: LoadSource, _ specification: WorkloadSpecification, parts: [SimulationTime]) {
    var told: Set<String> = []
    for file in source.files {
      let odd = file.oddities.map { "\($0.count) \($0.what)\(Self.share($0, of: file))" }
      if !odd.isEmpty { remarks.append("\(file.name): \(odd.joined(separator: "; "))") }
      for note in file.notes where told.insert(note).inserted { remarks.append("\(file.name): \(note)") }
    }
    let shares = Self.shares(source.madeUp, parts: parts)
    if source.filled > 0 {
      let list = shares.map { "\(Self.percent($0.share)) of the \($0.part) part" }.joined(separator: ", ")
      remarks.append(
        "\(source.filled) windows were not measured and are made up (fill: \(specification.fill)): \(list)")
    }
    if !source.files.isEmpty, source.arrivals == nil {
      if specification.reconstruction == .percentiles {
        remarks.append(
          "the course within windows is drawn at random so that it keeps their percentiles; nobody measured it"
        )
      } else if specification.fluctuation > 0 {
        remarks.append(
          "within the traces' windows the load fluctuates by \(Self.percent(specification.fluctuation)), log-normal noise that "
            + "the scenario invents (workload.fluctuation)")
      }
    }
    refusal = Self.refusal(source, specification, shares)
  }

  private static func shares(
    _ madeUp: LoadProfile?, parts: [SimulationTime]
  ) -> [(part: String, share: Double)] {
    guard let madeUp else { return [] }
    var shares: [(part: String, share: Double)] = []
    var start = 0
    for (name, end) in zip(["training", "validation", "test"], parts) {
      let stop = min(madeUp.rates.count, Int(((end - .zero) / madeUp.resolution)))
      if stop > start {
        shares.append((name, madeUp.rates[start..<stop].reduce(0, +) / Double(stop - start)))
      }
      start = max(start, stop)
    }
    return shares
  }

  private static func refusal(
    _ source: LoadSource, _ specification: WorkloadSpecification, _ shares: [(part: String, share: Double)]
  ) -> String? {
    let names = source.files.count == 1 ? source.files[0].name : "the \(source.files.count) trace files"
    let allowedGaps = specification.allowedMadeUp ?? WorkloadSpecification.usualMadeUp
    if let worst = shares.max(by: { $0.share < $1.share }), worst.share > allowedGaps {
      return
        "\(names): \(percent(worst.share)) of the steps of the \(worst.part) part would be made up, since nothing was "
        + "measured there; allowed are \(percent(allowedGaps)) of each part. workload.allow.made_up allows more, "
        + "workload.transforms can cut out a part that was measured"
    }
    let rows = source.files.reduce(0) { $0 + $1.rows }
    let leftOut = source.files.reduce(0) { $0 + $1.leftOut }
    let allowedRows = specification.allowedLeftOut ?? WorkloadSpecification.usualLeftOut
    if rows > 0, Double(leftOut) > allowedRows * Double(rows) {
      let odd = source.files.flatMap(\.oddities).map { "\($0.count) \($0.what)" }.joined(separator: "; ")
      return
        "\(names): \(leftOut) of \(rows) rows would be left out (\(odd)); allowed are \(percent(allowedRows)). "
        + "workload.allow.left_out allows more"
    }
    return nil
  }

  /// The share of the rows, where rows are joined that may have been meant to stay apart.
  private static func share(_ oddity: TraceReport.Oddity, of file: TraceFileReport) -> String {
    guard oddity.what.contains("at the time of another"), file.rows > 0 else { return "" }
    return " (\(percent(Double(oddity.count) / Double(file.rows))) of the rows)"
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
