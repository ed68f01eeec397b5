/// A table of features with a label a row, column by column: what detectors of anomalies are scored on.
///
/// Memory grows with the number of rows: 8 bytes a number, 4 a category.
public struct LabelledTable: Sendable, Hashable {
  /// A column of numbers.
  public struct NumericColumn: Sendable, Hashable {
    /// The column's name.
    public let name: String
    /// A finite value a row.
    public internal(set) var values: [Double] = []
  }

  /// A column of words.
  public struct CategoricalColumn: Sendable, Hashable {
    /// The column's name.
    public let name: String
    /// The different words, in order of appearance.
    public internal(set) var levels: [String] = []
    /// The place of each row's word in ``levels``.
    public internal(set) var codes: [Int32] = []
  }

  /// Which columns a file has.
  public struct Schema: Sendable, Hashable {
    /// The names of the feature columns; a column of labels follows them.
    public let features: [String]
    /// Which of them hold words.
    public let categorical: Set<String>
    /// What ends every label and is cut off; empty if nothing does.
    public let labelSuffix: String

    /// A schema of at least one feature.
    public init(features: [String], categorical: Set<String>, labelSuffix: String = "") {
      precondition(!features.isEmpty, "a table needs at least one feature")
      precondition(categorical.isSubset(of: features), "a categorical column is none of the features")
      self.features = features
      self.categorical = categorical
      self.labelSuffix = labelSuffix
    }
  }

  /// The columns of numbers, in the file's order.
  public internal(set) var numeric: [NumericColumn]
  /// The columns of words, in the file's order.
  public internal(set) var categorical: [CategoricalColumn]
  /// The labels: a column of words.
  public internal(set) var labels = CategoricalColumn(name: "label")

  /// How many rows there are.
  public var count: Int { labels.codes.count }

  init(_ schema: Schema) {
    numeric = schema.features.filter { !schema.categorical.contains($0) }.map { NumericColumn(name: $0) }
    categorical = schema.features.filter(schema.categorical.contains).map { CategoricalColumn(name: $0) }
  }

  /// How many rows have each label, in order of appearance.
  public func labelCounts() -> [(label: String, count: Int)] {
    var counts = [Int](repeating: 0, count: labels.levels.count)
    for code in labels.codes { counts[Int(code)] += 1 }
    return zip(labels.levels, counts).map { (label: $0, count: $1) }
  }

  /// The table without rows that are equal to an earlier one in every feature and the label.
  ///
  /// KDD Cup 99 is full of them: a detector scored with them in is scored on what it has seen. Of 494,021 rows of its
  /// tenth 145,586 stay.
  public func deduplicated() -> LabelledTable {
    var kept: [Int] = []
    var chains: [UInt64: [Int]] = [:]
    for row in 0..<count {
      let hash = hash(of: row)
      let earlier = chains[hash, default: []]
      if earlier.contains(where: { isSame($0, row) }) { continue }
      chains[hash, default: []].append(row)
      kept.append(row)
    }
    var table = self
    for column in numeric.indices { table.numeric[column].values = kept.map { numeric[column].values[$0] } }
    for column in categorical.indices {
      table.categorical[column].codes = kept.map { categorical[column].codes[$0] }
    }
    table.labels.codes = kept.map { labels.codes[$0] }
    return table
  }

  private func hash(of row: Int) -> UInt64 {
    var hash: UInt64 = 1
    func mix(_ value: UInt64) {
      hash = (hash ^ value) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    for column in numeric { mix((column.values[row] + 0).bitPattern) }
    for column in categorical { mix(UInt64(UInt32(bitPattern: column.codes[row]))) }
    mix(UInt64(UInt32(bitPattern: labels.codes[row])))
    return hash
  }

  private func isSame(_ a: Int, _ b: Int) -> Bool {
    labels.codes[a] == labels.codes[b] && categorical.allSatisfy { $0.codes[a] == $0.codes[b] }
      && numeric.allSatisfy { $0.values[a] == $0.values[b] }
  }
}
