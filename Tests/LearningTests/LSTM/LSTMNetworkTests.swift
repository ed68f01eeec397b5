import Foundation
import Stochastics
import Testing

@testable import Learning

extension RandomPurpose { static let test = RandomPurpose("learning tests") }

@Suite struct LSTMNetworkTests {
  struct Gradient: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var loss = LSTMLoss.squared
    var layers = 1
    var convolution: LSTMShape.Convolution?
    var dropout = 0.0
    var outputs: Int {
      switch loss {
      case .squared, .crossEntropy: 1
      case .pinball(let probabilities): probabilities.count
      case .gaussian: 2
      }
    }
  }

  static let pinball = LSTMLoss.pinball([0.1, 0.5, 0.9])
  static let gradients = [
    Gradient(testDescription: "squared error"), Gradient(testDescription: "pinball", loss: pinball),
    Gradient(testDescription: "normal distribution", loss: .gaussian),
    Gradient(testDescription: "cross-entropy", loss: .crossEntropy(positiveWeight: 3)),
    Gradient(testDescription: "three layers", layers: 3),
    Gradient(testDescription: "convolution", loss: pinball, convolution: .init(channels: 3, width: 2)),
    Gradient(
      testDescription: "all of it", loss: pinball, layers: 2, convolution: .init(channels: 3, width: 3),
      dropout: 0.4),
  ]

  @Test("the analytic gradient is the slope of the loss", arguments: gradients)
  func gradient(_ given: Gradient) {
    let (windows, steps) = (3, 5)
    let shape = LSTMShape(
      inputs: 2, hidden: 4, outputs: given.outputs, layers: given.layers, convolution: given.convolution)
    var network = LSTMNetwork<Double>(shape: shape, seed: 7)
    let workspace = LSTMWorkspace<Double>(
      shape: shape, steps: steps, capacity: windows + 1, hasDropout: given.dropout > 0)
    var stream = RandomStream(seed: 3, purpose: .test)
    for k in 0..<steps * (windows + 1) * 2 { workspace.input[k] = 4 * stream.nextUnit() - 2 }
    // Targets at ±2 or beyond: far from every output, hence from the kink of the pinball loss.
    for k in 0...windows { workspace.targets[k] = (k % 2 == 0 ? 1 : -1) * (2 + stream.nextUnit()) }
    if given.dropout > 0 { workspace.drawMasks(rate: given.dropout, windows: windows + 1, from: &stream) }

    // A larger batch before leaves nothing behind.
    let usesMasks = given.dropout > 0
    workspace.forward(network, windows: windows + 1, usesMasks: usesMasks)
    var gradient = [Double](repeating: 0, count: shape.parameterCount)
    workspace.forward(network, windows: windows, usesMasks: usesMasks)
    _ = workspace.loss(given.loss, windows: windows)
    workspace.backward(network, windows: windows, gradient: &gradient)

    func lossWith(_ k: Int, at value: Double) -> Double {
      network.parameters[k] = value
      workspace.forward(network, windows: windows, usesMasks: usesMasks)
      return workspace.loss(given.loss, windows: windows)
    }
    var worst = 0.0
    for k in gradient.indices {
      // A central difference errs by about ε² f‴ + 10⁻¹⁶ / ε: some 10⁻¹¹ here.
      let (value, epsilon) = (network.parameters[k], 1e-5)
      let slope = (lossWith(k, at: value + epsilon) - lossWith(k, at: value - epsilon)) / (2 * epsilon)
      network.parameters[k] = value
      worst = max(worst, abs(slope - gradient[k]) / max(abs(slope), abs(gradient[k]), 1e-3))
    }
    #expect(worst < 1e-6)
    #expect(gradient.contains { abs($0) > 1e-2 })
  }

  struct Reference: Decodable {
    struct Case: Decodable {
      var loss: String
      var windows, steps, inputs, hidden, outputs, layers, channels, width: Int
      var parameters, input, targets, output, parametersAfterAdam: [Double]
      var lossValue: Double
    }
    var learningRate: Double
    var quantiles: [Double]
    var cases: [Case]
  }

  @Test("output, loss and one Adam step are PyTorch's, in both precisions", arguments: 0..<5)
  func reference(index: Int) throws {
    let file = try #require(
      Bundle.module.url(forResource: "lstm_reference", withExtension: "json", subdirectory: "Reference"))
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    // Single precision has 6·10⁻⁸; double agrees to the rounding of a few hundred operations.
    check(reference, reference.cases[index], as: Float.self, tolerance: 1e-5)
    check(reference, reference.cases[index], as: Double.self, tolerance: 1e-10)
  }

  func check<S: RecurrentScalar>(
    _ reference: Reference, _ given: Reference.Case, as: S.Type, tolerance: Double
  ) {
    let shape = LSTMShape(
      inputs: given.inputs, hidden: given.hidden, outputs: given.outputs, layers: given.layers,
      convolution: given.channels > 0 ? .init(channels: given.channels, width: given.width) : nil)
    var network = LSTMNetwork<S>(shape: shape, parameters: given.parameters.map { S($0) })
    let workspace = LSTMWorkspace<S>(shape: shape, steps: given.steps, capacity: given.windows + 1)
    for (k, value) in given.input.enumerated() { workspace.input[k] = S(value) }
    for (k, value) in given.targets.enumerated() { workspace.targets[k] = S(value) }
    workspace.forward(network, windows: given.windows)
    for (k, expected) in given.output.enumerated() {
      #expect(abs(Double(workspace.output[k]) - expected) < tolerance)
    }
    if let network = network as? LSTMNetwork<Float> {
      // One window at a time, without BLAS.
      for window in 0..<given.windows {
        let inputs = (0..<given.steps).flatMap { step in
          let row = (step * given.windows + window) * given.inputs
          return given.input[row..<row + given.inputs].map { Float($0) }
        }
        var output = [Float](repeating: 0, count: given.outputs)
        inputs.withUnsafeBufferPointer { input in
          output.withUnsafeMutableBufferPointer { LSTMInference(network).run(input: input, output: $0) }
        }
        for (k, value) in output.enumerated() {
          #expect(abs(Double(value) - given.output[window * given.outputs + k]) < tolerance)
        }
      }
    }
    let loss: LSTMLoss =
      given.loss == "squared"
      ? .squared : given.loss == "gaussian" ? .gaussian : .pinball(reference.quantiles)
    #expect(abs(workspace.loss(loss, windows: given.windows) - given.lossValue) < tolerance)
    var gradient = [S](repeating: 0, count: shape.parameterCount)
    workspace.backward(network, windows: given.windows, gradient: &gradient)
    var adam = Adam<S>(count: shape.parameterCount, learningRate: S(reference.learningRate))
    adam.step(&network.parameters, gradient: gradient)
    let distances = zip(network.parameters, given.parametersAfterAdam).map { abs(Double($0) - $1) }
    #expect((distances.max() ?? .nan) < tolerance)
  }

  @Test("forget biases start at 1, all else within 1/√H, and the seed decides")
  func initialisation() {
    let shape = LSTMShape(inputs: 1, hidden: 16, outputs: 2)
    let network = LSTMNetwork<Float>(shape: shape, seed: 5)
    #expect(network.parameters.filter { $0 == 1 }.count == 16)
    #expect(network.parameters.allSatisfy { $0 == 1 || abs($0) <= 0.25 })
    #expect(network == LSTMNetwork<Float>(shape: shape, seed: 5))
    #expect(network != LSTMNetwork<Float>(shape: shape, seed: 6))
  }

  @Test("the fast inner loops give the plain ones' bits", arguments: [8, 24, 32, 40, 48], [true, false])
  func kernels(units: Int, hasPrevious: Bool) {
    let rows = 3
    var stream = RandomStream(seed: UInt64(units), purpose: .test)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(8 * stream.nextUnit() - 4) } }
    let (arguments, old, slopes) = (draw(rows * 4 * units), draw(rows * units), draw(rows * units))
    func step(
      _ activate: (UnsafeMutablePointer<Float>, [Float]?, [UnsafeMutablePointer<Float>]) -> Void,
      _ differentiate: (UnsafeMutablePointer<Float>, [Float]?, [Float], UnsafeMutablePointer<Float>) -> Void
    ) -> [[Float]] {
      var (gates, cellGradient) = (arguments, slopes)
      let room = UnsafeMutablePointer<Float>.allocate(capacity: rows * (3 * units + 2))
      room.initialize(repeating: 0, count: rows * (3 * units + 2))
      defer { room.deallocate() }
      let parts = [room, room + rows * units, room + 2 * rows * units]
      activate(&gates, hasPrevious ? old : nil, parts)
      let states = Array(UnsafeBufferPointer(start: room, count: rows * (3 * units + 2)))
      let after = gates
      let tangents = Array(UnsafeBufferPointer(start: parts[1], count: rows * units))
      differentiate(&gates, hasPrevious ? old : nil, tangents, &cellGradient)
      return [states, after, gates, cellGradient]
    }
    let fast = step {
      Float.activate(
        gates: $0, previous: $1, cells: $2[0], tangents: $2[1], hidden: $2[2], hiddenStride: units + 2,
        rows: rows, units: units)
    } _: {
      Float.differentiate(
        gates: $0, previous: $1, tangents: $2, hiddenGradient: slopes, cellGradient: $3, rows: rows,
        units: units)
    }
    let plain = step {
      PlainKernels.activate(
        gates: $0, previous: $1, cells: $2[0], tangents: $2[1], hidden: $2[2],
        hiddenStride: units + 2, rows: rows, units: units)
    } _: {
      PlainKernels.differentiate(
        gates: $0, previous: $1, tangents: $2, hiddenGradient: slopes,
        cellGradient: $3, rows: rows, units: units)
    }
    #expect(fast == plain)
    let count = rows * units
    let gradient = draw(count)
    let rule = AdamStep<Float>(
      beta1: 0.9, rest1: 0.1, beta2: 0.999, rest2: 0.001, stride: 0.01, root: 0.1, epsilon: 1e-8)
    func descended(_ descend: (inout [Float], inout [Float], inout [Float]) -> Void) -> [[Float]] {
      var (parameters, first, second) = (arguments, old, slopes.map { abs($0) })
      descend(&parameters, &first, &second)
      return [parameters, first, second]
    }
    let fastStep = descended {
      Float.descend(&$0, gradient: gradient, first: &$1, second: &$2, count: count, rule: rule)
    }
    let plainStep = descended {
      PlainKernels.descend(&$0, gradient: gradient, first: &$1, second: &$2, count: count, rule: rule)
    }
    #expect(fastStep == plainStep)
    let fastSum = Float.squareSum(gradient, count: count)
    #expect(abs(fastSum / PlainKernels.squareSum(gradient, count: count) - 1) < 1e-12)
  }

  struct Product: Sendable, CustomTestStringConvertible {
    var rows, columns, depth: Int
    var isTransposed, adds: Bool
    var testDescription: String {
      "(\(rows), \(depth)) · (\(depth), \(columns))\(isTransposed ? ", transposed" : "")\(adds ? ", added" : "")"
    }
  }

  // Every size of tile: up to 6 rows of 16 columns, 12 of 8.
  static let products = [1, 2, 3, 5, 6, 7, 12, 13, 17].flatMap { rows in
    [8, 16, 24, 40].flatMap { columns in
      [
        Product(rows: rows, columns: columns, depth: 1, isTransposed: false, adds: true),
        Product(rows: rows, columns: columns, depth: 9, isTransposed: rows % 2 == 0, adds: columns < 20),
      ]
    }
  }

  @Test("the product of tiles is the product of the book", arguments: products, [false, true])
  func product(_ given: Product, inPanels: Bool) {
    // Whole numbers up to 8: sums stay below 2²⁴, so that they are exact with fused multiplication and without.
    var stream = RandomStream(seed: UInt64(given.rows), purpose: .test)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(Int(17 * stream.nextUnit()) - 8) } }
    let (rows, columns, depth) = (given.rows, given.columns, given.depth)
    let (wide, stride) = (columns + 3, columns + 5)
    let a = draw(rows * depth)
    let b = draw(inPanels ? (columns + 15) / 16 * 16 * depth : wide * depth)
    let old = draw(rows * stride)
    let (aRow, aStep) = given.isTransposed ? (1, rows) : (depth, 1)
    let (bPanel, bStep) = inPanels ? (16 * depth, 16) : (16, wide)
    func run(_ multiply: (MatrixFactors<Float>, UnsafeMutablePointer<Float>) -> Void) -> [Float] {
      var sums = old
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          sums.withUnsafeMutableBufferPointer { sums in
            guard let a = a.baseAddress, let b = b.baseAddress, let sums = sums.baseAddress else { return }
            multiply(
              MatrixFactors(a: a, aRow: aRow, aStep: aStep, b: b, bPanel: bPanel, bStep: bStep), sums)
          }
        }
      }
      return sums
    }
    let fast = run {
      Float.multiply(
        $0, into: $1, stride: stride, rows: rows, columns: columns, depth: depth, adds: given.adds)
    }
    let plain = run {
      PlainKernels.multiply(
        $0, into: $1, stride: stride, rows: rows, columns: columns, depth: depth, adds: given.adds)
    }
    #expect(fast == plain)
    // Worked out by hand for the last element; what lies between the rows is as it was.
    let (row, column) = (rows - 1, columns - 1)
    var sum = given.adds ? old[row * stride + column] : 0
    for k in 0..<depth {
      let right = inPanels ? column / 16 * 16 * depth + k * 16 + column % 16 : k * wide + column
      sum += a[given.isTransposed ? k * rows + row : row * depth + k] * b[right]
    }
    #expect(fast[row * stride + column] == sum)
    #expect(fast[row * stride + columns] == old[row * stride + columns])
  }

  @Test("our exponential is right over the whole range")
  func logistic() {
    for x in stride(from: Float(-100), through: 100, by: 0.037) {
      #expect(abs(Double(Float.logistic(x)) - 1 / (1 + exp(-Double(x)))) < 1e-7)
      #expect(abs(Double(Float.hyperbolicTangent(x)) - tanh(Double(x))) < 2e-7)
    }
    #expect(Float.logistic(.nan).isNaN)
  }

  @Test("a gradient is shortened to the limit and keeps its direction")
  func clipping() {
    var gradient: [Double] = [3, 4]  // Norm √(9 + 16) = 5; to norm 1: a fifth of each.
    #expect(clipGradient(&gradient, toNorm: 1) == 5)
    #expect(abs(gradient[0] - 0.6) < 1e-12 && abs(gradient[1] - 0.8) < 1e-12)
    #expect(clipGradient(&gradient, toNorm: 2) <= 1.000001)
    #expect(abs(gradient[1] - 0.8) < 1e-12)
  }

  @Test("Cholesky solves a small system")
  func cholesky() {
    // 4x + 2y = 8 and 2x + 3y = 8: x = 1, y = 2.
    let matrix = Matrix<Double>(rows: 2, columns: 2, elements: [4, 2, 2, 3])
    let solution = matrix.solvedByCholesky([8, 8])
    #expect(solution.map { abs($0[0] - 1) < 1e-12 && abs($0[1] - 2) < 1e-12 } == true)
    #expect(Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 2, 1]).solvedByCholesky([1, 1]) == nil)
  }
}
