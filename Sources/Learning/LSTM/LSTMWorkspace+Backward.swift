extension LSTMWorkspace {
  /// Fills `gradient` with the derivative of the last `loss` by each parameter of `network`, by
  /// backpropagation through time (Werbos, Proceedings of the IEEE 78(10), 1990). Uses up the gates: one call
  /// after each `forward`.
  ///
  /// - Precondition: `gradient` is as long as the parameters.
  public func backward(_ network: LSTMNetwork<Scalar>, windows: Int, gradient: inout [Scalar]) {
    precondition(gradient.count == shape.parameterCount, "gradient has \(gradient.count) elements")
    let (h, o) = (shape.hidden, shape.outputs)
    network.parameters.withUnsafeBufferPointer { buffer in
      gradient.withUnsafeMutableBufferPointer { result in
        guard let parameters = buffer.baseAddress, let result = result.baseAddress else { return }
        Scalar.gemm(
          transposeA: true, transposeB: false, m: o, n: h, k: windows, alpha: 1, a: outputGradient, lda: o,
          b: top, ldb: units, beta: 0, c: result + shape.headOffset, ldc: h)
        let sums = result + shape.headBiasOffset
        sums.update(repeating: 0, count: o)
        for window in 0..<windows {
          for k in 0..<o { sums[k] += outputGradient[window * o + k] }
        }
        Scalar.gemm(
          transposeA: false, transposeB: false, m: windows, n: h, k: o, alpha: 1, a: outputGradient, lda: o,
          b: parameters + shape.headOffset, ldb: h, beta: 0, c: hiddenGradient, ldc: units)
        if usesMasks, let mask = layers[layers.count - 1].mask {
          for k in 0..<windows * units { hiddenGradient[k] *= mask[k] }
        }
        for index in layers.indices.reversed() { backward(layer: index, windows: windows, result: result) }
        if shape.convolution != nil { differentiateConvolution(windows: windows, result: result) }
      }
    }
  }

  /// The derivatives by one layer's weights and by what it read, given those by its hidden states: by the last
  /// in `hiddenGradient` for the uppermost layer, by all in `inputGradient` for the others.
  private func backward(layer index: Int, windows: Int, result: Pointer) {
    let layer = layers[index]
    let isUppermost = index == layers.count - 1
    if !isUppermost, usesMasks, let mask = layer.mask {
      for k in 0..<layerSteps * windows * units { inputGradient[k] *= mask[k] }
    }
    cellGradient.update(repeating: 0, count: windows * units)
    weightGradient.update(repeating: 0, count: 4 * units * layer.columns)
    for start in stride(from: 0, to: windows, by: Self.block) {
      let block = start..<min(start + Self.block, windows)
      for step in (0..<layerSteps).reversed() {
        differentiate(layer, step: step, block: block, windows: windows, readsBelow: !isUppermost)
      }
    }
    scatter(weightGradient, layer: index, into: result)
    if index > 0 || shape.convolution != nil {
      let width = layer.inputs.roundedUpToEight
      Scalar.multiply(
        MatrixFactors(
          a: layer.gates, aRow: 4 * units, aStep: 1, b: layer.weights + units, bPanel: 16,
          bStep: layer.columns),
        into: inputGradient, stride: width, rows: layerSteps * windows, columns: width, depth: 4 * units,
        adds: false)
    }
  }

  /// One step back for a block of windows: the derivatives by the arguments of the gates, and what they add to those by
  /// the weights.
  private func differentiate(_ layer: Layer, step: Int, block: Range<Int>, windows: Int, readsBelow: Bool) {
    let (gates, columns, first) = (4 * units, layer.columns, step * windows + block.lowerBound)
    let hidden = hiddenGradient + block.lowerBound * units
    if readsBelow { hidden.update(from: inputGradient + first * units, count: block.count * units) }
    if step < layerSteps - 1 {
      Scalar.multiply(
        MatrixFactors(
          a: layer.gates + (first + windows) * gates, aRow: gates, aStep: 1, b: layer.weights, bPanel: 16,
          bStep: columns),
        into: hidden, stride: units, rows: block.count, columns: units, depth: gates, adds: readsBelow)
    }
    Scalar.differentiate(
      gates: layer.gates + first * gates,
      previous: step > 0 ? UnsafePointer(layer.cells + (first - windows) * units) : nil,
      tangents: layer.tangents + first * units, hiddenGradient: hidden,
      cellGradient: cellGradient + block.lowerBound * units, rows: block.count, units: units)
    // The state before the first step is 0.
    let skipped = step > 0 ? 0 : units
    Scalar.multiply(
      MatrixFactors(
        a: layer.gates + first * gates, aRow: 1, aStep: gates, b: layer.rows + first * columns + skipped,
        bPanel: 16, bStep: columns),
      into: weightGradient + skipped, stride: columns, rows: gates, columns: columns - skipped,
      depth: block.count, adds: true)
  }

  /// Takes apart what `gather` puts together.
  private func scatter(_ weights: Pointer, layer index: Int, into result: Pointer) {
    let (h, i) = (shape.hidden, layers[index].inputs)
    let x = result + shape.inputOffset(ofLayer: index)
    let u = result + shape.recurrentOffset(ofLayer: index)
    let b = result + shape.biasOffset(ofLayer: index)
    for gate in 0..<shape.gates {
      let row = weights + (gate / h * units + gate % h) * layers[index].columns
      (u + gate * h).update(from: row, count: h)
      (x + gate * i).update(from: row + units, count: i)
      b[gate] = row[units + i]
    }
  }

  private func differentiateConvolution(windows: Int, result: Pointer) {
    let (p, c, rows) = (shape.patch, layers[0].inputs, layerSteps * windows)
    let width = c.roundedUpToEight
    for row in 0..<rows {
      let values = layers[0].rows + row * layers[0].columns + units
      for channel in 0..<c where values[channel] <= 0 { inputGradient[row * width + channel] = 0 }
    }
    Scalar.gemm(
      transposeA: true, transposeB: false, m: c, n: p + 1, k: rows, alpha: 1, a: inputGradient, lda: width,
      b: patches, ldb: p + 1, beta: 0, c: weightGradient, ldc: p + 1)
    for channel in 0..<c {
      (result + channel * p).update(from: weightGradient + channel * (p + 1), count: p)
      result[shape.convolutionBiasOffset + channel] = weightGradient[channel * (p + 1) + p]
    }
  }
}
