import Foundation
import InputFiles
import Testing

/// The one door of inputs: regular files come in, all else is refused at once.
@Suite("Regular files")
struct RegularFileTests {
  private static func scratch() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  private static func refusal(_ path: String, limit: Int = 1000) -> String? {
    do {
      _ = try RegularFile.contents(path, limit: limit)
      return nil
    } catch { return error.reason }
  }

  @Test("A file comes whole, whatever its size, and no more of it than allowed")
  func contents() throws {
    let path = try Self.scratch() + "/f"
    for size in [0, 1, 4095, 4096, 4097, 100_000] {
      let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(try RegularFile.contents(path) == bytes)
      #expect(try RegularFile.contents(path, limit: size) == bytes)
      guard size > 0 else { continue }
      #expect(
        Self.refusal(path, limit: size - 1)
          == "has more than \(size - 1) bytes, the most that are read as a whole here")
    }
  }

  @Test("What is no regular file is refused, and nobody waits for its other end")
  func others() throws {
    let folder = try Self.scratch()
    #expect(mkfifo(folder + "/pipe", 0o644) == 0)
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "pipe")
    try FileManager.default.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: "loop")
    for (path, reason) in [
      ("/pipe", "is a named pipe; a regular file is needed"),
      ("/link", "is a named pipe; a regular file is needed"), ("", "is a folder; a regular file is needed"),
      ("/none", "there is no such file"),
      ("/pipe\0x", "cannot be read (the path holds a NUL); a readable file is needed"),
    ] {
      #expect(Self.refusal(folder + path) == reason)
    }
    #expect(Self.refusal(folder + "/loop")?.hasPrefix("cannot be read (") == true)
    for device in ["/dev/null", "/dev/zero"] {
      #expect(Self.refusal(device) == "is a device; a regular file is needed")
    }
  }

  @Test("A text loses its byte order mark; what is no UTF-8 is no text")
  func text() throws {
    let path = try Self.scratch() + "/f"
    for (bytes, expected) in [
      ([0xef, 0xbb, 0xbf, 0x61], "a"), ([0x61, 0xef, 0xbb, 0xbf], "a\u{feff}"), ([], ""),
      ([0xff, 0xfe], nil),
    ] as [([UInt8], String?)] {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect((try? RegularFile.text(path)) == expected)
    }
  }
}

/// Parts of paths.
@Suite("Paths")
struct PathTests {
  @Test(
    "Folder, name and path without ending",
    arguments: [
      // a path of one character is where Foundation's ends the process
      ("x", "", "x", "x"), (".", "", ".", "."), ("/", "/", "/", "/"), ("", "", "", ""),
      ("a/b", "a", "b", "a/b"), ("a/b.c", "a", "b.c", "a/b"), ("a.b/c.d.e", "a.b", "c.d.e", "a.b/c.d"),
      ("/b.c", "/", "b.c", "/b"), ("//b", "/", "b", "//b"), ("a//b", "a", "b", "a//b"),
      ("a/b/", "a", "b", "a/b/"),
      ("/a/b.c/", "/a", "b.c", "/a/b"), (".hidden", "", ".hidden", ".hidden"),
      ("a/.x.y", "a", ".x.y", "a/.x"),
      ("..", "", "..", ".."), ("a/é\u{301}.x", "a", "é\u{301}.x", "a/é\u{301}"),
      // a combining mark after a slash makes one character of both, and still ends a folder's name
      ("a/\u{301}b", "a", "\u{301}b", "a/\u{301}b"),
    ])
  func parts(_ path: String, _ folder: String, _ name: String, _ stem: String) {
    #expect(path.parentFolder == folder)
    #expect(path.fileName == name)
    #expect(path.withoutExtension == stem)
  }

  @Test("A path is relative to the folder of the text that names it")
  func relative() {
    for (path, folder, expected) in [
      ("x", "", "x"), ("x", "a", "a/x"), ("x", "a/", "a/x"), ("/x", "a", "/x"), ("x", "/", "/x"),
      ("/\u{301}x", "a", "/\u{301}x"),
    ] {
      #expect(path.path(in: folder) == expected)
    }
  }
}
