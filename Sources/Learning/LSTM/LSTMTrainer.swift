/// What moves the parameters of a network in single precision: the derivatives, their limit and Adam's rule.
///
/// Not generic, so that other modules call the loops that were compiled for `Float`.
public struct LSTMTrainer: Sendable {
  /// The largest Euclidean norm of a gradient; longer ones are shortened to it. Infinity shortens none.
  public let clipNorm: Double
  private var adam: Adam<Float>
  private var gradient: [Float]

  /// A trainer before its first step.
  ///
  /// - Parameters:
  ///   - shape: Of the networks that it trains.
  ///   - learningRate: Length of Adam's steps.
  ///   - clipNorm: See `clipNorm`.
  public init(shape: LSTMShape, learningRate: Double, clipNorm: Double = .infinity) {
    self.clipNorm = clipNorm
    adam = Adam(count: shape.parameterCount, learningRate: Float(learningRate))
    gradient = Array(repeating: 0, count: shape.parameterCount)
  }

  /// One step over the first `windows` windows that `workspace` holds; returns their mean loss before it.
  ///
  /// - Parameters:
  ///   - network: Of the shape that the trainer was made for; its parameters are moved.
  ///   - workspace: Of the same shape, with input and targets filled in.
  ///   - loss: What is made small.
  ///   - windows: N, at most the workspace's capacity.
  ///   - usesMasks: Whether the masks drawn last thin out the hidden states.
  public mutating func step(
    _ network: inout LSTMNetwork<Float>, in workspace: LSTMWorkspace<Float>, loss: LSTMLoss, windows: Int,
    usesMasks: Bool = false
  ) -> Double {
    workspace.forward(network, windows: windows, usesMasks: usesMasks)
    let value = workspace.loss(loss, windows: windows)
    workspace.backward(network, windows: windows, gradient: &gradient)
    if clipNorm < .infinity { clipGradient(&gradient, toNorm: clipNorm) }
    adam.step(&network.parameters, gradient: gradient)
    return value
  }
}
