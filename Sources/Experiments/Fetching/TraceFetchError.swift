import Foundation

/// Why a manifest is wrong or a trace cannot be fetched: one sentence a mistake, each on its line.
public struct TraceFetchError: Error, CustomStringConvertible, Hashable, Sendable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The sentence for a failed call of the operating system on `path`, from `errno`.
  static func system(_ what: String, _ path: String, _ code: Int32 = errno) -> Self {
    Self("\(path): cannot \(what): \(String(cString: strerror(code))).")
  }
}
