import Glibc

/// What stands under a path, through links.
struct FileStatus {
  /// Sorts of files that outputs tell apart.
  enum Kind {
    case regular, folder, blockDevice
    /// A device, pipe or socket that takes bytes one after the other.
    case stream
  }

  /// Device and number: the same for all names of a file.
  struct Identity: Hashable, Sendable {
    var device: UInt64
    var number: UInt64
  }

  var kind: Kind
  var identity: Identity

  /// Nil where there is nothing, or nothing that can be looked at.
  init?(_ path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    self.init(found)
  }

  /// What is open as `descriptor`; nil where nothing is.
  init?(descriptor: Int32) {
    var found = stat()
    guard fstat(descriptor, &found) == 0 else { return nil }
    self.init(found)
  }

  private init(_ found: stat) {
    kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFBLK: .blockDevice
      default: .stream
      }
    identity = Identity(
      device: UInt64(truncatingIfNeeded: found.st_dev), number: UInt64(truncatingIfNeeded: found.st_ino))
  }
}
