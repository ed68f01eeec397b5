import Foundation
import TestSupport
import Testing

@Suite("On a terminal")
struct TerminalTests {
  /// Runs a command with standard output and error on terminals or files, as said, and prints both as JSON.
  private static let driver = """
    import json, os, pty, subprocess, sys
    out, err, command = sys.argv[1] == "tty", sys.argv[2] == "tty", sys.argv[3:]
    def opened(is_terminal):
        return pty.openpty() if is_terminal else os.pipe()
    pairs = [opened(out), opened(err)]
    # a pipe's writing end is the second, a terminal's other end as well
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pairs[0][1], stderr=pairs[1][1])
    import threading
    texts = [b"", b""]
    def read(index):
        while True:
            try:
                data = os.read(pairs[index][0], 65536)
            except OSError:
                return
            if not data:
                return
            texts[index] += data
    for _, end in pairs:
        os.close(end)
    threads = [threading.Thread(target=read, args=(index,)) for index in (0, 1)]
    for thread in threads:
        thread.start()
    code = process.wait()
    for thread in threads:
        thread.join()
    print(json.dumps({"code": code, "output": texts[0].decode(), "errors": texts[1].decode()}))
    """

  private struct Shown: Decodable {
    var code: Int32
    var output: String
    var errors: String
  }

  private func run(_ arguments: [String], _ output: String, _ errors: String, _ environment: [String: String])
    throws -> Shown
  {
    guard let python = Python.path else {
      try skip("there is no python3")
    }
    let folder = try SweepCommandTests.prepare()
    let outcome = try Binary.run(
      ["-c", Self.driver, output, errors, Binary.path.path] + arguments, of: URL(fileURLWithPath: python),
      in: folder, environment: ["NO_COLOR": "", "TERM": "xterm"].merging(environment) { $1 })
    return try JSONDecoder().decode(Shown.self, from: Data(outcome.output.utf8))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var output = "tty", errors = "tty"
    var environment: [String: String] = [:]
    var isColored: Bool, showsProgress: Bool
    var testDescription: String { name }
  }

  @Test(
    "colours and lines that are overwritten are for terminals that have them",
    arguments: [
      Case(name: "a terminal", isColored: true, showsProgress: true),
      Case(name: "output into a file", output: "pipe", isColored: false, showsProgress: true),
      Case(name: "errors into a file", errors: "pipe", isColored: true, showsProgress: false),
      Case(name: "no terminal", output: "pipe", errors: "pipe", isColored: false, showsProgress: false),
      Case(name: "NO_COLOR", environment: ["NO_COLOR": "1"], isColored: false, showsProgress: true),
      Case(
        name: "NO_COLOR without a value", environment: ["NO_COLOR": ""], isColored: true, showsProgress: true),
      Case(name: "a dumb terminal", environment: ["TERM": "dumb"], isColored: false, showsProgress: false),
    ])
  func terminals(the: Case) throws {
    let shown = try run(["run", "s.yaml", "--out", "r.sqlite"], the.output, the.errors, the.environment)
    #expect(shown.code == 0, "\(shown.errors)")
    #expect(shown.output.contains("\u{1B}[1m") == the.isColored)
    #expect(shown.errors.contains("\u{1B}") == false)
    // a terminal turns \n into \r\n; a line that is overwritten has \r alone
    let overwritten = shown.errors.replacing("\r\n", with: "\n").contains("\r")
    #expect(overwritten == the.showsProgress)
    #expect(shown.errors.contains("steps") == the.showsProgress)
    #expect(shown.output.contains("node cost") && shown.output.contains("stock"))
    let last = shown.errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    #expect(last.contains("results: r.sqlite   charts: ") && last.contains(" files in "), "\(last)")
  }

  @Test("a sweep's line has bar, count, rate and time left, is wiped, and the last one says where things are")
  func progress() throws {
    let shown = try run(["sweep", "e.yaml", "--out", "a.sqlite", "--threads", "1"], "pipe", "tty", [:])
    #expect(shown.output == "e: 12 runs, 0 of them were there before, 0 failed\n")
    let lines = shown.errors.replacing("\r\n", with: "\n").split { $0 == "\r" || $0 == "\n" }
    #expect(lines.contains { $0.hasPrefix("························ 0/12 runs") })
    #expect(
      lines.contains {
        $0.wholeMatch(of: /█+·+ [1-9][0-9]?\/12 runs, [0-9.]+\/(s|min), .* s left *\/?/) != nil
      },
      "\(lines)")
    #expect(lines.last == "results: a.sqlite   views: experiment_result, experiment_progress")
    // what was shown is wiped before the last line
    #expect(lines.dropLast().last?.allSatisfy { $0 == " " } == true)
  }
}
