/// Parameters, tree after tree, each in preorder: of a split feature + 1 and threshold; of a leaf 0 and its mean, or
/// its only class, or C and the C shares. With remembered rows a leaf goes on with their number and, for each, row
/// and repetitions, and the N targets end the file.
extension RandomForest: StoredModel {
  /// The kind under which models of this type are filed.
  public static let fileKind = "random-forest"

  private struct Header: Codable {
    var configuration: RandomForestConfiguration
    var featureCount: Int
    var impurityImportance: [Double]
    var task: Task
    /// N where leaves remember rows, else 0.
    var targetCount: Int
  }

  /// The bytes of the model's file; equal models give equal bytes. Out-of-bag figures are left out.
  public func encoded() -> [UInt8] {
    var parameters: [Float] = []
    let classes = outputCount
    for tree in 0..<treeCount {
      for node in TreeWalk(nodes, tree: tree) {
        let (feature, bits) = (ForestNodes.feature(node), ForestNodes.bits(node))
        if feature < featureCount {
          parameters += [Float(feature + 1), Float(bitPattern: bits)]
        } else if let leafRows {
          let leaf = leafRows.offsets[tree] + Int(bits)
          let range = leafRows.starts[leaf]..<leafRows.starts[leaf + 1]
          parameters += [0, leafRows.means[leaf], Float(range.count)]
          for k in range { parameters += [Float(leafRows.rows[k]), Float(leafRows.repetitions[k])] }
        } else if task == .regression {
          parameters += [0, Float(bitPattern: bits)]
        } else if bits < classes {
          parameters += [0, Float(bits)]
        } else {
          let row = (Int(bits) - classes) * classes
          parameters += [0, Float(classes)] + shares[row..<row + classes]
        }
      }
    }
    parameters += leafRows?.targets ?? []
    let header = Header(
      configuration: configuration, featureCount: featureCount, impurityImportance: impurityImportance,
      task: task, targetCount: leafRows?.targets.count ?? 0)
    return ModelFile(kind: Self.fileKind, encoding: header, parameters: parameters).encoded()
  }

  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  public init(bytes: [UInt8], source: String) throws {
    let read = try ModelFile.read(
      bytes, source: source, kind: Self.fileKind, header: Header.self,
      name: "a random forest's configuration, task and importances")
    let header = read.0
    var reader = read.1
    func refuse(_ message: String) -> ModelFileError {
      ModelFileError(source: source, reason: .wrongHeader(message))
    }
    if let problem = header.configuration.problem { throw refuse(problem) }
    let d = header.featureCount
    guard (1...ForestNodes.maximumFeatures).contains(d), header.impurityImportance.count == d else {
      throw refuse("its \(header.impurityImportance.count) importances do not fit its \(d) features.")
    }
    if case .classification(let count) = header.task, !(1...1024).contains(count) {
      throw refuse("its number of classes must be in 1...1024, is \(count).")
    }
    let keeps = header.configuration.keepsLeafRows
    let rowLimit = 0...ForestNodes.maximumLeaves
    guard keeps == (header.targetCount > 0), rowLimit.contains(header.targetCount),
      !keeps || header.task == .regression
    else { throw refuse("it remembers \(header.targetCount) targets, which does not fit the rest of it.") }

    var trees: [LaidTree] = []
    var layout = TreeLayout()
    for _ in 0..<header.configuration.treeCount {
      trees.append(try Self.readTree(&reader, &layout, header))
    }
    let targets = try (0..<header.targetCount).map { _ in Double(try reader.next()) }
    try reader.finish()
    self.init(
      configuration: header.configuration, task: header.task, featureCount: d, trees: trees,
      targets: targets, outOfBagTable: nil, threads: 1, importance: header.impurityImportance)
  }

  private static func readTree(
    _ reader: inout ParameterReader, _ layout: inout TreeLayout, _ header: Header
  ) throws -> LaidTree {
    var tree = LaidTree(nodes: [], importance: [])
    var nodes = [GrownNode()]
    var payloads: [UInt32] = []
    var pending = [0]
    while let index = pending.popLast() {
      let feature = try reader.nextIndex(below: header.featureCount + 1) - 1
      if feature >= 0 {
        guard nodes.count < 2 * ForestNodes.maximumLeaves else {
          throw reader.refuse("a tree has too many leaves.")
        }
        nodes[index] = GrownNode(
          threshold: try reader.next(), feature: Int32(feature), first: UInt32(nodes.count), rows: 0)
        pending.append(nodes.count + 1)
        pending.append(nodes.count)
        nodes += [GrownNode(), GrownNode()]
        continue
      }
      nodes[index] = GrownNode(threshold: 0, feature: -1, first: UInt32(payloads.count), rows: 1)
      payloads.append(try readLeaf(&reader, &tree, header))
    }
    // Children follow their parents, so backwards each node knows how many leaves are below it.
    for index in nodes.indices.reversed() where nodes[index].feature >= 0 {
      let first = Int(nodes[index].first)
      nodes[index].rows = nodes[first].rows + nodes[first + 1].rows
    }
    tree.nodes = nodes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      return layout.lay(base, count: buffer.count, featureCount: header.featureCount) {
        payloads[Int($0.first)]
      }
    }
    return tree
  }

  private static func readLeaf(
    _ reader: inout ParameterReader, _ tree: inout LaidTree, _ header: Header
  ) throws -> UInt32 {
    if case .classification(let classes) = header.task {
      let label = try reader.nextIndex(below: classes + 1)
      guard label == classes else { return UInt32(label) }
      let row = tree.shares.count / classes
      for _ in 0..<classes {
        let share = try reader.next()
        guard share >= 0, share <= 1 else {
          throw reader.refuse(
            "number \(reader.position - 1) is \(share), but a share in 0...1 is needed there.")
        }
        tree.shares.append(share)
      }
      return UInt32(classes + row)
    }
    let mean = try reader.next()
    guard header.targetCount > 0 else { return mean.bitPattern }
    tree.leafMeans.append(mean)
    tree.leafStarts.append(tree.leafRows.count)
    let count = try reader.nextIndex(below: header.targetCount + 1)
    guard count > 0 else { throw reader.refuse("a leaf remembers no row.") }
    for _ in 0..<count {
      tree.leafRows.append(UInt32(try reader.nextIndex(below: header.targetCount)))
      let repetitions = try reader.nextIndex(below: header.targetCount + 1)
      guard repetitions > 0 else { throw reader.refuse("a leaf remembers a row without repetitions.") }
      tree.leafRepetitions.append(UInt32(repetitions))
    }
    return UInt32(tree.leafMeans.count - 1)
  }
}
