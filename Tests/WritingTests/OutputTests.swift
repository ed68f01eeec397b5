import Foundation
import Testing
import Writing

@Suite("Outputs")
struct OutputTests {
  private func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("an input is never written to: under its own name, another spelling, a link, a second name")
  func inputs() throws {
    let folder = try folder()
    let files = FileManager.default
    let input = folder + "/t.csv"
    try Output.write("precious", to: input)
    try files.createSymbolicLink(atPath: folder + "/soft", withDestinationPath: "t.csv")
    try files.linkItem(atPath: input, toPath: folder + "/hard")
    Inputs.add([input, folder + "/absent", folder])
    for name in ["t.csv", "./t.csv", "../\((folder as NSString).lastPathComponent)/t.csv", "soft", "hard"] {
      let path = folder + "/" + name
      let error = #expect(throws: OutputError.self) { try Output.check(path, as: "--out") }
      let sentence = error?.description ?? ""
      #expect(
        sentence.hasPrefix("--out: \(path) is ") && sentence.hasSuffix("overwritten; name another file")
          && error?.happenedLater == false, "\(sentence)")
      #expect(throws: OutputError.self) { try Output.write("gone", to: path) }
      #expect(Inputs.contains(path))
    }
    #expect(try text(input) == "precious")
    // what is beside it may be written
    try Output.check(folder + "/other", as: "--out")
    try Output.write("new", to: folder + "/other")
    #expect(try text(folder + "/other") == "new" && !Inputs.contains(folder + "/other"))
  }

  @Test(
    "what lies beside a database belongs to it, whether it is an input or not, and whatever link leads there")
  func databases() throws {
    let folder = try folder()
    let database = folder + "/r.sqlite"
    try Output.write(Array("SQLite format 3\0 and so on".utf8), to: database)
    try Output.write("no database", to: folder + "/t")
    try Output.write([], to: folder + "/empty")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link.sqlite", withDestinationPath: "r.sqlite")
    for ending in DatabaseFiles.endings {
      for owner in ["/r.sqlite", "/empty"] {
        let error = #expect(throws: OutputError.self) {
          try Output.write("gone", to: folder + owner + ending)
        }
        #expect(
          error?.description.hasSuffix(
            "belongs to the database \(folder)\(owner), which may have results there; name another file")
            == true)
      }
      try Output.check(folder + "/t" + ending, as: "--out")
      try Output.check(folder + "/absent" + ending, as: "--out")
    }
    #expect(
      DatabaseFiles.all(of: folder + "/link.sqlite").dropFirst()
        == DatabaseFiles.all(of: database).dropFirst())
    // the other way round: what a new database would take for its log is an input
    try Output.write("precious", to: folder + "/n.sqlite-wal")
    Inputs.add([folder + "/n.sqlite-wal"])
    let error = #expect(throws: OutputError.self) {
      try Output.check(database: folder + "/n.sqlite", as: "--out")
    }
    #expect(error?.description.contains("which is the input \(folder)/n.sqlite-wal") == true)
    try Output.write("log", to: folder + "/n.sqlite-shm")
    Inputs.add(databases: [folder + "/n.sqlite"])
    #expect(Inputs.contains(folder + "/n.sqlite-shm"))
  }

  @Test("what is written piece by piece is whole or not there")
  func pieces() throws {
    let folder = try folder()
    try Output.write(to: folder + "/a") { write in for piece in ["x", "y"] { try write(Array(piece.utf8)) } }
    #expect(try text(folder + "/a") == "xy")
    #expect(throws: CancellationError.self) {
      try Output.write(to: folder + "/b") { write in
        try write([1])
        throw CancellationError()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
  }

  @Test("a device is written to and stays one; a pipe without a reader, a folder and nothing are refused")
  func kinds() throws {
    let folder = try folder()
    try Output.check("/dev/null", as: "--out")
    try Output.write("x", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    let pipe = folder + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: OutputError.self) { try Output.write("x", to: pipe) }
    #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    for (path, sentence) in [
      ("", "--out: the path is empty"), (folder, "--out: \(folder) is a folder; a file is expected"),
      (pipe, "--out: \(pipe) is no regular file; a file is expected"),
    ] {
      let error = #expect(throws: OutputError.self) {
        try Output.check(path, as: "--out", takesStreams: false)
      }
      #expect(error?.description == sentence)
    }
    let full = #expect(throws: OutputError.self) { try Output.write("x", to: "/dev/full") }
    #expect(
      full?.description.hasPrefix("/dev/full: cannot be written (") == true && full?.happenedLater == true)
  }

  @Test("a file is replaced whole, with its permissions, and a link to it stays")
  func replacing() throws {
    let folder = try folder()
    let path = folder + "/a"
    try Output.write("old", to: path)
    chmod(path, 0o640)
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "a")
    try Output.write([0x6E, 0x65, 0x77], to: folder + "/link")
    var status = stat()
    #expect(try text(path) == "new" && stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
    #expect(lstat(folder + "/link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a", "link"])
    #expect(throws: OutputError.self) { try Output.write("x", to: folder + "/no/file") }
  }

  @Test(
    "names that files have, and names that they cannot have",
    arguments: [
      ("lstm-direct", true), ("a b", true), ("..a", true), ("日本", true), ("../victim", false), ("a/b", false),
      ("/a", false), (".", false), ("..", false), ("", false), ("a\0b", false), ("a\nb", false),
      ("a/\u{301}b", false),
      (String(repeating: "a", count: 200), true), (String(repeating: "a", count: 201), false),
    ])
  func fileNames(name: String, isFine: Bool) {
    #expect((FileName.problem(name) == nil) == isFine)
  }
}
