import Foundation
import TestSupport
import Testing

@Suite("Reports, charts and help from the command line")
struct ReportCommandTests {
  @Test("a results file that is not there, and two forms at once, are told before anything runs")
  func mistakes() throws {
    let folder = try Binary.scratch()
    for (arguments, sentence) in [
      (["report", "no.sqlite"], "forescale: no.sqlite: there is no such results database\n"),
      (["plot", "no.sqlite"], "forescale: no.sqlite: there is no such results database\n"),
      (
        ["report", "no.sqlite", "--markdown", "--latex"],
        "forescale: --markdown and --latex: expected one of them, found both (--help tells what is allowed)\n"
      ),
      (
        ["help", "scenarios"],
        "forescale: help: 'scenarios' is no command and no topic; did you mean 'scenario'? (forescale help topics lists them)\n"
      ),
    ] {
      let outcome = try Binary.run(arguments, in: folder)
      #expect(outcome.code == 2 && outcome.errors == sentence && outcome.output == "", "\(outcome.errors)")
    }
  }

  @Test("help prints pages of the documentation, and still the help of commands")
  func topics() throws {
    let folder = try Binary.scratch()
    let report = try Binary.run(["help", "report"], in: folder).output
    #expect(report.contains("USAGE: forescale report") && report.hasSuffix("forescale help report.md\n"))
    #expect(try Binary.run(["help", "report.md"], in: folder).output.hasPrefix("# Reports and charts"))
    #expect(try Binary.run(["help", "run"], in: folder).output.contains("USAGE: forescale run"))
    #expect(try Binary.run(["help", "tutorial"], in: folder).output.hasPrefix("# Tutorial"))
    let part = try Binary.run(["help", "tutorial/4-sweep"], in: folder).output
    #expect(part.hasPrefix("# A sweep") && !part.contains("<!--"))
    #expect(try Binary.run(["help", "sweeps"], in: folder).output.hasPrefix("# Sweeps"))
    #expect(try Binary.run(["help", "topics"], in: folder).output.contains("\nresults-database\n"))
  }

  @Test("the manual page has every command and option, and roff reads it without a complaint")
  func manual() throws {
    let folder = try Binary.scratch()
    let page = try Binary.run(["help", "man"], in: folder)
    #expect(page.code == 0 && page.output.hasPrefix(".TH FORESCALE 1 "))
    try Data(page.output.utf8).write(to: folder.appendingPathComponent("forescale.1"))
    let dump = try CommandTree.read()
    for command in dump.command.subcommands ?? [] where command.commandName != "help" {
      #expect(page.output.contains(".SS \"\(command.commandName)\"\n"), "\(command.commandName)")
      for name in (command.arguments ?? []).flatMap({ $0.names ?? [] })
      where !["help", "version"].contains(name.name) {
        #expect(page.output.contains("\\-\\-" + name.name.replacing("-", with: "\\-")), "\(name.name)")
      }
    }
    guard let man = ["/usr/bin/man", "/bin/man"].first(where: FileManager.default.isExecutableFile) else {
      try skip("there is no man")
    }
    let shown = try Binary.run(
      ["--warnings", "-l", "forescale.1"], of: URL(fileURLWithPath: man), in: folder,
      environment: ["MANPAGER": "cat", "LC_ALL": "C.UTF-8", "MANWIDTH": "100"])
    #expect(shown.code == 0 && shown.errors == "", "\(shown.errors.prefix(500))")
    // roff may set words bold by overstriking them
    let text = shown.output.replacing(/.\u{8}/, with: "")
    for word in ["forescale run", "--threads", "EXIT STATUS", "NO_COLOR"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test("completions know the commands", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let outcome = try Binary.run(["--generate-completion-script", shell], in: Binary.scratch())
    #expect(outcome.code == 0 && outcome.output.contains("reproduce") && outcome.output.contains("baseline"))
  }
}
