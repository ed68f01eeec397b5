/// Why a model file was refused. Nothing was loaded.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Reason: Hashable, Sendable {
    /// There is no such file.
    case absent
    /// The system could not read or write it; what the system says.
    case unreachable(String)
    /// It cannot be opened as a regular file; what it is instead, and what is needed.
    case unreadable(String)
    /// It does not begin as models do.
    case notAModel
    /// It ends before the length that it announces.
    case truncated(bytes: Int)
    /// It goes on after its end.
    case trailing(bytes: Int)
    /// Its bytes do not match its digest.
    case damaged
    /// It is in another version of the form.
    case otherVersion(UInt32)
    /// It holds another kind of model.
    case otherKind(found: String, expected: String)
    /// It holds a kind of model that is not known, or not wanted, here; a list of those that are.
    case unknownKind(found: String, allowed: String)
    /// Its header cannot be read or holds a value that is not allowed; a sentence on that.
    case wrongHeader(String)
    /// Its record of what it was fitted on cannot be read; a sentence on that.
    case wrongRecord(String)
    /// Its parameters do not fit its configuration.
    case otherShape(found: Int, expected: Int)
    /// Its parameters contradict themselves or its header; a sentence on that.
    case wrongParameters(String)
    /// A parameter is infinite or not a number.
    case notFinite(index: Int)
  }

  /// Where the file came from, such as its path.
  public let source: String
  /// What is wrong with it.
  public let reason: Reason

  /// One sentence: what, where, and what is allowed.
  public var description: String {
    switch reason {
    case .absent: "There is no model file \(source)."
    case .unreachable(let message):
      "The model file \(source) could not be read or written: \(message)."
    case .unreadable(let message): "The model file \(source) \(message)."
    case .notAModel:
      "\(source) is not a Forescale model file: such a file begins with FSCMODEL."
    case .truncated(let bytes):
      "The model file \(source) is cut off after \(bytes) bytes, before the end that it announces; copy it again."
    case .trailing(let bytes):
      "The model file \(source) has \(bytes) bytes after its end; copy it again."
    case .damaged:
      "The model file \(source) is damaged: its checksum does not match its contents; copy it again."
    case .otherVersion(let version):
      "The model file \(source) has format version \(version), but only version \(ModelFile.formatVersion) can be "
        + "read; train it again."
    case .otherKind(let found, let expected):
      "The model file \(source) holds a model of kind '\(found)', but '\(expected)' is needed here."
    case .unknownKind(let found, let allowed):
      "The model file \(source) holds a model of kind '\(found)', but one of \(allowed) is needed here."
    case .wrongHeader(let message):
      "The model file \(source) has a header that cannot be used: \(message)"
    case .wrongRecord(let message):
      "The model file \(source) has a record of what it was fitted on that cannot be used: \(message)"
    case .wrongParameters(let message):
      "The model file \(source) holds parameters that cannot be used: \(message)"
    case .otherShape(let found, let expected):
      "The model file \(source) holds \(found) parameters, but its configuration calls for \(expected)."
    case .notFinite(let index):
      "The model file \(source) has a parameter, number \(index), that is not finite; train it again."
    }
  }
}
