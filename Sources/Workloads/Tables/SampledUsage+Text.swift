import Glibc

extension SampledUsageFile {
  /// The members of a Python dictionary as text, `{'cpus': 0.25, 'memory': None}`; nil for None.
  static func resources(_ row: TableRow, _ column: Int) throws -> (cpu: Double?, memory: Double?) {
    let text = row.bytes(column)
    guard let cpu = member("'cpus': ", text), let memory = member("'memory': ", text) else {
      throw row.refusal(
        column, allowed: "dictionaries such as {'cpus': 0.25, 'memory': None} with numbers from 0 up")
    }
    return (cpu, memory)
  }

  /// Nil if the member is absent or no number from 0 up, nil inside if it is None.
  private static func member(_ name: StaticString, _ text: UnsafePointer<CChar>) -> Double?? {
    let key = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    guard let place = strstr(text, key) else { return nil }
    let start = place + name.utf8CodeUnitCount
    if strncmp(start, "None", 4) == 0 { return .some(nil) }
    var end: UnsafeMutablePointer<CChar>?
    let value = strtod(start, &end)
    guard let end, end > start, end.pointee == 0x2c || end.pointee == 0x7d, value.isFinite, value >= 0 else {
      return nil
    }
    return value
  }

  /// The numbers of a NumPy array as text, `[0.1 0.2\n 0.3]`: none, or as many as asked for.
  static func numbers(_ row: TableRow, _ column: Int, count: Int) throws -> [Double] {
    guard let found = numbers(row.bytes(column)), found.isEmpty || found.count == count else {
      throw row.refusal(column, allowed: "arrays of \(count) numbers from 0 up between [ and ], or none")
    }
    return found
  }

  private static func numbers(_ text: UnsafePointer<CChar>) -> [Double]? {
    guard text[0] == 0x5b else { return nil }
    var numbers: [Double] = []
    var next = text + 1
    while true {
      while next.pointee == 0x20 || next.pointee == 0x0a || next.pointee == 0x0d { next += 1 }
      if next.pointee == 0x5d { return next[1] == 0 ? numbers : nil }
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(next, &end)
      guard let end, end > next, value.isFinite, value >= 0 else { return nil }
      numbers.append(value)
      next = UnsafePointer(end)
    }
  }
}
