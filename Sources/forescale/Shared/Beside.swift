import InputFiles

/// Files and folders beside one that was named, as it was named: relative where it was relative.
enum Beside {
  /// The folder for the charts of the database at `file`: they never overwrite those of another one.
  static func charts(of file: String) -> String { path("plots/\(stem(file))", of: file) }

  /// The file that a model of the results in `file` goes to.
  static func model(_ name: String, of file: String) -> String {
    path("\(stem(file)).models/\(name).model", of: file)
  }

  /// The name of `file` without `.sqlite`; whole where it ends in anything else.
  static func stem(_ file: String) -> String {
    let name = file.fileName
    return name.hasSuffix(".sqlite") && name.count > 7 ? String(name.dropLast(7)) : name
  }

  /// The path of `name` in the folder of `file`.
  static func path(_ name: String, of file: String) -> String { name.path(in: file.parentFolder) }
}
