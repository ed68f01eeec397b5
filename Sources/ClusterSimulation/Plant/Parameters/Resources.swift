/// An amount of CPU and memory, in whole units so that what is added and taken away again leaves nothing
/// behind.
public struct Resources: Sendable, Hashable, Codable {
  /// CPU in billionths of a core.
  public var cpu: Int64
  /// Memory in bytes.
  public var memory: Int64

  /// An amount in whole units: billionths of a core, and bytes.
  public init(nanocores: Int64, bytes: Int64) {
    cpu = nanocores
    memory = bytes
  }

  /// The nearest amount to `cpu` cores and `memory` bytes.
  ///
  /// - Precondition: both are finite and within the range of the type.
  public init(cpu: Double, memory: Double) {
    self.init(nanocores: Int64((cpu * 1e9).rounded()), bytes: Int64(memory.rounded()))
  }

  /// The amount of a trace that gives both as shares of its largest machine, in billionths of that machine.
  public static func normalised(cpu: Double, memory: Double) -> Self {
    Self(cpu: cpu, memory: memory * 1e9)
  }

  /// Nothing.
  public static var zero: Self { Self(nanocores: 0, bytes: 0) }

  /// CPU in cores.
  public var cores: Double { Double(cpu) / 1e9 }

  /// Whether no more of either is asked for than `room` has.
  @inlinable public func fits(in room: Self) -> Bool { cpu <= room.cpu && memory <= room.memory }

  /// How many such amounts `room` has space for; 0 if none, `Int.max` if this is nothing.
  public func count(in room: Self) -> Int {
    guard fits(in: room) else { return 0 }
    let byCPU = cpu > 0 ? Int(room.cpu / cpu) : .max
    let byMemory = memory > 0 ? Int(room.memory / memory) : .max
    return min(byCPU, byMemory)
  }

  /// Both sums.
  @inlinable public static func + (a: Self, b: Self) -> Self {
    Self(nanocores: a.cpu + b.cpu, bytes: a.memory + b.memory)
  }
  /// Both differences; may be negative.
  @inlinable public static func - (a: Self, b: Self) -> Self {
    Self(nanocores: a.cpu - b.cpu, bytes: a.memory - b.memory)
  }
  /// `a`, `b` times over.
  @inlinable public static func * (a: Self, b: Int) -> Self {
    Self(nanocores: a.cpu * Int64(b), bytes: a.memory * Int64(b))
  }
  /// Adds both.
  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
  /// Takes both away.
  @inlinable public static func -= (a: inout Self, b: Self) { a = a - b }
}
