import CRecurrentKernels

/// A network made ready to run over one window at a time, without BLAS.
///
/// Every sum is taken in one fixed order and every function is our own arithmetic, so equal inputs give equal
/// bits on every machine with IEEE single precision. The weights are kept transposed, with units added until there
/// is a multiple of eight: those stay at 0, and the inner loops then run over whole vectors of gates.
struct LSTMInference: Sendable {
  /// (I + H, 4H) and (4H), with H rounded up, and I.
  private struct Layer: Sendable {
    var inputs: Int
    var weights: [Float]
    var bias: [Float]
  }

  let shape: LSTMShape
  /// H, rounded up to a multiple of eight.
  private let units: Int
  private let layers: [Layer]
  // (K·D, C) and (C), with C rounded up to a multiple of 32.
  private let convolution: [Float]
  private let convolutionBias: [Float]
  // (O, H), (O).
  private let head: [Float]
  private let headBias: [Float]

  init(_ network: LSTMNetwork<Float>) {
    let (shape, parameters) = (network.shape, network.parameters)
    self.shape = shape
    let h = shape.hidden
    let units = (h + 7) / 8 * 8
    self.units = units
    layers = (0..<shape.layers).map { index in
      let inputs = shape.inputs(ofLayer: index)
      let padded = index > 0 ? units : inputs
      var layer = Layer(
        inputs: padded, weights: [Float](repeating: 0, count: (padded + units) * 4 * units),
        bias: [Float](repeating: 0, count: 4 * units))
      for gate in 0..<4 {
        for unit in 0..<h {
          let (row, column) = (gate * h + unit, gate * units + unit)
          layer.bias[column] = parameters[shape.biasOffset(ofLayer: index) + row]
          for k in 0..<inputs {
            layer.weights[k * 4 * units + column] =
              parameters[shape.inputOffset(ofLayer: index) + row * inputs + k]
          }
          for k in 0..<h {
            layer.weights[(padded + k) * 4 * units + column] =
              parameters[shape.recurrentOffset(ofLayer: index) + row * h + k]
          }
        }
      }
      return layer
    }
    let (c, p) = (shape.convolution?.channels ?? 0, shape.patch)
    let channels = (c + 31) / 32 * 32
    var convolution = [Float](repeating: 0, count: channels * p)
    var convolutionBias = [Float](repeating: 0, count: channels)
    for channel in 0..<c {
      for k in 0..<p { convolution[k * channels + channel] = parameters[channel * p + k] }
      convolutionBias[channel] = parameters[shape.convolutionBiasOffset + channel]
    }
    self.convolution = convolution
    self.convolutionBias = convolutionBias
    head = Array(parameters[shape.headOffset..<shape.headBiasOffset])
    headBias = Array(parameters[shape.headBiasOffset...])
  }

  /// Runs over one window.
  ///
  /// - Parameters:
  ///   - input: (T, D), the oldest step first.
  ///   - output: (O), filled.
  func run(input: UnsafeBufferPointer<Float>, output: UnsafeMutableBufferPointer<Float>) {
    let (d, channels) = (shape.inputs, convolutionBias.count)
    let steps = shape.layerSteps(input.count / d)
    // Of each layer [x, h] and two rows of cells; then tangents, gates and channels.
    let widest = max(d, channels, units) + 3 * units
    withUnsafeTemporaryAllocation(of: Float.self, capacity: layers.count * widest + 5 * units + channels) {
      scratch in
      scratch.initialize(repeating: 0)
      guard let state = scratch.baseAddress, let input = input.baseAddress else { return }
      let tangents = state + layers.count * widest
      let (gates, convolved) = (tangents + units, tangents + 5 * units)
      for step in 0..<steps {
        var read = input + step * d
        if channels > 0 {
          multiply(
            convolution, by: read, count: shape.patch, start: convolutionBias, width: channels, to: convolved)
          for k in 0..<channels where convolved[k] < 0 { convolved[k] = 0 }
          read = UnsafePointer(convolved)
        }
        for index in layers.indices {
          let inputs = layers[index].inputs
          let row = state + index * widest
          row.update(from: read, count: inputs)
          let hidden = row + inputs
          let cells = hidden + units
          let (old, new) = step % 2 == 0 ? (cells, cells + units) : (cells + units, cells)
          multiply(
            layers[index].weights, by: row, count: step > 0 ? inputs + units : inputs,
            start: layers[index].bias, width: 4 * units, to: gates)
          recurrent_activate(gates, step > 0 ? old : nil, new, tangents, hidden, units, 1, units)
          read = UnsafePointer(hidden)
        }
      }
      let top = state + (layers.count - 1) * widest + layers[layers.count - 1].inputs
      for row in 0..<shape.outputs {
        var sum = headBias[row]
        for k in 0..<shape.hidden { sum += head[row * shape.hidden + k] * top[k] }
        output[row] = sum
      }
    }
  }

  /// sums ← start + Σ over k of factors[k] · row k of `matrix`, in the order of k.
  @inline(__always) private func multiply(
    _ matrix: [Float], by factors: UnsafePointer<Float>, count: Int, start: [Float], width: Int,
    to sums: UnsafeMutablePointer<Float>
  ) { recurrent_multiply(sums, start, matrix, factors, count, width) }
}
