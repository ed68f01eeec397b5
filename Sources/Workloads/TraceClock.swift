/// The length of a measurement window in microseconds, of Google's traces and of those made after them: 300 s.
let windowLength: Int64 = 300_000_000

/// The start of Google's traces on their own clock in microseconds: 600 s.
let traceStart: Int64 = 600_000_000
