import Foundation
import Testing

@Suite("The script of a clone")
struct ScriptTests {
  /// A clone whose binary says what it was given.
  private func clone() throws -> URL {
    let folder = try Binary.scratch()
    let files = FileManager.default
    try files.createDirectory(
      at: folder.appendingPathComponent(".build/release"), withIntermediateDirectories: true)
    try files.createDirectory(at: folder.appendingPathComponent("Sources"), withIntermediateDirectories: true)
    try Data().write(to: folder.appendingPathComponent("Package.swift"))
    try files.copyItem(
      at: Binary.root.appendingPathComponent("forescale"), to: folder.appendingPathComponent("forescale"))
    let binary = folder.appendingPathComponent(".build/release/forescale")
    // newer than all sources, so that nothing is built
    try Data("#!/bin/sh\necho \"given $*, root $FORESCALE_ROOT\"\n".utf8).write(to: binary)
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: binary.path)
    return folder
  }

  @Test(
    "commands and topics of help go to the binary, which is told where the clone is",
    arguments: [["run", "a b.yaml"], ["help", "man"], ["--help", "run"]])
  func handsOver(arguments: [String]) throws {
    let folder = try clone()
    let outcome = try Binary.run(
      arguments, of: folder.appendingPathComponent("forescale"), in: FileManager.default.temporaryDirectory)
    let root = folder.resolvingSymlinksInPath().path
    #expect(
      outcome.output == "given \(arguments.joined(separator: " ")), root \(root)\n", "\(outcome.errors)")
  }

  @Test("help alone tells the script's own verbs, then what the binary says")
  func help() throws {
    let folder = try clone()
    let outcome = try Binary.run(["help"], of: folder.appendingPathComponent("forescale"), in: folder)
    #expect(outcome.output.hasPrefix("usage: ./forescale COMMAND [ARGUMENT ...]\n"))
    #expect(outcome.output.contains("given --help"))
  }
}
