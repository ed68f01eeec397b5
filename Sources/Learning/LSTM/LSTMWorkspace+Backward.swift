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
          b: top, ldb: h, beta: 0, c: result + shape.headOffset, ldc: h)
        let sums = result + shape.headBiasOffset
        sums.update(repeating: 0, count: o)
        for window in 0..<windows {
          for k in 0..<o { sums[k] += outputGradient[window * o + k] }
        }
        Scalar.gemm(
          transposeA: false, transposeB: false, m: windows, n: h, k: o, alpha: 1, a: outputGradient, lda: o,
          b: parameters + shape.headOffset, ldb: h, beta: 0, c: hiddenGradient, ldc: h)
        if usesMasks, let mask = layers[layers.count - 1].mask {
          for k in 0..<windows * h { hiddenGradient[k] *= mask[k] }
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
    let (h, g, columns) = (shape.hidden, shape.gates, layer.inputs + 1 + shape.hidden)
    let isUppermost = index == layers.count - 1
    if !isUppermost, usesMasks, let mask = layer.mask {
      for k in 0..<layerSteps * windows * h { inputGradient[k] *= mask[k] }
    }
    cellGradient.update(repeating: 0, count: windows * h)
    for step in (0..<layerSteps).reversed() {
      let first = step * windows
      if !isUppermost {
        hiddenGradient.update(from: inputGradient + first * h, count: windows * h)
      }
      if step < layerSteps - 1 {
        Scalar.gemm(
          transposeA: false, transposeB: false, m: windows, n: h, k: g, alpha: 1,
          a: layer.gates + (first + windows) * g, lda: g, b: layer.weights + layer.inputs + 1, ldb: columns,
          beta: isUppermost ? 0 : 1, c: hiddenGradient, ldc: h)
      }
      Scalar.differentiate(
        gates: layer.gates + first * g,
        previous: step > 0 ? UnsafePointer(layer.cells + (first - windows) * h) : nil,
        tangents: layer.tangents + first * h, hiddenGradient: hiddenGradient, cellGradient: cellGradient,
        rows: windows, units: h)
    }
    // The state before the first step is 0, whatever a larger batch has left there.
    for window in 0..<windows {
      (layer.rows + window * columns + layer.inputs + 1).update(repeating: 0, count: h)
    }
    Scalar.gemm(
      transposeA: true, transposeB: false, m: g, n: columns, k: layerSteps * windows, alpha: 1,
      a: layer.gates, lda: g, b: layer.rows, ldb: columns, beta: 0, c: weightGradient, ldc: columns)
    scatter(weightGradient, layer: index, into: result)
    if index > 0 || shape.convolution != nil {
      Scalar.gemm(
        transposeA: false, transposeB: false, m: layerSteps * windows, n: layer.inputs, k: g, alpha: 1,
        a: layer.gates, lda: g, b: layer.weights, ldb: columns, beta: 0, c: inputGradient, ldc: layer.inputs)
    }
  }

  /// Takes apart what `gather` puts together.
  private func scatter(_ weights: Pointer, layer index: Int, into result: Pointer) {
    let (h, i) = (shape.hidden, layers[index].inputs)
    let x = result + shape.inputOffset(ofLayer: index)
    let u = result + shape.recurrentOffset(ofLayer: index)
    let b = result + shape.biasOffset(ofLayer: index)
    for gate in 0..<shape.gates {
      let row = weights + gate * (i + 1 + h)
      (x + gate * i).update(from: row, count: i)
      b[gate] = row[i]
      (u + gate * h).update(from: row + i + 1, count: h)
    }
  }

  private func differentiateConvolution(windows: Int, result: Pointer) {
    let (p, c, rows) = (shape.patch, layers[0].inputs, layerSteps * windows)
    let columns = c + 1 + shape.hidden
    for row in 0..<rows {
      let values = layers[0].rows + row * columns
      for channel in 0..<c where values[channel] <= 0 { inputGradient[row * c + channel] = 0 }
    }
    Scalar.gemm(
      transposeA: true, transposeB: false, m: c, n: p + 1, k: rows, alpha: 1, a: inputGradient, lda: c,
      b: patches, ldb: p + 1, beta: 0, c: weightGradient, ldc: p + 1)
    for channel in 0..<c {
      (result + channel * p).update(from: weightGradient + channel * (p + 1), count: p)
      result[shape.convolutionBiasOffset + channel] = weightGradient[channel * (p + 1) + p]
    }
  }
}
