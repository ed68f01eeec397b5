import Stochastics

import Glibc

/// What an instance used in a window or the part of it that it ran.
struct BorgUsageSegment {
  var collectionID: Int64
  var index: Int
  var machine: Int
  var start: Int64
  var end: Int64
  var cpu: Double
  var memory: Double
  var assignedMemory: Double
  /// Highest over mean CPU.
  var peak: Double
  var isEmpty: Bool
  /// Which of the 20 percentiles the random second shows.
  var sample: Int
}

extension BorgCellRun {
  /// Notes what a running task has used since its last row.
  func addSegment(_ task: Int) {
    var state = tasks[task]
    guard state.reported < now else { return }
    let job = jobs[state.job].job
    let usage = population.usage
    let swing = parameters.tiers[state.tier.index].dailySwing
    let ratio =
      job.isSteady
      // A lognormal factor of mean 1.
      ? job.cpuUsedOverRequested * exp(0.3 * state.windowScore - 0.045)
      : usage.ratio(state.tier, score: state.score + usage.windowWeight * state.windowScore)
    let (next, peakScore) = state.stream.nextNormalPair()
    let word = state.stream.next()
    let correlation = parameters.windowCorrelation
    let middle = state.reported + (now - state.reported) / 2
    segments.append(
      BorgUsageSegment(
        collectionID: job.collectionID, index: state.index, machine: state.machine, start: state.reported,
        end: now, cpu: state.cpu * ratio * parameters.dailyFactor(swing: swing, at: middle),
        memory: state.memory * job.memoryUsedOverRequested, assignedMemory: state.memory,
        peak: peaks.value(score: peakScore),
        isEmpty: Double(word >> 11) * 0x1p-53 < parameters.emptyDistributionShare,
        sample: Int(word & 0xFF) * 19 / 256))
    state.windowScore = correlation * state.windowScore + (1 - correlation * correlation).squareRoot() * next
    tasks[task].windowScore = state.windowScore
    tasks[task].stream = state.stream
    tasks[task].reported = now
  }

  /// Writes the rows of the window that ends now, in order of their start.
  ///
  /// Where the instances of a machine would have used more than the machine has, each gets its part of it.
  func closeWindow() throws {
    for task in tasks.indices where tasks[task].isPresent && tasks[task].machine >= 0 { addSegment(task) }
    let output = writer(.instanceUsage)
    defer { segments.removeAll(keepingCapacity: true) }
    var cpu = [Double](repeating: 0, count: machines.count)
    var memory = cpu
    for segment in segments {
      let weight = Double(segment.end - segment.start) / Double(windowLength)
      cpu[segment.machine] += segment.cpu * weight
      memory[segment.machine] += segment.memory * weight
    }
    for index in machines.indices {
      // A little less, so that rounding the rows does not exceed it again.
      cpu[index] = min(1, machines[index].cpu * 0.999 / max(cpu[index], 1e-12))
      memory[index] = min(1, machines[index].memory * 0.999 / max(memory[index], 1e-12))
    }
    let windowStart = now - windowLength
    var late: [Int] = []
    for index in segments.indices {
      if segments[index].start > windowStart {
        late.append(index)
      } else {
        try write(segments[index], cpu[segments[index].machine], memory[segments[index].machine], output)
      }
    }
    late.sort { (segments[$0].start, $0) < (segments[$1].start, $1) }
    for index in late {
      try write(segments[index], cpu[segments[index].machine], memory[segments[index].machine], output)
    }
  }

  private func write(
    _ segment: BorgUsageSegment, _ cpuFactor: Double, _ memoryFactor: Double, _ output: BorgTableWriter
  ) throws {
    let capacity = machines[segment.machine].cpu
    let identifier = machines[segment.machine].identifier
    let mean = min(segment.cpu * cpuFactor, capacity)
    let shape = BorgWindowShape(parameters, peak: segment.peak)
    try output.row { text in
      text += "{\"start_time\":\""
      text += segment.start.description
      text += "\",\"end_time\":\""
      text += segment.end.description
      text += "\",\"collection_id\":\""
      text += segment.collectionID.description
      text += "\",\"instance_index\":\""
      text += segment.index.description
      text += "\",\"machine_id\":\""
      text += identifier.description
      text += "\",\"alloc_collection_id\":\"0\",\"alloc_instance_index\":\"-1\",\"collection_type\":\"0\","
      text += "\"average_usage\":{\"cpus\":"
      numbers.append(mean, to: &text)
      text += ",\"memory\":"
      numbers.append(segment.memory * memoryFactor, to: &text)
      text += "},\"maximum_usage\":{\"cpus\":"
      numbers.append(min(mean * shape.maximum, capacity), to: &text)
      text += ",\"memory\":"
      numbers.append(min(segment.memory * memoryFactor * 1.05, segment.assignedMemory), to: &text)
      text += "},\"random_sample_usage\":{\"cpus\":"
      numbers.append(min(mean * shape.value(segment.sample), capacity), to: &text)
      text += "},\"assigned_memory\":"
      numbers.append(segment.assignedMemory, to: &text)
      text += ",\"page_cache_memory\":"
      numbers.append(segment.memory * memoryFactor * 0.05, to: &text)
      text += ",\"sample_rate\":1,\"cpu_usage_distribution\":["
      if !segment.isEmpty {
        for place in 0..<10 {
          numbers.append(min(mean * shape.value(place), capacity), to: &text)
          text += ","
        }
        numbers.append(min(mean * shape.last, capacity), to: &text)
      }
      text += "],\"tail_cpu_usage_distribution\":["
      if !segment.isEmpty {
        for place in 10..<19 {
          if place > 10 { text += "," }
          numbers.append(min(mean * shape.value(place), capacity), to: &text)
        }
      }
      text += "]}"
    }
  }
}

/// How CPU is spread within a window: percentiles over the mean.
///
/// The measured medians, stretched around 1 so that a window of a high maximum is uneven throughout, and
/// scaled so that the area under the percentiles is the mean.
struct BorgWindowShape {
  /// Highest CPU over the mean, at least `last`.
  let maximum: Double
  /// The 100 % over the mean.
  let last: Double
  private let width: Double
  private let scale: Double
  private let medians: [Double]

  init(_ parameters: BorgCellParameters, peak: Double) {
    let medians = parameters.withinWindow
    let usual = parameters.maximumOverMean.values[parameters.maximumOverMean.values.count / 2 - 1]
    // Beyond this width the lowest percentile would be negative.
    width = min(((peak - 1) / (usual - 1)).squareRoot(), 0.98 / max(1 - medians[0], 0.01))
    let highest = 1 + (medians[18] - 1) * width
    let end = max(1 + (peak - 1) * (parameters.withinWindowMaximum - 1) / (usual - 1), highest)
    var area = 0.0
    for place in 0..<9 { area += 0.1 * (medians[place] + medians[place + 1]) / 2 }
    for place in 9..<18 { area += 0.01 * (medians[place] + medians[place + 1]) / 2 }
    area = 0.99 + (area - 0.99) * width + 0.01 * highest / 2
    // The 100 % keeps its place, the others make room for it.
    scale = (1 - 0.01 * end / 2) / area
    last = max(end, highest * scale, 1)
    maximum = max(peak, last)
    self.medians = medians
  }

  /// A percentile over the mean: 0, 10, …, 90 % at 0…9, 91…99 % at 10…18.
  func value(_ place: Int) -> Double { (1 + (medians[place] - 1) * width) * scale }
}
