/// A job of a generated cell, as it is submitted.
public struct BorgJob: Hashable, Sendable {
  /// Its number: from 0 in order of arrival; jobs that run from before the trace to beyond it have numbers
  /// from 2⁴⁰ up.
  public var ordinal: UInt64
  /// Its tier.
  public var tier: BorgTier
  /// How many instances it has, at least 1.
  public var instances: Int
  /// CPU that an instance asks for on average, in NCU.
  public var cpuRequest: Double
  /// Memory that an instance asks for on average, in parts of the largest machine's.
  public var memoryRequest: Double
  /// Whether its instances ask for different amounts.
  public var isUneven: Bool
  /// How long each instance runs, all attempts together, in seconds; infinite for a job that outlives the
  /// trace.
  public var runTime: Double
  /// CPU that an instance is expected to use, over its request.
  public var cpuUsedOverRequested: Double
  /// Memory that an instance uses, over its request.
  public var memoryUsedOverRequested: Double
  /// How it ends.
  public var end: InstanceEvent.Kind
  /// The normal score of the job's own part of used over requested.
  var usageScore: Double

  /// CPU time that all instances are expected to use, in NCU-hours.
  public var cpuHours: Double { Double(instances) * cpuRequest * cpuUsedOverRequested * runTime / 3600 }
  /// The same for memory, in hours of the largest machine's memory.
  public var memoryHours: Double {
    Double(instances) * memoryRequest * memoryUsedOverRequested * runTime / 3600
  }
  /// The number in the tables.
  public var collectionID: Int64 { 330_000_000_000 + Int64(ordinal) * 7 }
  /// Whether it runs from before the trace to beyond it.
  var isResident: Bool { ordinal >= Self.firstResident }
  /// Whether all instances use about the same share of what they ask for.
  var isSteady: Bool { runTime < 3600 }
  static let firstResident: UInt64 = 1 << 40
}

/// The scores of one instance: everything random about it that does not change from window to window.
struct BorgInstanceDraw {
  /// Normal score of the instance's own part of used over requested.
  var usageScore: Double
  /// Normal score of the first window.
  var firstWindowScore: Double
  /// The factor of its request in a job whose instances differ.
  var requestScore: Double
  /// How often it is submitted again.
  var resubmissions: Int
}
