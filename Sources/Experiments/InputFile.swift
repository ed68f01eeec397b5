/// An input file and the digest of its bytes as stored (compressed, if it is).
public struct InputFile: Sendable, Hashable, Codable {
  /// The file's name without its folder, so that results do not depend on where it lies.
  public var name: String
  /// SHA-256 in lower-case hexadecimal.
  public var sha256: String

  /// The file at `path`, read whole for its digest.
  ///
  /// - Throws: `RunError` if it cannot be read.
  public init(path: String) throws {
    name = String(path.split(separator: "/").last ?? "")
    sha256 = try Digest.ofFile(path)
  }

  /// An input file of the given name and digest.
  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}
