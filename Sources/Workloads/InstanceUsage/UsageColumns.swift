import CNumericScan

import Glibc

/// Which column of a flattened file holds what.
struct UsageColumns {
  /// What a column means.
  enum Role: Equatable {
    case startTime, endTime, collectionID, instanceIndex, collectionType, cpuAverage, cpuMaximum
    /// The position among the 19 percentiles below 100 %.
    case percentile(Int)
  }

  /// The header's names, and for each the role or nil.
  let names: [String]
  let roles: [Role?]
  let hasEnd: Bool
  let hasPercentiles: Bool

  /// What each role is called: by those who flattened the table by hand, in the table itself (`average_usage.cpus`, as
  /// pandas writes nested records), and with the dot that SQL does not allow.
  private static let roles: [(names: [String], role: Role, isRequired: Bool)] = [
    (["time", "start_time"], .startTime, true), (["end_time"], .endTime, false),
    (["collection_id"], .collectionID, true), (["instance_index"], .instanceIndex, true),
    (["collection_type"], .collectionType, false),
    (
      ["avg_cpu_usage", "average_usage.cpus", "average_usage_cpus", "average_usage__cpus"], .cpuAverage, true
    ),
    (
      ["max_cpu_usage", "maximum_usage.cpus", "maximum_usage_cpus", "maximum_usage__cpus"], .cpuMaximum, false
    ),
  ]

  /// Whether a header has all columns that are needed.
  static func areIn(_ header: [String]) -> Bool {
    roles.allSatisfy { !$0.isRequired || $0.names.contains(where: header.contains) }
  }

  /// - Throws: ``WorkloadError`` if a needed column is absent or there twice.
  init(header: [String], file: String, withPercentiles: Bool) throws {
    var known: [String: Role] = [:]
    for (names, role, isRequired) in Self.roles {
      let name = names.first(where: header.contains) ?? names[0]
      known[name] = role
      let count = header.count { $0 == name }
      guard count <= 1 else {
        throw WorkloadError(file, line: 1, "has \(count) columns \(name); allowed is one.")
      }
      guard count == 1 || !isRequired else {
        let nearest = header.min { editDistance($0, name) < editDistance($1, name) } ?? ""
        throw WorkloadError(
          file, line: 1,
          "has no column \(name), the nearest name is \(WorkloadError.quoted(nearest)); "
            + "needed are time, collection_id, instance_index and avg_cpu_usage.")
      }
    }
    let percentiles = (0..<10).map { $0 * 10 } + (91...99)
    let percentileNames = percentiles.map { "p\($0)_cpu_usage" }
    hasPercentiles = withPercentiles && (percentileNames + ["max_cpu_usage"]).allSatisfy(header.contains)
    if hasPercentiles {
      for (position, name) in percentileNames.enumerated() { known[name] = .percentile(position) }
    }
    names = header
    roles = header.map { known[$0] }
    hasEnd = header.contains("end_time")
  }

  /// What each column means to the scanner for plain numbers.
  var scanRoles: [UInt8] {
    roles.map { role in
      switch role {
      case nil: UInt8(FS_ROLE_NONE.rawValue)
      case .startTime: UInt8(FS_ROLE_START.rawValue)
      case .endTime: UInt8(FS_ROLE_END.rawValue)
      case .collectionID: UInt8(FS_ROLE_COLLECTION.rawValue)
      case .instanceIndex: UInt8(FS_ROLE_INSTANCE.rawValue)
      case .collectionType: UInt8(FS_ROLE_TYPE.rawValue)
      case .cpuAverage: UInt8(FS_ROLE_AVERAGE.rawValue)
      case .cpuMaximum: UInt8(FS_ROLE_MAXIMUM.rawValue)
      case .percentile(let position): UInt8(FS_ROLE_PERCENTILE.rawValue) + UInt8(position)
      }
    }
  }

  /// The parsed fields of one row.
  struct Values {
    var startTime: Int64 = 0, endTime: Int64 = 0, collectionID: Int64 = 0, instanceIndex: Int64 = 0
    var collectionType: Int64 = 0
    var cpuAverage = 0.0, cpuMaximum = Double.nan
    /// Those below 100 %.
    private(set) var percentiles = [Double](repeating: 0, count: 19)
    private(set) var lacksPercentile = false

    /// Puts the fields that a row may leave empty back to their defaults.
    mutating func forgetOptional() {
      cpuMaximum = .nan
      collectionType = 0
      lacksPercentile = false
    }

    /// Parses the zero-terminated field for `role`; an absent optional one leaves the default.
    mutating func set(
      _ role: Role, from text: UnsafePointer<CChar>, count: Int, failure: (String) -> WorkloadError
    ) throws {
      if count == 0 && (role == .cpuMaximum || role == .collectionType) { return }
      if count == 0, case .percentile = role {
        lacksPercentile = true
        return
      }
      switch role {
      case .startTime: startTime = try Self.integer(text, count, failure)
      case .endTime: endTime = try Self.integer(text, count, failure)
      case .collectionID: collectionID = try Self.integer(text, count, failure)
      case .instanceIndex: instanceIndex = try Self.integer(text, count, failure)
      case .collectionType: collectionType = try Self.integer(text, count, failure)
      case .cpuAverage: cpuAverage = try Self.cpu(text, count, failure)
      case .cpuMaximum: cpuMaximum = try Self.cpu(text, count, failure)
      case .percentile(let position):
        // The flattened files write -1 where the trace has no distribution.
        if strtod(text, nil) == -1 {
          lacksPercentile = true
        } else {
          percentiles[position] = try Self.cpu(text, count, failure)
        }
      }
    }

    private static func integer(
      _ text: UnsafePointer<CChar>, _ count: Int, _ failure: (String) -> WorkloadError
    ) throws -> Int64 {
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let value = strtoll(text, &end, 10)
      guard count > 0, let end, end - UnsafeMutablePointer(mutating: text) == count, errno == 0 else {
        throw failure("\(WorkloadError.quoted(String(cString: text))); allowed are whole 64-bit numbers.")
      }
      return Int64(value)
    }

    private static func cpu(
      _ text: UnsafePointer<CChar>, _ count: Int, _ failure: (String) -> WorkloadError
    ) throws -> Double {
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(text, &end)
      guard count > 0, let end, end - UnsafeMutablePointer(mutating: text) == count, value.isFinite,
        value >= 0
      else {
        throw failure("\(WorkloadError.quoted(String(cString: text))); allowed are finite numbers from 0 up.")
      }
      return value
    }
  }
}
