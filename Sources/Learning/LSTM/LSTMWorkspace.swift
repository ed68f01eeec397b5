import Stochastics

/// The buffers in which a network runs over a batch of windows, forwards and back, made once and used again.
///
/// Shapes: (T, N, ·) arrays hold step t of window n in row t·N + n, where N is the size of the batch at hand.
/// A layer's rows are [h(t − 1), x(t), 1] beside each other, so that one product gives the gates of a step and
/// one the derivatives by all weights. H′ is H rounded up to a multiple of eight, as are [h] and [x, 1], so that
/// products run over whole vectors: what is added stays at 0. Not thread-safe: one workspace a thread.
public final class LSTMWorkspace<Scalar: RecurrentScalar> {
  typealias Pointer = UnsafeMutablePointer<Scalar>

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

  /// What one layer needs; T is the steps that layers see.
  struct Layer {
    /// I: what the layer reads at each step.
    var inputs: Int
    /// H′ + I + 1, the latter two rounded up to a multiple of eight: numbers of one row.
    var columns: Int
    /// (4H′, columns): recurrent weights, input weights and biases beside each other.
    var weights: Pointer
    /// Their transpose in panels of 16 gates, each (columns, 16).
    var panels: Pointer
    /// (T, N, columns).
    var rows: Pointer
    /// (T, N, 4H′): the gates, which `backward` replaces by the gradients of their arguments.
    var gates: Pointer
    /// (T, N, H′) each.
    var cells: Pointer
    var tangents: Pointer
    /// (N, H′): the hidden state of the last step.
    var last: Pointer
    /// (T, N, H′), or (N, H′) for the uppermost layer: 0 or 1 / (1 − rate); nil without dropout.
    var mask: Pointer?
  }

  /// Windows that run through all steps before the next ones do: few enough for their states to stay in the cache.
  static var block: Int { 64 }

  /// H′.
  let units: Int
  let layers: [Layer]
  /// T as layers see it.
  let layerSteps: Int
  /// Whether the last `forward` used masks.
  var usesMasks = false
  // (T, N, K·D + 1) and (C, K·D + 1): what the convolution reads, and its weights and biases.
  let patches: Pointer
  let convolutionWeights: Pointer
  // (N, H′): the head's input, which the masks have thinned out.
  let top: Pointer
  // (N, O), (N, H′) and (N, H′).
  let outputGradient: Pointer
  let hiddenGradient: Pointer
  let cellGradient: Pointer
  // (T, N, H′), or for the lowest layer C rounded up: derivatives by what a layer read.
  let inputGradient: Pointer
  // (4H′, columns) or (C, K·D + 1): derivatives by one layer's weights.
  let weightGradient: Pointer
  private let whole: Pointer

  /// Room for batches of up to `capacity` windows of `steps` steps.
  ///
  /// - Parameters:
  ///   - shape: The sizes of the networks.
  ///   - steps: T, at least the width of the convolution.
  ///   - capacity: The largest N.
  ///   - hasDropout: Whether there is room for masks.
  /// - Precondition: All are positive.
  public init(shape: LSTMShape, steps: Int, capacity: Int, hasDropout: Bool = false) {
    let layerSteps = shape.layerSteps(steps)
    precondition(
      layerSteps > 0 && capacity > 0, "steps \(steps) and capacity \(capacity) must be positive for \(shape)")
    self.shape = shape
    self.steps = steps
    self.capacity = capacity
    self.layerSteps = layerSteps
    units = shape.hidden.roundedUpToEight
    let (h, o, c) = (units, shape.outputs, shape.convolution?.channels ?? 0)
    let columns = (0..<shape.layers).map { h + (shape.inputs(ofLayer: $0) + 1).roundedUpToEight }
    let rows = layerSteps * capacity
    var sizes = [
      steps * capacity * shape.inputs, capacity, capacity * o, c > 0 ? rows * (shape.patch + 1) : 0,
      c * (shape.patch + 1), capacity * h, capacity * o, capacity * h, capacity * h,
      rows * max(h, c.roundedUpToEight), max(4 * h * (columns.max() ?? 0), c * (shape.patch + 1)),
    ]
    for layer in 0..<shape.layers {
      let masks = hasDropout ? (layer == shape.layers - 1 ? capacity : rows) * h : 0
      let weights = 4 * h * columns[layer]
      sizes += [
        weights, weights, rows * columns[layer], rows * 4 * h, rows * h, rows * h, capacity * h, masks,
      ]
    }
    // Every part begins at a whole cache line.
    sizes = sizes.map { ($0 + 15) / 16 * 16 }
    let total = sizes.reduce(0, +)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: total * MemoryLayout<Scalar>.stride, alignment: 64)
    whole = raw.bindMemory(to: Scalar.self, capacity: total)
    whole.initialize(repeating: 0, count: total)
    var next = whole
    var index = 0
    func take() -> Pointer {
      defer {
        next += sizes[index]
        index += 1
      }
      return next
    }
    input = take()
    targets = take()
    output = take()
    patches = take()
    convolutionWeights = take()
    top = take()
    outputGradient = take()
    hiddenGradient = take()
    cellGradient = take()
    inputGradient = take()
    weightGradient = take()
    layers = (0..<shape.layers).map { layer in
      let parts = (0..<8).map { _ in take() }
      return Layer(
        inputs: shape.inputs(ofLayer: layer), columns: columns[layer], weights: parts[0], panels: parts[1],
        rows: parts[2], gates: parts[3], cells: parts[4], tangents: parts[5], last: parts[6],
        mask: hasDropout ? parts[7] : nil)
    }
  }

  deinit { UnsafeMutableRawPointer(whole).deallocate() }

  /// The mean loss of `output` against `targets` over `windows` windows and all outputs; keeps its gradient
  /// for `backward`.
  public func loss(_ loss: LSTMLoss, windows: Int) -> Double {
    let terms = loss.terms(outputs: shape.outputs)
    let share = 1 / Scalar(windows * terms)
    var sum = 0.0
    for window in 0..<windows {
      let place = window * shape.outputs
      sum += loss.value(
        output + place, target: targets[window], share: share, gradient: outputGradient + place)
    }
    return sum / Double(windows * terms)
  }

  /// Draws which hidden states the next `forward` with dropout leaves out: each with probability `rate`, the
  /// others grow by 1 / (1 − `rate`) (Srivastava et al., JMLR 15, 2014), between layers and before the head.
  func drawMasks(rate: Double, windows: Int, from stream: inout RandomStream) {
    let kept = Scalar(1 / (1 - rate))
    for (index, layer) in layers.enumerated() {
      guard let mask = layer.mask else { preconditionFailure("made without room for masks") }
      for row in 0..<(index == layers.count - 1 ? windows : layerSteps * windows) {
        for k in 0..<shape.hidden { mask[row * units + k] = stream.nextUnit() < rate ? 0 : kept }
      }
    }
  }
}

extension Int {
  /// The next multiple of eight.
  var roundedUpToEight: Int { (self + 7) / 8 * 8 }
}
