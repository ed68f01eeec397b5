import Synchronization

/// The files that this process was told to read: nothing that it writes takes the place of one of them.
///
/// They are known by device and number, so that a second name, a link or another spelling of the path is the same file.
public enum Inputs {
  private static let known = Mutex<[FileStatus.Identity: String]>([:])

  /// Counts files among the inputs from now on; what is not there, or a folder, is passed over.
  public static func add(_ paths: [String]) {
    for path in paths {
      guard let status = FileStatus(path), status.kind == .regular else { continue }
      known.withLock { known in
        if known[status.identity] == nil { known[status.identity] = path }
      }
    }
  }

  /// Counts databases among the inputs, with all that lies beside them.
  public static func add(databases paths: [String]) { add(paths.flatMap(DatabaseFiles.all(of:))) }

  /// Whether the file at `path` was counted among the inputs, under whatever name.
  public static func contains(_ path: String) -> Bool {
    FileStatus(path).map { name(of: $0.identity) != nil } ?? false
  }

  /// The name under which a file was counted among the inputs; nil where it was not.
  static func name(of identity: FileStatus.Identity) -> String? { known.withLock { $0[identity] } }
}
