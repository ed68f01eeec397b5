/// Parameters, tree after tree, each in preorder of what can be reached: of a cut 1, threshold, and of each of its
/// features number and, with slopes, weight; of an end 0 and its path length.
extension IsolationForest: StoredModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "isolation-forest"

  private struct Header: Codable {
    var configuration: IsolationForestConfiguration
    var featureCount: Int
    var sampleSize: Int
    var threshold: Double
  }

  /// The bytes of the model's file; equal models give equal bytes.
  public func encoded() -> [UInt8] {
    var parameters: [Float] = []
    let hasSlopes = !trees.weights.isEmpty
    for tree in 0..<trees.treeCount {
      var pending = [0]
      while var node = pending.popLast() {
        while node < trees.inner, trees.thresholds[tree * trees.inner + node] == .infinity {
          node = 2 * node + 1
        }
        guard node < trees.inner else {
          parameters += [0, trees.lengths[tree * trees.ends + node - trees.inner]]
          continue
        }
        let place = tree * trees.inner + node
        parameters += [1, trees.thresholds[place]]
        for part in place * trees.width..<(place + 1) * trees.width {
          parameters.append(Float(trees.features[part]))
          if hasSlopes { parameters.append(trees.weights[part]) }
        }
        pending.append(2 * node + 2)
        pending.append(2 * node + 1)
      }
    }
    let header = Header(
      configuration: configuration, featureCount: featureCount, sampleSize: sampleSize, threshold: threshold)
    return ModelFile(kind: Self.fileKind, encoding: header, parameters: parameters).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let read = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Header.self,
      name: "an isolation forest's configuration, sample size and threshold")
    let header = read.0
    var reader = read.1
    func refuse(_ message: String) -> ModelFileError {
      ModelFileError(source: source, reason: .wrongHeader(message))
    }
    if let problem = header.configuration.problem { throw refuse(problem) }
    guard (1...510).contains(header.featureCount), (0...1).contains(header.threshold),
      (2...header.configuration.sampleSize).contains(header.sampleSize),
      header.configuration.extensionLevel ?? 0 < header.featureCount
    else {
      throw refuse(
        "\(header.featureCount) features, threshold \(header.threshold) and a sample of \(header.sampleSize) do not "
          + "fit its configuration.")
    }
    let width = (header.configuration.extensionLevel ?? 0) + 1
    let depth = IsolationForestConfiguration.depth(of: header.sampleSize)
    var trees = IsolationTrees(depth: depth, width: width)
    for _ in 0..<header.configuration.treeCount {
      var tree = IsolationTrees.blank(
        depth: depth, width: width, hasWeights: header.configuration.extensionLevel != nil)
      try Self.read(&tree, from: &reader, featureCount: header.featureCount)
      trees.append(tree)
    }
    try reader.finish()
    self.init(
      configuration: header.configuration, featureCount: header.featureCount, sampleSize: header.sampleSize,
      threshold: header.threshold, trees: trees)
  }

  private static func read(
    _ tree: inout IsolationTrees, from reader: inout ParameterReader, featureCount: Int
  ) throws {
    let hasSlopes = !tree.weights.isEmpty
    var pending = [0]
    while var node = pending.popLast() {
      guard try reader.nextIndex(below: 2) == 1 else {
        let length = try reader.next()
        guard length >= 0 else {
          throw reader.refuse(
            "number \(reader.position - 1) is \(length), but a path length is needed there.")
        }
        while node < tree.inner { node = 2 * node + 1 }
        tree.lengths[node - tree.inner] = length
        continue
      }
      guard node < tree.inner else {
        throw reader.refuse("a tree is deeper than the \(tree.depth) splits that its sample allows.")
      }
      tree.thresholds[node] = try reader.next()
      for part in node * tree.width..<(node + 1) * tree.width {
        tree.features[part] = UInt16(try reader.nextIndex(below: featureCount))
        if hasSlopes { tree.weights[part] = try reader.next() }
      }
      pending.append(2 * node + 2)
      pending.append(2 * node + 1)
    }
  }
}
