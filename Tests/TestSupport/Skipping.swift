import Testing

/// Ends the test, or the row of a parameterised test, that calls this: it is reported as cancelled, never as passed, and
/// `./forescale test` counts these lines at its end.
public func skip(_ reason: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Never {
  print("skipped: \(Test.current?.name ?? "a test"): \(reason)")
  try Test.cancel("\(reason)", sourceLocation: sourceLocation)
}
