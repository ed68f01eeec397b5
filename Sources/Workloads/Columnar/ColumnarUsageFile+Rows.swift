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
    for place in 0..<count {
      let start = integers[place]
      let length = integers[Self.block + place]
      let average = numbers[place]
      let maximum = numbers[Self.block + place]
      let key = TaskKey(
        collection: integers[2 * Self.block + place], instance: integers[3 * Self.block + place])
      let task = tasks.number(of: key, new: 0)
      guard start > tasks.values[task], start <= UsageRowCheck.latestStart, length >= -1,
        length <= windowLength,
        average >= 0, average.isFinite, maximum.isNaN || (maximum >= 0 && maximum.isFinite)
      else {
        throw WorkloadError(
          "\(file.path), row group \(group + 1), row \(first + place + 1): holds a time or a CPU that cannot be; "
            + "a file that trace import wrote is needed.")
      }
      tasks.values[task] = start
      var row = UsageRow(
        startTime: start, endTime: length < 0 ? nil : start + length, task: key, isAllocInstance: false,
        cpuAverage: average, cpuMaximum: maximum)
      if withPercentiles && !numbers[21 * Self.block + place].isNaN {
        for column in 0..<19 { percentiles[column] = numbers[(2 + column) * Self.block + place] }
        row.percentiles = UnsafePointer(percentiles.baseAddress!)
        row.highest = numbers[21 * Self.block + place]
      }
      try sink.take(row, task: task)
    }
  }
}
