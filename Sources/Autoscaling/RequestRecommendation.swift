/// What a replica should request, and how far off its request may be before it should be replaced.
public struct RequestRecommendation: Sendable, Hashable {
  /// Amounts of both resources for one replica.
  public struct Amounts: Sendable, Hashable {
    /// CPU in millicores, at most 10¹⁴.
    public var cpuMillicores: Int64
    /// Memory in bytes, at most 10¹⁴.
    public var memoryBytes: Int64
    /// CPU in cores.
    public var cpuCores: Double { Double(cpuMillicores) / 1000 }

    /// The given amounts of CPU (millicores) and memory (bytes).
    public init(cpuMillicores: Int64, memoryBytes: Int64) {
      self.cpuMillicores = cpuMillicores
      self.memoryBytes = memoryBytes
    }
  }

  /// What to request.
  public var target: Amounts
  /// A request below it is too small.
  public var lowerBound: Amounts
  /// A request above it is wasteful.
  public var upperBound: Amounts
}
