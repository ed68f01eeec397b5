import Foundation
import InputFiles
import Writing

/// A fitted model that is kept in a `ModelFile`.
///
/// `HeaderModel` gives all of it to forecasters whose state is JSON; models with many single-precision numbers encode
/// and check them themselves.
public protocol StoredModel: Sendable {
  /// The kind under which models of this type are filed, such as `lstm`.
  static var fileKind: String { get }
  /// The bytes of the model's file, for writing or for taking a digest; equal models give equal bytes.
  func encoded() -> [UInt8]
  /// The model in `bytes`, which came from `source` (a path, for messages only).
  ///
  /// - Throws: `ModelFileError`.
  init(bytes: [UInt8], source: String) throws
}

extension StoredModel {
  /// The model in the file at `path`.
  ///
  /// - Throws: `ModelFileError`.
  public init(contentsOf path: String) throws {
    try self.init(bytes: try ModelFile.load(path), source: path)
  }

  /// Writes the model to `path`, replacing a file there only once all is written.
  ///
  /// - Throws: `ModelFileError`.
  public func write(to path: String) throws { try ModelFile.write(encoded(), to: path) }
}

extension ModelFile {
  /// The type among `types` that the model in `bytes` has, which came from `source`.
  ///
  /// - Throws: `ModelFileError`, with the kinds that are allowed.
  static func type<Model>(among types: [Model], of bytes: [UInt8], source: String) throws -> Model {
    let kind = try ModelFile(bytes: bytes, source: source).kind
    func name(_ type: Model) -> String { (type as? any StoredModel.Type)?.fileKind ?? "" }
    guard let type = types.first(where: { name($0) == kind }) else {
      throw ModelFileError(
        source: source,
        reason: .unknownKind(found: kind, allowed: types.map(name).joined(separator: ", ")))
    }
    return type
  }

  /// Tells before anything is trained whether a model can be written to `path`, and makes its folder.
  ///
  /// - Throws: `ModelFileError` if not, or if another kind of file is there.
  public static func checkWritable(_ path: String) throws {
    func refuse(_ message: String) -> ModelFileError {
      ModelFileError(source: path, reason: .unreachable(message))
    }
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      do {
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw refuse("its folder cannot be made")
      }
      guard files.isWritableFile(atPath: folder) else { throw refuse("its folder cannot be written") }
      return
    }
    guard !isFolder.boolValue else { throw refuse("it is a folder") }
    guard files.isWritableFile(atPath: path), try load(path).starts(with: magic) else {
      throw refuse("a file that is no model, or cannot be written, is there; name another")
    }
  }

  /// Writes `bytes` to `path`, replacing a file there only once all is written.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Output.write(bytes, to: path)
    } catch {
      throw ModelFileError(source: path, reason: .unreachable("\(error)"))
    }
  }

  /// The bytes at `path`.
  static func load(_ path: String) throws -> [UInt8] {
    do {
      return Array(try RegularFile.contents(path))
    } catch {
      throw ModelFileError(
        source: path, reason: error.problem == .absent ? .absent : .unreadable(error.reason))
    }
  }
}
