/// The buffers in which a network runs over a batch of windows, forwards and back, made once and used again.
///
/// Shapes: (T, N, ·) arrays hold step t of window n in row t·N + n, where N is the size of the batch at hand.
/// Not thread-safe: one workspace a thread.
public final class LSTMWorkspace<Scalar: BLASScalar> {
  /// The sizes of the networks that fit.
  public let shape: LSTMShape
  /// T: steps of a window.
  public let steps: Int
  /// The largest N.
  public let capacity: Int

  /// (T, N, D): what the network reads; fill it before `forward`.
  public let input: UnsafeMutablePointer<Scalar>
  /// (N): what the network should have said; fill it before `loss`.
  public let targets: UnsafeMutablePointer<Scalar>
  /// (N, O): what the network said, after `forward`.
  public let output: UnsafeMutablePointer<Scalar>

  // (T, N, 4H): the gates, which `backward` replaces by the gradients of their arguments.
  private let gates: UnsafeMutablePointer<Scalar>
  // (T, N, H) each.
  private let cells: UnsafeMutablePointer<Scalar>
  private let cellTangents: UnsafeMutablePointer<Scalar>
  private let hiddens: UnsafeMutablePointer<Scalar>
  // (N, O), (N, H) and (N, H).
  private let outputGradient: UnsafeMutablePointer<Scalar>
  private let hiddenGradient: UnsafeMutablePointer<Scalar>
  private let cellGradient: UnsafeMutablePointer<Scalar>
  private let whole: UnsafeMutablePointer<Scalar>

  /// Room for batches of up to `capacity` windows of `steps` steps.
  ///
  /// - Precondition: Both are positive.
  public init(shape: LSTMShape, steps: Int, capacity: Int) {
    precondition(steps > 0 && capacity > 0, "steps \(steps) and capacity \(capacity) must be positive")
    self.shape = shape
    self.steps = steps
    self.capacity = capacity
    let rows = steps * capacity
    let (d, h, o) = (shape.inputs, shape.hidden, shape.outputs)
    let sizes = [
      rows * d, capacity, capacity * o, rows * 4 * h, rows * h, rows * h, rows * h, capacity * o,
      capacity * h,
      capacity * h,
    ]
    let total = sizes.reduce(0, +)
    whole = .allocate(capacity: total)
    whole.initialize(repeating: 0, count: total)
    var next = whole
    func take(_ index: Int) -> UnsafeMutablePointer<Scalar> {
      defer { next += sizes[index] }
      return next
    }
    input = take(0)
    targets = take(1)
    output = take(2)
    gates = take(3)
    cells = take(4)
    cellTangents = take(5)
    hiddens = take(6)
    outputGradient = take(7)
    hiddenGradient = take(8)
    cellGradient = take(9)
  }

  deinit { whole.deallocate() }

  /// Runs `network` over the first `windows` windows of `input` and fills `output`.
  public func forward(_ network: LSTMNetwork<Scalar>, windows: Int) {
    precondition(network.shape == shape, "the network has another shape than the workspace")
    precondition(windows > 0 && windows <= capacity, "windows must be in 1...\(capacity), are \(windows)")
    let (h, d, g) = (shape.hidden, shape.inputs, shape.gates)
    network.parameters.withUnsafeBufferPointer { buffer in
      guard let weights = buffer.baseAddress else { return }
      for row in 0..<steps * windows {
        (gates + row * g).update(from: weights + shape.biasOffset, count: g)
      }
      Scalar.gemm(
        transposeA: false, transposeB: true, m: steps * windows, n: g, k: d, alpha: 1, a: input, lda: d,
        b: weights,
        ldb: d, beta: 1, c: gates, ldc: g)
      for step in 0..<steps {
        let first = step * windows
        if step > 0 {
          Scalar.gemm(
            transposeA: false, transposeB: true, m: windows, n: g, k: h, alpha: 1,
            a: hiddens + (first - windows) * h,
            lda: h, b: weights + shape.recurrentOffset, ldb: h, beta: 1, c: gates + first * g, ldc: g)
        }
        for row in first..<first + windows { activate(row: row, previous: step > 0 ? row - windows : nil) }
      }
      for window in 0..<windows {
        (output + window * shape.outputs).update(from: weights + shape.headBiasOffset, count: shape.outputs)
      }
      Scalar.gemm(
        transposeA: false, transposeB: true, m: windows, n: shape.outputs, k: h, alpha: 1,
        a: hiddens + (steps - 1) * windows * h, lda: h, b: weights + shape.headOffset, ldb: h, beta: 1,
        c: output,
        ldc: shape.outputs)
    }
  }

  @inline(__always) private func activate(row: Int, previous: Int?) {
    let h = shape.hidden
    let z = gates + row * 4 * h
    for k in 0..<2 * h { z[k] = Scalar.logistic(z[k]) }
    for k in 2 * h..<3 * h { z[k] = Scalar.hyperbolicTangent(z[k]) }
    for k in 3 * h..<4 * h { z[k] = Scalar.logistic(z[k]) }
    let cell = cells + row * h
    if let previous {
      let old = cells + previous * h
      for k in 0..<h { cell[k] = z[h + k] * old[k] + z[k] * z[2 * h + k] }
    } else {
      for k in 0..<h { cell[k] = z[k] * z[2 * h + k] }
    }
    let tangent = cellTangents + row * h
    for k in 0..<h { tangent[k] = Scalar.hyperbolicTangent(cell[k]) }
    let hidden = hiddens + row * h
    for k in 0..<h { hidden[k] = z[3 * h + k] * tangent[k] }
  }

