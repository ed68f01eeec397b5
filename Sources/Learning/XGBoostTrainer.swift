import CXGBoost
import Foundation

/// One training matrix and one growing model inside XGBoost; each tree is fetched as soon as it is grown.
///
/// Source: Chen & Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016; library version 1.7.4.
/// Gradients come from outside, so that any loss can be used. One thread: the same inputs give the same
/// trees.
final class XGBoostTrainer {
  private var matrix: DMatrixHandle?
  private var booster: BoosterHandle?
  private let rows: Int
  private let features: Int
  private let outputs: Int
  private var rounds = 0

  /// A trainer on (N, D) features, row after row, without NaN, that grows `outputs` trees (K) a round.
  ///
  /// - Throws: `LearningError` where XGBoost refuses the features or a parameter.
  init(features: [Float], rows: Int, outputs: Int = 1, parameters: [(name: String, value: String)]) throws {
    self.rows = rows
    self.outputs = outputs
    self.features = rows > 0 ? features.count / rows : 0
    try check(
      XGDMatrixCreateFromMat(features, UInt64(rows), UInt64(self.features), .nan, &matrix))
    try withUnsafePointer(to: &matrix) { try check(XGBoosterCreate($0, 1, &booster)) }
    let classes =
      outputs > 1 ? [(name: "objective", value: "multi:softprob"), ("num_class", "\(outputs)")] : []
    for (name, value) in parameters + classes + [("nthread", "1"), ("verbosity", "0"), ("base_score", "0")] {
      try check(XGBoosterSetParam(booster, name, value))
    }
  }

  deinit {
    if let booster { XGBoosterFree(booster) }
    if let matrix { XGDMatrixFree(matrix) }
  }

  /// Grows one tree along the given first and second derivatives of the loss, one a row; its leaves are
  /// already shrunk by the learning rate.
  func grow(gradients: inout [Float], curvatures: inout [Float]) throws -> RegressionTree {
    try growRound(gradients: &gradients, curvatures: &curvatures)[0]
  }

  /// Grows one tree for each of the K outputs along (N, K) derivatives.
  func growRound(gradients: inout [Float], curvatures: inout [Float]) throws -> [RegressionTree] {
    let count = rows * outputs
    precondition(gradients.count == count && curvatures.count == count, "\(count) derivatives expected")
    try check(XGBoosterBoostOneIter(booster, matrix, &gradients, &curvatures, UInt64(count)))
    var slice: BoosterHandle?
    try check(XGBoosterSlice(booster, Int32(rounds), Int32(rounds + 1), 1, &slice))
    defer { if let slice { XGBoosterFree(slice) } }
    rounds += 1
    var length: bst_ulong = 0
    var bytes: UnsafePointer<CChar>?
    try check(XGBoosterSaveModelToBuffer(slice, #"{"format":"json"}"#, &length, &bytes))
    guard let bytes else { throw LearningError("XGBoost gave no model.") }
    let data = Data(bytes: bytes, count: Int(length))
    guard let model = try? JSONDecoder().decode(Model.self, from: data),
      model.learner.gradient_booster.model.trees.count == outputs
    else { throw LearningError("XGBoost's model could not be read.") }
    return try model.learner.gradient_booster.model.trees.map { try Self.tree($0, features: features) }
  }

  private static func tree(_ tree: Model.Tree, features: Int) throws -> RegressionTree {
    // Deleted or oddly ordered nodes do not occur with grow_policy alone; a walk renumbers them anyway.
    var order = [0]
    var place = 0
    while place < order.count {
      let node = order[place]
      if tree.left_children[node] >= 0 {
        order.append(tree.left_children[node])
        order.append(tree.right_children[node])
      }
      place += 1
    }
    var renumbered = [Int32](repeating: -1, count: tree.left_children.count)
    for (new, old) in order.enumerated() { renumbered[old] = Int32(new) }
    let result = RegressionTree(
      features: order.map { tree.left_children[$0] >= 0 ? Int32(tree.split_indices[$0]) : -1 },
      values: order.map { tree.split_conditions[$0] },
      left: order.map { tree.left_children[$0] >= 0 ? renumbered[tree.left_children[$0]] : -1 },
      right: order.map { tree.right_children[$0] >= 0 ? renumbered[tree.right_children[$0]] : -1 })
    if let problem = result.problem(features: features) {
      throw LearningError("XGBoost grew no tree: \(problem)")
    }
    return result
  }

  private func check(_ status: Int32) throws {
    guard status == 0 else {
      let message = XGBGetLastError().map { String(cString: $0) } ?? "no message"
      let line = message.split(separator: "\n").first.map(String.init) ?? message
      throw LearningError("XGBoost failed: \(line)")
    }
  }

  // The names are those of XGBoost's JSON schema.
  private struct Model: Decodable {
    var learner: Learner
    struct Learner: Decodable { var gradient_booster: Booster }
    struct Booster: Decodable { var model: Trees }
    struct Trees: Decodable { var trees: [Tree] }
    struct Tree: Decodable {
      var left_children: [Int]
      var right_children: [Int]
      var split_indices: [Int]
      var split_conditions: [Float]
    }
  }
}
