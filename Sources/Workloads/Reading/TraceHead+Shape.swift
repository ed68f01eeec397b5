extension TraceHead {
  /// Whether the first rows, of a table without a header, have so many fields and pass a test.
  func hasRows(of count: Int, _ test: ([String]) -> Bool) -> Bool {
    let rows = (0..<min(lines.count, 5)).map { fields($0) }
    return !rows.isEmpty && rows.allSatisfy { $0.count == count && test($0) }
  }

  /// Whether the first JSON object has all of these members and none of those.
  func hasMembers(_ names: [String], butNot others: [String]) -> Bool {
    guard isJSON, let line = firstObject else { return false }
    func has(_ name: String) -> Bool {
      line.contains("\"\(name)\":") || line.contains("\"\(name)\" :")
    }
    return names.allSatisfy(has) && !others.contains(where: has)
  }
}

extension String {
  /// Whether it is a whole number.
  var isWhole: Bool { Int64(self) != nil }
  /// Whether it is a finite number.
  var isNumber: Bool { Double(self)?.isFinite ?? false }
  /// Whether it is nothing or a finite number.
  var isNumberOrEmpty: Bool { isEmpty || isNumber }
  /// Whether it is a whole number of the range.
  func isWhole(in range: ClosedRange<Int64>) -> Bool { Int64(self).map(range.contains) ?? false }
}
