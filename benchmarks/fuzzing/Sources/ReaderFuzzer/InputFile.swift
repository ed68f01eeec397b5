import Glibc

/// A file in memory whose content is the input of the moment.
final class InputFile: @unchecked Sendable {
  /// Where readers find it.
  let path: String
  /// The content.
  private(set) var bytes: [UInt8] = []
  private let descriptor: Int32

  /// A file without content.
  init() throws {
    // memfd_create is not in Swift's Glibc module everywhere; a file whose name is gone serves as well
    var template = Array("/dev/shm/reader-fuzzer-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { fatalError("no file can be made in /dev/shm") }
    unlink(template)
    path = "/proc/self/fd/\(descriptor)"
  }

  /// Makes `content` the content.
  func replace(with content: UnsafeRawBufferPointer) {
    bytes = Array(content)
    ftruncate(descriptor, 0)
    var written = 0
    while written < content.count {
      let count = pwrite(descriptor, content.baseAddress! + written, content.count - written, off_t(written))
      guard count > 0 else { fatalError("/dev/shm is full") }
      written += count
    }
  }
}
