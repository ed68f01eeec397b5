import Foundation
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
    #expect(try Binary.run(["help", "report"], in: folder).output.contains("USAGE: forescale report"))
    #expect(try Binary.run(["help", "sweeps"], in: folder).output.hasPrefix("# Sweeps"))
    #expect(try Binary.run(["help", "topics"], in: folder).output.contains("\nresults-database\n"))
  }

  @Test("completions know the commands", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let outcome = try Binary.run(["--generate-completion-script", shell], in: Binary.scratch())
    #expect(outcome.code == 0 && outcome.output.contains("reproduce") && outcome.output.contains("baseline"))
  }
}
