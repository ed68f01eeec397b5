/// A network made ready to run over one window at a time, without BLAS.
///
/// Every sum is taken in one fixed order and every function is our own arithmetic, so equal inputs give equal
/// bits on every machine with IEEE single precision. The weights are kept transposed: the inner loops then
/// run over the gates, which the compiler turns into vector instructions without changing any order.
struct LSTMInference: Sendable {
  let shape: LSTMShape
  // (D, 4H), (H, 4H), (4H), (O, H), (O).
  private let inputWeights: [Float]
  private let recurrentWeights: [Float]
  private let bias: [Float]
  private let head: [Float]
  private let headBias: [Float]

  init(_ network: LSTMNetwork<Float>) {
    shape = network.shape
    let parameters = network.parameters
    let (d, h, g) = (shape.inputs, shape.hidden, shape.gates)
    var inputWeights = [Float](repeating: 0, count: d * g)
    var recurrentWeights = [Float](repeating: 0, count: h * g)
    let recurrentOffset = shape.recurrentOffset
    for gate in 0..<g {
      for k in 0..<d { inputWeights[k * g + gate] = parameters[gate * d + k] }
      for k in 0..<h { recurrentWeights[k * g + gate] = parameters[recurrentOffset + gate * h + k] }
    }
    self.inputWeights = inputWeights
    self.recurrentWeights = recurrentWeights
    bias = Array(parameters[shape.biasOffset..<shape.headOffset])
    head = Array(parameters[shape.headOffset..<shape.headBiasOffset])
    headBias = Array(parameters[shape.headBiasOffset...])
  }

  /// Runs over one window.
  ///
  /// - Parameters:
  ///   - input: (T, D), the oldest step first.
  ///   - output: (O), filled.
  func run(input: UnsafeBufferPointer<Float>, output: UnsafeMutableBufferPointer<Float>) {
    let (d, h, g) = (shape.inputs, shape.hidden, shape.gates)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: g + 2 * h) { scratch in
      scratch.initialize(repeating: 0)
      guard let z = scratch.baseAddress else { return }
      let cell = z + g
      let hidden = cell + h
      for step in 0..<input.count / d {
        bias.withUnsafeBufferPointer { b in for k in 0..<g { z[k] = b[k] } }
        inputWeights.withUnsafeBufferPointer {
          add($0, times: input.baseAddress! + step * d, count: d, to: z)
        }
        if step > 0 {
          recurrentWeights.withUnsafeBufferPointer { add($0, times: UnsafePointer(hidden), count: h, to: z) }
        }
        for k in 0..<2 * h { z[k] = Float.logistic(z[k]) }
        for k in 2 * h..<3 * h { z[k] = Float.hyperbolicTangent(z[k]) }
        for k in 3 * h..<g { z[k] = Float.logistic(z[k]) }
        for k in 0..<h { cell[k] = z[h + k] * cell[k] + z[k] * z[2 * h + k] }
        for k in 0..<h { hidden[k] = z[3 * h + k] * Float.hyperbolicTangent(cell[k]) }
      }
      for row in 0..<shape.outputs {
        var sum = headBias[row]
        for k in 0..<h { sum += head[row * h + k] * hidden[k] }
        output[row] = sum
      }
    }
  }

  /// z += Σ over j of factors[j] · row j of `matrix`, in the order of j.
  @inline(__always) private func add(
    _ matrix: UnsafeBufferPointer<Float>, times factors: UnsafePointer<Float>, count: Int,
    to z: UnsafeMutablePointer<Float>
  ) {
    guard let first = matrix.baseAddress else { return }
    let g = shape.gates
    for j in 0..<count {
      let factor = factors[j]
      let row = first + j * g
      for k in 0..<g { z[k] += factor * row[k] }
    }
  }
}
