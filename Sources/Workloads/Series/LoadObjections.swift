/// What the numbers of a file's series say against a load that is made of them.
enum LoadObjections {
  /// How many steps have to agree before they are no chance.
  private static let enough = 100
  /// Names of a series that stands for all others.
  private static let totals: Set<String> = [
    "total", "totals", "all", "sum", "aggregated", "aggregate", "overall", "gesamt", "grand_total",
  ]

  /// Why the series must not be added up: one is the sum of the others, or is called so and is not less than they; nil if
  /// nothing speaks against it.
  static func sum(_ series: [MeasuredSeries]) -> String? {
    guard series.count > 1, let first = series.first,
      series.allSatisfy({ $0.quantity == first.quantity && $0.step == first.step && !$0.isCounter }),
      let start = series.map(\.start).min(), let end = series.map(\.end).max()
    else { return nil }
    let count = Int((end - start) / first.step)
    guard count <= 10_000_000 else { return nil }
    var sums = [Double](repeating: 0, count: count)
    for one in series {
      let offset = Int((one.start - start) / one.step)
      for (step, value) in one.values.enumerated() where offset + step < count {
        sums[offset + step] += value ?? 0
      }
    }
    for one in series {
      let isCalledSo = totals.contains(ColumnName(one.name).words.joined(separator: "_"))
      guard isCalledSo || series.count > 2, isTotal(one, of: sums, from: start, isCalledSo: isCalledSo) else {
        continue
      }
      return
        "the series \(one.name) is the sum of the others, which would count twice; choose with workload.series what is to be "
        + "added up"
    }
    return nil
  }

  /// Whether a series is half of the sum of all, in steps enough that this is no chance.
  private static func isTotal(_ one: MeasuredSeries, of sums: [Double], from start: Int64, isCalledSo: Bool)
    -> Bool
  {
    let offset = Int((one.start - start) / one.step)
    var steps = 0
    var less = 0
    var values: Set<Double> = []
    for (step, value) in one.values.enumerated() where offset + step < sums.count {
      guard let value, sums[offset + step] > 0 else { continue }
      let others = sums[offset + step] - value
      steps += 1
      if isCalledSo {
        // parts that are not told make the others less
        if value < others * (1 - 1e-6) { less += 1 }
        if less * 20 > one.values.count { return false }
      } else {
        guard abs(value - others) <= 1e-6 * value else { return false }
        if values.count < 10 { values.insert(value) }
      }
    }
    return isCalledSo ? steps > 0 && less * 20 <= steps : steps >= enough && values.count >= 10
  }

  /// Why a column of counts must not be taken for one: its values rise and rise, as those of a counter do, which begins anew where
  /// its process does.
  static func counter(_ series: MeasuredSeries) -> String? {
    guard series.quantity == .requests, !series.isCounter else { return nil }
    let values = series.values.compactMap(\.self)
    guard values.count >= enough, let first = values.first, let last = values.last else { return nil }
    var (rises, falls) = (0, 0)
    for (before, after) in zip(values, values.dropFirst()) {
      if after > before { rises += 1 }
      guard after < before else { continue }
      falls += 1
      // a restart loses most of what was counted; a load that is less does not
      if after > before / 2 { return nil }
    }
    let course: String
    if falls == 0 {
      guard last > 2 * first else { return nil }
      course = "never falls in \(values.count) steps, as a counter does"
    } else {
      // counts rise and fall about as often, pulses rise seldom
      guard falls * 50 <= values.count, rises * 4 >= values.count else { return nil }
      course =
        "falls in \(falls) of \(values.count) steps alone, and there to less than half, as a counter that restarts does"
    }
    let name = ColumnMapping.quoted(series.name)
    return
      "\(series.name) \(course) and counts of requests do not; say with a mapping which it is (--columns time=…,counter=\(name) or "
      + "--columns time=…,requests=\(name))"
  }

  /// Why the rows must not be added up: nearly all come twice, with the same values.
  static func repetition(_ series: String, repeats: Int, of samples: Int, distinct: Bool) -> String? {
    guard distinct, samples >= 20, Double(repeats) >= 0.45 * Double(samples) else { return nil }
    return
      "\(repeats) of \(samples) rows of \(series) repeat another of the same time with the same value, as where a file is joined to a copy "
      + "of itself; give each row once, or say with key=… in a mapping what tells them apart"
  }
}
