extension TreeGrower {
  /// Looks for the best split of a node between all values of one feature, sorted here.
  ///
  /// The plain twin of the searches by bin: on features of at most 256 distinct values both give the same tree.
  mutating func searchExact(feature: Int, start: Int, count: Int, sum: SIMD2<Double>) {
    let values = data.values + feature * data.rowCount
    let keys = workspace.keys
    for k in 0..<count {
      let key = orderedBits(values[Int(workspace.rows[start + k])])
      keys[k] = UInt64(key) << 32 | UInt64(k)
    }
    sortKeys(count)
    let classes = data.classCount
    var left = SIMD2<Double>.zero
    var leftClasses = [Double](repeating: 0, count: classes)
    var leftBin = SIMD2<Double>.zero
    for position in 0..<count {
      let k = Int(keys[position] & 0xFFFF_FFFF)
      if position > 0, keys[position] >> 32 != keys[position - 1] >> 32 {
        left += leftBin
        leftBin = .zero
        if position >= minimumLeafRows && count - position >= minimumLeafRows {
          let gain = classes == 0 ? varianceGain(left, sum - left) : giniGain(leftClasses)
          if gain > best.gain {
            let last = Int(keys[position - 1] & 0xFFFF_FFFF)
            best.gain = gain
            best.feature = feature
            best.threshold = midpoint(
              values[Int(workspace.rows[start + last])], values[Int(workspace.rows[start + k])])
          }
        }
      }
      let statistic = workspace.statistics[start + k]
      if classes == 0 { leftBin += statistic } else { leftClasses[Int(statistic.x)] += statistic.y }
    }
  }

  /// Sorts the first `count` keys, which are in the order of their lower halves already.
  private func sortKeys(_ count: Int) {
    let keys = workspace.keys
    if count <= 32 {
      for k in stride(from: 1, to: count, by: 1) {
        let key = keys[k]
        var place = k
        while place > 0, keys[place - 1] > key {
          keys[place] = keys[place - 1]
          place -= 1
        }
        keys[place] = key
      }
    } else if count <= 300 {
      var buffer = UnsafeMutableBufferPointer(start: keys, count: count)
      buffer.sort()
    } else {
      sortKeysByDigits(count)
    }
  }

  /// By the upper halves, from their lowest byte on, in four passes that keep the order of equal bytes.
  private func sortKeysByDigits(_ count: Int) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
      var (source, target) = (workspace.keys, workspace.otherKeys)
      for shift in stride(from: UInt64(32), to: 64, by: 8) {
        places.initialize(repeating: 0)
        for k in 0..<count { places[Int(source[k] >> shift & 0xFF)] &+= 1 }
        var sum = 0
        for digit in 0..<256 {
          let here = places[digit]
          places[digit] = sum
          sum &+= here
        }
        for k in 0..<count {
          let digit = Int(source[k] >> shift & 0xFF)
          target[places[digit]] = source[k]
          places[digit] &+= 1
        }
        swap(&source, &target)
      }
    }
  }

  private func varianceGain(_ left: SIMD2<Double>, _ right: SIMD2<Double>) -> Double {
    left.x * left.x / left.y + right.x * right.x / right.y
  }

  private func giniGain(_ leftClasses: [Double]) -> Double {
    var (leftWeight, leftSquares, rightWeight, rightSquares) = (0.0, 0.0, 0.0, 0.0)
    for (label, left) in leftClasses.enumerated() {
      let right = workspace.classes[label] - left
      leftWeight += left
      leftSquares += left * left
      rightWeight += right
      rightSquares += right * right
    }
    return leftSquares / leftWeight + rightSquares / rightWeight
  }
}
