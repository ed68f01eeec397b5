import Foundation
import Learning
import Stochastics
import Testing

extension RandomPurpose { static let test = RandomPurpose("learning tests") }

@Suite struct LSTMNetworkTests {
  @Test(
    "the analytic gradient is the slope of the loss",
    arguments: [LSTMLoss.squared, .pinball([0.1, 0.5, 0.9])])
  func gradient(loss: LSTMLoss) {
    let outputs = loss == .squared ? 1 : 3
    let (windows, steps) = (3, 5)
    let shape = LSTMShape(inputs: 2, hidden: 4, outputs: outputs)
    var network = LSTMNetwork<Double>(shape: shape, seed: 7)
    let workspace = LSTMWorkspace<Double>(shape: shape, steps: steps, capacity: windows)
    var stream = RandomStream(seed: 3, purpose: .test)
    for k in 0..<steps * windows * 2 { workspace.input[k] = 4 * stream.nextUnit() - 2 }
    // Targets at ±2 or beyond: far from every output, hence from the kink of the pinball loss.
    for k in 0..<windows { workspace.targets[k] = (k % 2 == 0 ? 1 : -1) * (2 + stream.nextUnit()) }

    var gradient = [Double](repeating: 0, count: shape.parameterCount)
    workspace.forward(network, windows: windows)
    _ = workspace.loss(loss, windows: windows)
    workspace.backward(network, windows: windows, gradient: &gradient)

    func lossWith(_ k: Int, at value: Double) -> Double {
      network.parameters[k] = value
      workspace.forward(network, windows: windows)
      return workspace.loss(loss, windows: windows)
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
  }

  struct Reference: Decodable {
    struct Case: Decodable {
      var loss: String
      var windows, steps, inputs, hidden, outputs: Int
      var parameters, input, targets, output, parametersAfterAdam: [Double]
      var lossValue: Double
    }
    var learningRate: Double
    var quantiles: [Double]
    var cases: [Case]
  }

  @Test("output, loss and one Adam step are PyTorch's, in both precisions", arguments: [0, 1])
  func reference(index: Int) throws {
    let file = try #require(
      Bundle.module.url(forResource: "lstm_reference", withExtension: "json", subdirectory: "Reference"))
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    // Single precision has 6·10⁻⁸; double agrees to the rounding of a few hundred operations.
    check(reference, reference.cases[index], as: Float.self, tolerance: 1e-5)
    check(reference, reference.cases[index], as: Double.self, tolerance: 1e-10)
  }

  func check<S: BLASScalar>(_ reference: Reference, _ given: Reference.Case, as: S.Type, tolerance: Double) {
    let shape = LSTMShape(inputs: given.inputs, hidden: given.hidden, outputs: given.outputs)
    var network = LSTMNetwork<S>(shape: shape, parameters: given.parameters.map { S($0) })
    let workspace = LSTMWorkspace<S>(shape: shape, steps: given.steps, capacity: given.windows + 1)
    for (k, value) in given.input.enumerated() { workspace.input[k] = S(value) }
    for (k, value) in given.targets.enumerated() { workspace.targets[k] = S(value) }
    workspace.forward(network, windows: given.windows)
    for (k, expected) in given.output.enumerated() {
      #expect(abs(Double(workspace.output[k]) - expected) < tolerance)
    }
    let loss: LSTMLoss = given.loss == "squared" ? .squared : .pinball(reference.quantiles)
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

  @Test("our exponential is right over the whole range")
  func logistic() {
    for x in stride(from: Float(-100), through: 100, by: 0.037) {
      #expect(abs(Double(Float.logistic(x)) - 1 / (1 + exp(-Double(x)))) < 3e-7)
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
