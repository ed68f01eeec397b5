/// Machines of one size.
public struct MachineShape: Hashable, Sendable {
  /// A machine's CPU in parts of the largest machine, 0…1.
  public var cpu: Double
  /// A machine's memory in parts of the largest machine's, 0…1.
  public var memory: Double
  /// How many there are.
  public var count: Int

  /// Machines of one size.
  public init(cpu: Double, memory: Double, count: Int) {
    self.cpu = cpu
    self.memory = memory
    self.count = count
  }
}

/// The sizes of a cell's machines: CSV with the header `cpus,ram,machine_count`.
public struct MachineShapesFile: Sendable {
  /// Where the file is.
  public let path: String

  /// The file at `path`, which is not opened yet.
  public init(_ path: String) { self.path = path }

  static let columns = ["cpus", "ram", "machine_count"]

  /// The sizes, in the file's order.
  ///
  /// - Throws: ``WorkloadError`` at the first thing that is wrong.
  public func read() throws -> [MachineShape] {
    var shapes: [MachineShape] = []
    try readTable(path, columns: Self.columns, header: .exact) { row in
      shapes.append(
        MachineShape(
          cpu: try row.amount(0), memory: try row.amount(1),
          count: Int(try row.whole(2, in: 0...1_000_000_000))))
    }
    return shapes
  }
}
