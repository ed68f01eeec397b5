import Glibc

extension BorgCellParameters {
  /// Checks every field.
  ///
  /// - Throws: ``WorkloadError`` that names the first field that is wrong, and what is allowed.
  public func validate() throws {
    if version != Self.currentVersion {
      throw WorkloadError("version is \(version); this generator is version \(Self.currentVersion).")
    }
    try check("machines", machines, in: 1...20_000)
    try check("hours", hours, in: 1...744)
    try checkMachines()
    try check("jobsPerHour", jobsPerHour, in: 0...1e6)
    try check("arrivalSwing", arrivalSwing, in: 0...1)
    try check("arrivalNoise", arrivalNoise, in: 0...2)
    try check("peakHour", peakHour, in: 0...24)
    try check("resubmissionsPerInstance", resubmissionsPerInstance, in: 0...100)
    try check("resubmittedShare", resubmittedShare, in: 0.01...1)
    if resubmissionsPerInstance > 0 && resubmissionsPerInstance < resubmittedShare {
      throw WorkloadError(
        "resubmissionsPerInstance is \(resubmissionsPerInstance); allowed are 0 and numbers from resubmittedShare, "
          + "\(resubmittedShare), up.")
    }
    try checkSum("endShares", endShares, count: 3)
    try check("utilization", utilization, in: 0.01...0.9)
    try check("largestJobShare", largestJobShare, in: 0.001...1)
    try check("cpuOvercommit", cpuOvercommit, in: 0.5...10)
    try check("memoryOvercommit", memoryOvercommit, in: 0.5...10)
    try check("jobVariance", jobVariance, in: 0...1)
    try check("instanceVariance", instanceVariance, in: 0...1)
    try check("jobVariance + instanceVariance", jobVariance + instanceVariance, in: 0...1)
    try check("windowCorrelation", windowCorrelation, in: 0...0.999)
    try checkWindows()
    try checkSizes()
    try checkTiers()
  }

  private func checkMachines() throws {
    guard !machineShapes.isEmpty else {
      throw WorkloadError("machineShapes is empty; at least one shape is needed.")
    }
    for (index, shape) in machineShapes.enumerated() {
      try check("machineShapes[\(index)].cpu", shape.cpu, in: 0.001...1)
      try check("machineShapes[\(index)].memory", shape.memory, in: 0.001...1)
      try check("machineShapes[\(index)].share", shape.share, in: 1e-6...1)
    }
    try check("machineRemovalsPerDay", machineRemovalsPerDay, in: 0...24)
    try check("machineRepairTime", machineRepairTime, in: 1...86_400)
  }

  private func checkWindows() throws {
    try check(maximumOverMean, "maximumOverMean", least: 1)
    guard withinWindow.count == 19 else {
      throw WorkloadError(
        "withinWindow has \(withinWindow.count) numbers; allowed are 19, for 0…90 and 91…99 %.")
    }
    for (index, value) in withinWindow.enumerated()
    where !(value >= (index == 0 ? 0 : withinWindow[index - 1])) {
      throw WorkloadError(
        "withinWindow has \(value) at place \(index); allowed are numbers from 0 up that ascend.")
    }
    try check("withinWindowMaximum", withinWindowMaximum, in: withinWindow[18]...100)
    try check("emptyDistributionShare", emptyDistributionShare, in: 0...1)
    try check("compressionLevel", Double(compressionLevel), in: 1...9)
  }

  private func checkSizes() throws {
    try check(sizes.cpuHours, "sizes.cpuHours")
    try check(sizes.instances, "sizes.instances")
    try check(sizes.cpuRequest, "sizes.cpuRequest")
    try check(sizes.memoryRequest, "sizes.memoryRequest")
    try check(sizes.residentCPURequest, "sizes.residentCPURequest")
    try check(sizes.residentMemoryRequest, "sizes.residentMemoryRequest")
    try check("sizes.residentRequestCorrelation", sizes.residentRequestCorrelation, in: -1...1)
    try check("sizes.tailIndex", sizes.tailIndex, in: 0.05...10)
    try check("sizes.tailIndexAfterBend", sizes.tailIndexAfterBend, in: 0.05...10)
    try check("sizes.instancesTailIndex", sizes.instancesTailIndex, in: 0.05...10)
    try check("sizes.tailBend", sizes.tailBend, in: sizes.cpuHours.values.last!...1e9)
    try check("sizes.maximumCPUHours", sizes.maximumCPUHours, in: sizes.tailBend...1e9)
    try check(
      "sizes.maximumInstances", Double(sizes.maximumInstances), in: sizes.instances.values.last!.nextUp...1e6)
    try check("sizes.unevenJobShare", sizes.unevenJobShare, in: 0...1)
    try check("sizes.requestCorrelation", sizes.requestCorrelation, in: -1...1)
    try check("sizes.sizeInstancesCorrelation", sizes.sizeInstancesCorrelation, in: -1...1)
    try check("sizes.sizeRequestCorrelation", sizes.sizeRequestCorrelation, in: -1...1)
  }

  private func checkTiers() throws {
    guard tiers.count == BorgTier.allCases.count else {
      throw WorkloadError(
        "tiers has \(tiers.count) entries; needed are 5: "
          + BorgTier.allCases.map(\.rawValue).joined(separator: ", ") + "."
      )
    }
    try checkSum("jobShare of the tiers", tiers.map(\.jobShare), count: 5)
    try checkSum("residentShare of the tiers", tiers.map(\.residentShare), count: 5)
    for (tier, values) in zip(BorgTier.allCases, tiers) {
      try check(values.cpuUsedOverRequested, "tiers[\(tier.rawValue)].cpuUsedOverRequested")
      try check(values.memoryUsedOverRequested, "tiers[\(tier.rawValue)].memoryUsedOverRequested", most: 1)
      try check("tiers[\(tier.rawValue)].dailySwing", values.dailySwing, in: -1...1)
    }
  }

  private func check<Value: Comparable>(_ name: String, _ value: Value, in range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
      throw WorkloadError("\(name) is \(value); allowed are \(range.lowerBound) to \(range.upperBound).")
    }
  }

  private func check(
    _ table: QuantileTable, _ name: String, least: Double = 0, most: Double = .infinity
  ) throws {
    if let problem = table.problem(name) { throw WorkloadError(problem) }
    for value in table.values where !(value >= least && value <= most) {
      throw WorkloadError("\(name) has the value \(value); allowed are \(least) to \(most).")
    }
  }

  private func checkSum(_ name: String, _ shares: [Double], count: Int) throws {
    let sum = shares.reduce(0, +)
    guard shares.count == count && shares.allSatisfy({ $0 >= 0 }) && abs(sum - 1) < 1e-6 else {
      throw WorkloadError(
        "\(name): \(shares.map { "\($0)" }.joined(separator: ", ")); "
          + "allowed are \(count) numbers from 0 up that sum to 1."
      )
    }
  }
}
