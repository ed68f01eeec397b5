import Foundation

/// The numbers recorded from SciPy by Reference/distributions.py.
struct Reference: Decodable {
  struct Recorded: Decodable {
    /// nil where infinite or undefined.
    let mean: Double?
    let variance: Double?
    /// Pairs of a value and its cumulated probability (continuous) or probability (discrete).
    let points: [[Double]]
  }

  let continuous: [String: Recorded]
  let discrete: [String: Recorded]
  let normalQuantile: [[Double]]
  let studentTQuantile: [[Double]]
  let chiSquareQuantile: [[Double]]
  let betaQuantile: [[Double]]
  let incompleteGamma: [[Double]]
  let incompleteBeta: [[Double]]
  let binomialInterval: [[Double]]
  let quantileIndices: [[Double]]

  static func load() throws -> Reference {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/distributions.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }
}
