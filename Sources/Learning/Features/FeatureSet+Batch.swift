extension FeatureSet {
  /// (N × D) the features of each step of a recorded stream, with the same bits as one step at a time.
  ///
  /// The steps are divided into blocks, each with a stream of its own that first reads what the block's first row reaches
  /// back to; since a row depends on nothing else, neither blocks nor threads change it.
  ///
  /// - Parameters:
  ///   - series: Recorded metrics with this set's step.
  ///   - threads: Any number gives the same rows.
  public func rows(of series: MetricSeries, threads: Int = 1) -> Matrix<Double> {
    precondition(series.step == step, "steps of \(step) s expected, not \(series.step) s")
    let blocks = (series.count + Self.blockRows - 1) / Self.blockRows
    let parts = parallelMap(count: blocks, threads: threads) { block in
      let first = block * Self.blockRows
      let last = min(first + Self.blockRows, series.count)
      var stream = FeatureStream(self)
      var reading = MetricReading()
      for index in max(0, first - reach + 1)..<first {
        series.read(index, into: &reading)
        stream.skip(reading)
      }
      var part = [Double](repeating: .nan, count: (last - first) * count)
      part.withUnsafeMutableBufferPointer { part in
        for index in first..<last {
          series.read(index, into: &reading)
          let row = (index - first) * count
          stream.add(
            reading, endingAt: series.end(of: index),
            into: UnsafeMutableBufferPointer(rebasing: part[row..<row + count]))
        }
      }
      return part
    }
    return Matrix(rows: series.count, columns: count, elements: Array(parts.joined()))
  }

  static let blockRows = 2048
}
