/// Names that become parts of files' names, such as those of models.
public enum FileName {
  /// The most bytes: most systems allow 255, and an ending comes behind.
  static let longest = 200

  /// Why `name` cannot be a part of a file's name, as a sentence may go on after it; nil where it can.
  public static func problem(_ name: String) -> String? {
    let isFolder = name == "." || name == ".."
    let isWrong =
      name.isEmpty || isFolder || name.utf8.count > longest
      || name.unicodeScalars.contains { $0 == "/" || $0.value < 0x20 || 0x7F...0x9F ~= $0.value }
    return isWrong
      ? "is a part of a file's name; allowed are up to \(longest) bytes without '/' and control characters, not '.' or '..'"
      : nil
  }
}
