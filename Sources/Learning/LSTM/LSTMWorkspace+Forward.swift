extension LSTMWorkspace {
  /// Runs `network` over the first `windows` windows of `input` and fills `output`.
  ///
  /// - Parameters:
  ///   - network: Of this workspace's shape.
  ///   - windows: N, at most `capacity`.
  ///   - usesMasks: Whether the masks drawn last thin out the hidden states, as in training with dropout.
  public func forward(_ network: LSTMNetwork<Scalar>, windows: Int, usesMasks: Bool = false) {
    precondition(network.shape == shape, "the network has another shape than the workspace")
    precondition(windows > 0 && windows <= capacity, "windows must be in 1...\(capacity), are \(windows)")
    self.usesMasks = usesMasks
    let (h, o) = (shape.hidden, shape.outputs)
    network.parameters.withUnsafeBufferPointer { buffer in
      guard let parameters = buffer.baseAddress else { return }
      if shape.convolution == nil {
        fillRows(of: layers[0], from: input, windows: windows)
      } else {
        convolve(parameters, windows: windows)
      }
      for (index, layer) in layers.enumerated() {
        if index > 0 { fillRows(of: index, windows: windows) }
        gather(parameters, index, into: layer)
        run(layer, windows: windows)
      }
      let uppermost = layers[layers.count - 1]
      top.update(from: uppermost.last, count: windows * units)
      if usesMasks, let mask = uppermost.mask { for k in 0..<windows * units { top[k] *= mask[k] } }
      for window in 0..<windows {
        (output + window * o).update(from: parameters + shape.headBiasOffset, count: o)
      }
      Scalar.gemm(
        transposeA: false, transposeB: true, m: windows, n: o, k: h, alpha: 1, a: top, lda: units,
        b: parameters + shape.headOffset, ldb: h, beta: 1, c: output, ldc: o)
    }
  }

  /// One layer over all steps; its rows hold what it reads.
  private func run(_ layer: Layer, windows: Int) {
    let (gates, columns) = (4 * units, layer.columns)
    for start in stride(from: 0, to: windows, by: Self.block) {
      let count = min(Self.block, windows - start)
      for step in 0..<layerSteps {
        let first = step * windows + start
        let rows = layer.rows + first * columns
        // Before the first step the state is 0.
        let skipped = step > 0 ? 0 : units
        Scalar.multiply(
          MatrixFactors(
            a: rows + skipped, aRow: columns, aStep: 1, b: layer.panels + skipped * 16, bPanel: columns * 16,
            bStep: 16),
          into: layer.gates + first * gates, stride: gates, rows: count, columns: gates,
          depth: units - skipped + layer.inputs + 1, adds: false)
        let isLast = step == layerSteps - 1
        Scalar.activate(
          gates: layer.gates + first * gates,
          previous: step > 0 ? UnsafePointer(layer.cells + (first - windows) * units) : nil,
          cells: layer.cells + first * units, tangents: layer.tangents + first * units,
          hidden: isLast ? layer.last + start * units : rows + windows * columns,
          hiddenStride: isLast ? units : columns, rows: count, units: units)
      }
    }
  }

  /// Writes x and 1 into the rows of the first layer.
  private func fillRows(of layer: Layer, from source: Pointer, windows: Int) {
    for row in 0..<layerSteps * windows {
      let target = layer.rows + row * layer.columns + units
      let values = source + row * layer.inputs
      for k in 0..<layer.inputs { target[k] = values[k] }
      target[layer.inputs] = 1
    }
  }

  /// Writes the hidden states of the layer below, thinned out, and 1 into the rows of layer `index`.
  private func fillRows(of index: Int, windows: Int) {
    let (below, layer, h) = (layers[index - 1], layers[index], shape.hidden)
    for step in 0..<layerSteps {
      for window in 0..<windows {
        let row = step * windows + window
        let hidden =
          step == layerSteps - 1
          ? below.last + window * units : below.rows + (row + windows) * below.columns
        let target = layer.rows + row * layer.columns + units
        if usesMasks, let mask = below.mask {
          for k in 0..<h { target[k] = hidden[k] * mask[row * units + k] }
        } else {
          target.update(from: hidden, count: h)
        }
        target[h] = 1
      }
    }
  }

  /// Puts a layer's recurrent weights, input weights and biases beside each other, as they are and transposed.
  private func gather(_ parameters: UnsafePointer<Scalar>, _ index: Int, into layer: Layer) {
    let (h, i) = (shape.hidden, layer.inputs)
    let x = parameters + shape.inputOffset(ofLayer: index)
    let u = parameters + shape.recurrentOffset(ofLayer: index)
    let b = parameters + shape.biasOffset(ofLayer: index)
    for gate in 0..<shape.gates {
      let place = gate / h * units + gate % h
      let row = layer.weights + place * layer.columns
      row.update(from: u + gate * h, count: h)
      (row + units).update(from: x + gate * i, count: i)
      row[units + i] = b[gate]
      let panel = layer.panels + place / 16 * 16 * layer.columns + place % 16
      for k in 0...units + i { panel[k * 16] = row[k] }
    }
  }

  /// The convolution and its rectifier, into the rows of the first layer.
  private func convolve(_ parameters: UnsafePointer<Scalar>, windows: Int) {
    guard let convolution = shape.convolution else { return }
    let (d, p, c) = (shape.inputs, shape.patch, convolution.channels)
    for channel in 0..<c {
      let row = convolutionWeights + channel * (p + 1)
      row.update(from: parameters + channel * p, count: p)
      row[p] = parameters[shape.convolutionBiasOffset + channel]
    }
    for step in 0..<layerSteps {
      for window in 0..<windows {
        let row = patches + (step * windows + window) * (p + 1)
        for k in 0..<convolution.width {
          (row + k * d).update(from: input + ((step + k) * windows + window) * d, count: d)
        }
        row[p] = 1
      }
    }
    let columns = layers[0].columns
    let rows = layers[0].rows + units
    Scalar.gemm(
      transposeA: false, transposeB: true, m: layerSteps * windows, n: c, k: p + 1, alpha: 1, a: patches,
      lda: p + 1, b: convolutionWeights, ldb: p + 1, beta: 0, c: rows, ldc: columns)
    for row in 0..<layerSteps * windows {
      let values = rows + row * columns
      for channel in 0..<c where values[channel] < 0 { values[channel] = 0 }
      values[c] = 1
    }
  }
}
