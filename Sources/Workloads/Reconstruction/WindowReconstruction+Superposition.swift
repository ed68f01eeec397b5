extension WindowReconstruction {
  /// The sum of the paths of a collection's tasks, each with ranks of its own, and what was done.
  ///
  /// As in ``CollectionDemand``, a task that is not measured in a window is taken to do as those that are: the
  /// sum is multiplied by all tasks over those measured, and its window means are the collection's demand
  /// (10⁻⁹ relative). In a window where no task is measured all tasks do the same on average, as the policy says.
  ///
  /// - Parameters:
  ///   - collection: at least one task with a window.
  ///   - policy: what fills windows in which no task is measured.
  ///   - seed: of the order of the values; task k, counted from 0, is entity k.
  /// - Throws: ``WorkloadError`` if no window has a value, or one has none and the policy refuses.
  public func series(
    collection: CollectionWindows, fill policy: FillPolicy = .linear, seed: UInt64
  ) throws -> (series: CPUSeries, report: ReconstructionReport) {
    let count = collection.tasks.first?.count ?? 0
    var present = [Int](repeating: 0, count: count)
    var sums = [Double](repeating: 0, count: count)
    for task in collection.tasks {
      for case let (index, window?) in task.enumerated() {
        present[index] += 1
        sums[index] += window.mean
      }
    }
    let all = Double(collection.tasks.count)
    let demand = DemandSeries(
      start: collection.start,
      values: zip(sums, present).map { $1 > 0 ? $0 / Double($1) * all : nil })
    let filled = try demand.fill(policy).series.values.map { $0 ?? 0 }

    var values = [Double](repeating: 0, count: count * stepsPerWindow)
    var report = ReconstructionReport()
    for (entity, task) in collection.tasks.enumerated() {
      let windows = task.indices.map { index in
        present[index] > 0 ? task[index] : UsageWindow(mean: filled[index] / all)
      }
      forEachWindow(windows, seed: seed, entity: UInt64(entity), report: &report) { index, steps in
        let factor = present[index] > 0 ? all / Double(present[index]) : 1
        let start = index * stepsPerWindow
        for (step, value) in steps.enumerated() { values[start + step] += value * factor }
      }
    }
    return (CPUSeries(resolution: parameters.resolution, values: values), report)
  }
}