  /// The mean loss of `output` against `targets` over `windows` windows and all outputs; keeps its gradient
  /// for `backward`.
  public func loss(_ loss: LSTMLoss, windows: Int) -> Double {
    let outputs = shape.outputs
    let share = 1 / Scalar(windows * outputs)
    var sum = 0.0
    for window in 0..<windows {
      for k in 0..<outputs {
        let error = targets[window] - output[window * outputs + k]
        switch loss {
        case .squared:
          sum += Double(error * error)
          outputGradient[window * outputs + k] = -2 * error * share
        case .pinball(let probabilities):
          let q = Scalar(probabilities[k])
          sum += Double(error >= 0 ? q * error : (q - 1) * error)
          outputGradient[window * outputs + k] = (error >= 0 ? -q : 1 - q) * share
        }
      }
    }
    return sum / Double(windows * outputs)
  }

  /// Fills `gradient` with the derivative of the last `loss` by each parameter of `network`, by
  /// backpropagation through time (Werbos, Proceedings of the IEEE 78(10), 1990). Uses up the gates: one call
  /// after each `forward`.
  ///
  /// - Precondition: `gradient` is as long as the parameters.
  public func backward(_ network: LSTMNetwork<Scalar>, windows: Int, gradient: inout [Scalar]) {
    precondition(gradient.count == shape.parameterCount, "gradient has \(gradient.count) elements")
    let (h, d, g, o) = (shape.hidden, shape.inputs, shape.gates, shape.outputs)
    network.parameters.withUnsafeBufferPointer { buffer in
      gradient.withUnsafeMutableBufferPointer { result in
        guard let weights = buffer.baseAddress, let result = result.baseAddress else { return }
        let last = hiddens + (steps - 1) * windows * h
        Scalar.gemm(
          transposeA: true, transposeB: false, m: o, n: h, k: windows, alpha: 1, a: outputGradient, lda: o,
          b: last,
          ldb: h, beta: 0, c: result + shape.headOffset, ldc: h)
        sumRows(outputGradient, rows: windows, columns: o, into: result + shape.headBiasOffset)
        Scalar.gemm(
          transposeA: false, transposeB: false, m: windows, n: h, k: o, alpha: 1, a: outputGradient, lda: o,
          b: weights + shape.headOffset, ldb: h, beta: 0, c: hiddenGradient, ldc: h)
        cellGradient.update(repeating: 0, count: windows * h)

        for step in (0..<steps).reversed() {
          for window in 0..<windows { differentiate(step: step, window: window, windows: windows) }
          guard step > 0 else { break }
          Scalar.gemm(
            transposeA: false, transposeB: false, m: windows, n: h, k: g, alpha: 1,
            a: gates + step * windows * g,
            lda: g, b: weights + shape.recurrentOffset, ldb: h, beta: 0, c: hiddenGradient, ldc: h)
        }

        Scalar.gemm(
          transposeA: true, transposeB: false, m: g, n: d, k: steps * windows, alpha: 1, a: gates, lda: g,
          b: input,
          ldb: d, beta: 0, c: result, ldc: d)
        // The state before the first step is 0, so that step adds nothing to the recurrent weights.
        (result + shape.recurrentOffset).update(repeating: 0, count: g * h)
        if steps > 1 {
          Scalar.gemm(
            transposeA: true, transposeB: false, m: g, n: h, k: (steps - 1) * windows, alpha: 1,
            a: gates + windows * g, lda: g, b: hiddens, ldb: h, beta: 0, c: result + shape.recurrentOffset,
            ldc: h)
        }
        sumRows(gates, rows: steps * windows, columns: g, into: result + shape.biasOffset)
      }
    }
  }

  @inline(__always) private func differentiate(step: Int, window: Int, windows: Int) {
    let h = shape.hidden
    let row = step * windows + window
    let (i, f) = (gates + row * 4 * h, gates + row * 4 * h + h)
    let (g, o) = (f + h, f + 2 * h)
    let tangent = cellTangents + row * h
    let old = step > 0 ? cells + (row - windows) * h : nil
    let dh = hiddenGradient + window * h
    let dc = cellGradient + window * h
    for k in 0..<h {
      let total = dc[k] + dh[k] * o[k] * (1 - tangent[k] * tangent[k])
      o[k] = dh[k] * tangent[k] * o[k] * (1 - o[k])
      let inputGate = i[k]
      i[k] = total * g[k] * inputGate * (1 - inputGate)
      g[k] = total * inputGate * (1 - g[k] * g[k])
      dc[k] = total * f[k]
      f[k] = (old.map { total * $0[k] } ?? 0) * f[k] * (1 - f[k])
    }
  }

  private func sumRows(
    _ matrix: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Scalar>
  ) {
    sums.update(repeating: 0, count: columns)
    for row in 0..<rows {
      let values = matrix + row * columns
      for column in 0..<columns { sums[column] += values[column] }
    }
  }
}
