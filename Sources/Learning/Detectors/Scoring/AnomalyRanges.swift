/// Stretches of consecutive true values, in order.
public func anomalyRanges(_ flags: [Bool]) -> [ClosedRange<Int>] {
  var ranges: [ClosedRange<Int>] = []
  var start: Int?
  for (index, flag) in flags.enumerated() {
    if flag {
      if start == nil { start = index }
    } else if let first = start {
      ranges.append(first...index - 1)
      start = nil
    }
  }
  if let first = start { ranges.append(first...flags.count - 1) }
  return ranges
}

/// From the start of each anomaly to its first flagged point, in points; nil where none of its points is flagged.
public func detectionDelays(_ flags: [Bool], anomalies: [ClosedRange<Int>]) -> [Int?] {
  anomalies.map { range in range.first { flags[$0] }.map { $0 - range.lowerBound } }
}
