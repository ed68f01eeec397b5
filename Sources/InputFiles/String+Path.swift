/// Paths as texts, as they were given: relative ones stay so.
///
/// Not Foundation's `NSString`: its `deletingLastPathComponent` ends the process for a path of one character on Linux.
extension String {
  /// The folder of the path; empty for the current one, `/` for what lies in the root and for the root itself.
  public var parentFolder: String {
    let path = withoutTrailingSlashes
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    let parent = String(path[..<slash]).withoutTrailingSlashes
    return parent.isEmpty ? "/" : parent
  }

  /// The name at the end of the path; `/` for the root.
  public var fileName: String {
    let path = withoutTrailingSlashes
    guard path.utf8.count > 1, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// The path without the last ending of its name: `a.b/c.d.e` becomes `a.b/c.d`. A name that begins with its only point
  /// has none.
  public var withoutExtension: String {
    let name = fileName
    // the folder itself and the one above have names without an ending
    guard name != ".", name != ".." else { return self }
    guard let point = name.utf8.lastIndex(of: UInt8(ascii: ".")), point != name.startIndex else {
      return self
    }
    let ending = name.utf8.distance(from: point, to: name.endIndex)
    let path = withoutTrailingSlashes
    return String(path.utf8.dropLast(ending)) ?? self
  }

  /// The path relative to the folder where the text that names it lies; empty for the current one.
  public func path(in folder: String) -> String {
    isAbsolutePath || folder.isEmpty
      ? self : folder.utf8.last == UInt8(ascii: "/") ? folder + self : folder + "/" + self
  }

  /// Whether the path begins at the root.
  public var isAbsolutePath: Bool { utf8.first == UInt8(ascii: "/") }

  private var withoutTrailingSlashes: String {
    var path = self[...]
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
    return String(path)
  }
}
