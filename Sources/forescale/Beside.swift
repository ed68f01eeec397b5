import InputFiles

/// Files and folders beside one that was named, as it was named: relative where it was relative.
enum Beside {
  /// The path of `name` in the folder of `file`.
  static func path(_ name: String, of file: String) -> String { name.path(in: file.parentFolder) }
}
