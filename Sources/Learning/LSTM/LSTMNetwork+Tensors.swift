extension LSTMNetwork<Float> {
  /// The weights under the names and in the shapes of PyTorch's `Conv1d`, `LSTM` and `Linear`, as the members
  /// `convolution`, `lstm` and `head` of one module. PyTorch has two biases a gate; the second is 0.
  var tensors: [Tensor] {
    func part(_ first: Int, _ count: Int) -> ArraySlice<Float> { parameters[first..<first + count] }
    var tensors: [Tensor] = []
    if let convolution = shape.convolution {
      let (channels, width, inputs) = (convolution.channels, convolution.width, shape.inputs)
      // Here (C, K, D), there (C, D, K).
      let turned = (0..<channels).flatMap { channel in
        (0..<inputs).flatMap { input in
          (0..<width).map { parameters[(channel * width + $0) * inputs + input] }
        }
      }
      tensors.append(Tensor("convolution.weight", [channels, inputs, width], turned))
      tensors.append(
        Tensor("convolution.bias", [channels], part(shape.convolutionBiasOffset, channels)))
    }
    let (gates, hidden) = (shape.gates, shape.hidden)
    for layer in 0..<shape.layers {
      let inputs = shape.inputs(ofLayer: layer)
      tensors.append(
        Tensor(
          "lstm.weight_ih_l\(layer)", [gates, inputs], part(shape.inputOffset(ofLayer: layer), gates * inputs)
        ))
      tensors.append(
        Tensor(
          "lstm.weight_hh_l\(layer)", [gates, hidden],
          part(shape.recurrentOffset(ofLayer: layer), gates * hidden)))
      tensors.append(
        Tensor("lstm.bias_ih_l\(layer)", [gates], part(shape.biasOffset(ofLayer: layer), gates)))
      tensors.append(Tensor("lstm.bias_hh_l\(layer)", [gates], repeatElement(0, count: gates)))
    }
    tensors.append(
      Tensor("head.weight", [shape.outputs, hidden], part(shape.headOffset, shape.outputs * hidden)))
    tensors.append(Tensor("head.bias", [shape.outputs], part(shape.headBiasOffset, shape.outputs)))
    return tensors
  }
}
