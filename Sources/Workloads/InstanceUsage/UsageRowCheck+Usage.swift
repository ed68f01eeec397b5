extension UsageRowCheck {
  /// Whether the row is to be handed on.
  ///
  /// - Throws: ``WorkloadError`` if the row cannot be true.
  mutating func admits(_ usage: InstanceUsage, isAllocInstance: Bool, line: Int) throws -> Bool {
    let row = UsageRow(
      startTime: usage.startTime, endTime: usage.endTime,
      task: TaskKey(collection: usage.collectionID, instance: usage.instanceIndex),
      isAllocInstance: isAllocInstance, cpuAverage: usage.cpuAverage, cpuMaximum: usage.cpuMaximum ?? .nan)
    return try admits(row, line: line) != nil
  }
}
