import Learning

/// How fast the LSTM is trained, against a yardstick of the same process: a slow machine is slow in both.
enum GateThroughput {
  /// The median over some rounds of training operations a CPU second over those of a product of 256 × 256 matrices.
  ///
  /// Training a window takes about 6 operations a parameter and step: 2 forward, 4 backward.
  static func ratio(rounds: Int = 5) -> Double {
    let shape = LSTMShape(inputs: 3, hidden: 24, outputs: 3)
    let steps = 30
    return KernelBenchmark.median(of: rounds) {
      let windows = LSTMBenchmark.trainingRate(shape, steps: steps, batch: 128)
      return windows * 6 * Double(shape.parameterCount * steps) / productRate()
    }
  }

  /// Operations a CPU second of a single-precision matrix product.
  private static func productRate() -> Double {
    let n = 256
    let count = 60
    let a = [Float](repeating: 0.5, count: n * n)
    var c = a
    func multiply(_ times: Int) {
      c.withUnsafeMutableBufferPointer { target in
        a.withUnsafeBufferPointer { source in
          guard let from = source.baseAddress, let to = target.baseAddress else { return }
          for _ in 0..<times {
            Float.gemm(
              transposeA: false, transposeB: false, m: n, n: n, k: n, alpha: 1, a: from, lda: n, b: from,
              ldb: n,
              beta: 0, c: to, ldc: n)
          }
        }
      }
    }
    multiply(5)
    let start = Stopwatch.cpu
    multiply(count)
    return Double(count * 2 * n * n * n) / (Stopwatch.cpu - start)
  }
}
