/// What bytes come from, one piece after the other.
protocol ByteSource: AnyObject {
  /// The path as given, for messages.
  var path: String { get }
  /// Bytes handed out so far.
  var bytesRead: Int { get }

  /// Fills `buffer` from its beginning, as far as there are bytes, and returns how many: 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}
