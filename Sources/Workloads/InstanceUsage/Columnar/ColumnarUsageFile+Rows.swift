extension ColumnarUsageFile {
  /// Rows that are decoded together, so few that they stay in the cache.
  private static let block = 2048

  /// Hands every row to `sink`.
  ///
  /// - Throws: ``WorkloadError`` where a checksum is wrong or a row cannot be true, or what the sink throws.
  func read(withPercentiles: Bool, into sink: inout some UsageSink) throws {
    var rows = try ColumnarRows(file: self, withPercentiles: withPercentiles)
    for group in groups.indices {
      try rows.open(group)
      var first = 0
      while first < groups[group].rows {
        let count = min(Self.block, groups[group].rows - first)
        rows.decode(group, first: first, count: count)
        try rows.hand(group, first: first, count: count, &sink)
        first += count
      }
      mapping.forget()
    }
  }
}

/// The rows of a block, column by column.
private struct ColumnarRows: ~Copyable {
  private static let block = 2048

  private let file: ColumnarUsageFile
  private let withPercentiles: Bool
  /// The bytes of the columns of the group; those of columns that are not wanted are empty.
  private var columns: [UnsafeRawBufferPointer] = []
  private let integers = UnsafeMutableBufferPointer<Int64>.allocate(capacity: 4 * block)
  private let numbers: UnsafeMutableBufferPointer<Double>
  /// The percentiles below 100 % of one row after the other.
  private let percentiles = UnsafeMutableBufferPointer<Double>.allocate(capacity: 19)
  private var tasks = TaskTable<Int64>()

  init(file: ColumnarUsageFile, withPercentiles: Bool) throws {
    self.file = file
    self.withPercentiles = withPercentiles
    numbers = .allocate(capacity: (withPercentiles ? 22 : 2) * Self.block)
  }

  deinit {
    integers.deallocate()
    numbers.deallocate()
    percentiles.deallocate()
  }

  mutating func open(_ group: Int) throws {
    let wanted = withPercentiles ? ColumnarLayout.columnCount : ColumnarLayout.percentiles
    columns = try (0..<wanted).map { try file.bytes(group: group, column: $0) }
  }

  mutating func decode(_ group: Int, first: Int, count: Int) {
    let rows = file.groups[group].rows
    for column in columns.indices {
      let entry = file.groups[group].columns[column]
      if column < ColumnarLayout.average {
        let start = column * Self.block
        ColumnDecoder.decode(
          entry, columns[column], first: first,
          into: UnsafeMutableBufferPointer(rebasing: integers[start..<start + count]))
      } else {
        let start = (column - ColumnarLayout.average) * Self.block
        ColumnDecoder.decode(
          entry, columns[column], first: first, rows: rows,
          into: UnsafeMutableBufferPointer(rebasing: numbers[start..<start + count]))
      }
    }
  }

  mutating func hand(_ group: Int, first: Int, count: Int, _ sink: inout some UsageSink) throws {
    var place = 0
    while place < count {
      let key = key(place)
      let task = tasks.number(of: key, new: 0)
      let end = try endOfRun(from: place, to: count, key, task, group: group, first: first)
      let run = UsageRun(
        count: end - place, starts: integers.baseAddress! + place,
        lengths: integers.baseAddress! + Self.block + place, cpuAverages: numbers.baseAddress! + place)
      if try withPercentiles || !sink.take(run, of: key, task: task) {
        for place in place..<end { try sink.take(row(place, key), task: task) }
      }
      place = end
    }
  }

  private func key(_ place: Int) -> TaskKey {
    TaskKey(collection: integers[2 * Self.block + place], instance: integers[3 * Self.block + place])
  }

  /// The place behind the rows of a task, which are found sound.
  private mutating func endOfRun(
    from place: Int, to count: Int, _ key: TaskKey, _ task: Int, group: Int, first: Int
  ) throws -> Int {
    var last = tasks.values[task]
    var place = place
    while place < count, self.key(place) == key {
      let start = integers[place]
      let length = integers[Self.block + place]
      let average = numbers[place]
      let maximum = numbers[Self.block + place]
      guard start > last, start <= UsageRowCheck.latestStart, length >= -1, length <= windowLength,
        average >= 0, average.isFinite, maximum.isNaN || (maximum >= 0 && maximum.isFinite)
      else {
        throw WorkloadError(
          "\(file.path), row group \(group + 1), row \(first + place + 1): holds a time or a CPU that cannot be; "
            + "a file that trace import wrote is needed.")
      }
      last = start
      place += 1
    }
    tasks.values[task] = last
    return place
  }

  private func row(_ place: Int, _ key: TaskKey) -> UsageRow {
    let start = integers[place]
    let length = integers[Self.block + place]
    var row = UsageRow(
      startTime: start, endTime: length < 0 ? nil : start + length, task: key, isAllocInstance: false,
      cpuAverage: numbers[place], cpuMaximum: numbers[Self.block + place])
    if withPercentiles && !numbers[21 * Self.block + place].isNaN {
      for column in 0..<19 { percentiles[column] = numbers[(2 + column) * Self.block + place] }
      row.percentiles = UnsafePointer(percentiles.baseAddress!)
      row.highest = numbers[21 * Self.block + place]
    }
    return row
  }
}
