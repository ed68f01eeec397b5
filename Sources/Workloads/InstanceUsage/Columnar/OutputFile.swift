import Glibc

/// A file that comes into being whole: written beside its place under another name, and renamed at the end.
final class OutputFile {
  /// Bytes written so far.
  private(set) var count = 0
  private let path: String
  private let partial: String
  private var descriptor: Int32

  /// - Throws: ``WorkloadError`` if it cannot be created.
  init(path: String) throws {
    self.path = path
    // of this process alone: a fixed name could be that of an input
    partial = "\(path).\(getpid()).part"
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw WorkloadError(
        "\(path): cannot be written (\(String(cString: strerror(errno)))); "
          + "a path in a folder that exists is needed.")
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(partial)
  }

  /// Appends bytes.
  ///
  /// - Throws: ``WorkloadError`` if the disk is full or the file is gone.
  func append(_ bytes: [UInt8]) throws {
    try write(bytes, at: count)
    count += bytes.count
  }

  /// Writes over what is there already.
  func write(_ bytes: [UInt8], at offset: Int) throws {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, off_t(offset + done))
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure() }
      done += written
    }
  }

  /// Puts the file into its place.
  func finish() throws {
    guard fsync(descriptor) == 0 else { throw failure() }
    close(descriptor)
    descriptor = -1
    guard rename(partial, path) == 0 else {
      let reason = failure()
      unlink(partial)
      throw reason
    }
  }

  private func failure() -> WorkloadError {
    WorkloadError(
      "\(path): writing failed (\(String(cString: strerror(errno)))); there may be no space left.")
  }
}
