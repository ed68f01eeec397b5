import ArgumentParser
import Autoscaling
import Experiments
import Foundation
import InputFiles
import Learning
import Reporting
import Synchronization
import Workloads
import Writing

/// A failure with its exit code: 1 a check failed, 2 something given is wrong, 3 the run failed.
struct Failure: Error {
  var code: Int32
  var message: String
}

/// Where words go: results to standard output, everything else to standard error.
enum Console {
  private static let shown = Mutex(0)
  /// Why standard output could not be written; 0 while it can.
  private static let outputFailure = Mutex(Int32(0))

  /// Prints to standard output, without control characters of a file or a child, as the two functions below do. What cannot be
  /// written is told in the end: whatever runs goes on and is stored.
  static func print(_ text: String, newline: Bool = true) {
    let text = Escape.terminal(text, keepsBold: colors)
    outputFailure.withLock { failure in
      guard failure == 0 else { return }
      failure = StandardStreams.write(newline ? text + "\n" : text, to: STDOUT_FILENO)
    }
  }

  /// A failure where something printed did not arrive; nil where all did, or where the reader of a pipe had enough.
  static var unprinted: Failure? {
    let cause = outputFailure.withLock { $0 }
    guard cause != 0, cause != EPIPE else { return nil }
    return Failure(
      code: 3, message: "forescale: standard output cannot be written (\(String(cString: strerror(cause))))")
  }

  /// Prints text that may have several lines to standard error.
  static func error(_ text: String) {
    clearProgress()
    _ = StandardStreams.write(Escape.terminal(text) + "\n", to: STDERR_FILENO)
  }

  /// What is told about a failure: at most so many lines of at most so many characters, whatever was in a file.
  static func error(_ failure: Failure) {
    var lines = failure.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if failure.code != 1, lines.count > Sentence.mostMistakes + 1 {
      let rest = lines.count - Sentence.mostMistakes
      lines = lines.prefix(Sentence.mostMistakes) + ["\(rest) more lines are not shown"]
    }
    error(lines.map { Sentence.shortened($0, to: 1000) }.joined(separator: "\n"))
  }

  /// Whether standard error is a terminal that can overwrite a line.
  static var isTerminal: Bool { isTerminal(STDERR_FILENO) }

  /// Whether tables may be bold and coloured: on a terminal, unless NO_COLOR is set and not empty (no-color.org).
  static var colors: Bool {
    isTerminal(STDOUT_FILENO) && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
  }

  private static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// One line that is overwritten by the next; nothing where standard error is no terminal.
  static func progress(_ text: String) {
    guard isTerminal else { return }
    // a line that wraps cannot be overwritten
    let text = String(Escape.line(text).prefix(max(1, (columns ?? .max) - 1)))
    shown.withLock { length in
      let padded = text.padding(toLength: max(length, text.count), withPad: " ", startingAt: 0)
      _ = StandardStreams.write("\r" + padded, to: STDERR_FILENO)
      length = text.count
    }
  }

  /// How many characters a line of the terminal has; nil where it does not say.
  private static var columns: Int? {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  static func clearProgress() {
    shown.withLock { length in
      guard length > 0 else { return }
      _ = StandardStreams.write("\r" + String(repeating: " ", count: length) + "\r", to: STDERR_FILENO)
      length = 0
    }
  }
}

/// Runs `body`; what the libraries throw about wrong input becomes exit code 2, all else code 3.
func reportingMistakes<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let failure as Failure {
    throw failure
  } catch let error as OutputError {
    throw Failure(code: error.happenedLater ? 3 : 2, message: "forescale: \(line(error))")
  } catch let error as ResultsDatabaseError {
    throw Failure(code: error.happenedLater ? 3 : 2, message: "forescale: \(line(error))")
  } catch let error as ManifestError {
    let sentences = error.issues.map { Escape.line($0, limit: .max) }.joined(separator: "\n")
    throw Failure(code: 2, message: "forescale: \(sentences)")
  } catch let error where error is ChartError || error is ModelFileError || error is UnreadableFile {
    throw Failure(code: 2, message: "forescale: \(line(error))")
  } catch let error
    where error is ScenarioError || error is WorkloadError || error is LearningError
    || error is RunError || error is HPAConformanceError
    || error is TraceFetchError
  {
    throw Failure(code: 2, message: "forescale: \(error)")
  } catch {
    throw Failure(code: 3, message: "forescale: \(error)")
  }
}

/// The one sentence of an error, in one line: the path in it may hold a line end.
private func line(_ error: any Error) -> String { Escape.line("\(error)", limit: .max) }

/// The folder that holds `scenarios/` and `traces/`: the clone's, by the script or above the binary.
enum Home {
  /// The environment, with the clone's folder where only the binary tells it.
  static func environment() throws -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["FORESCALE_TRACES"] = try environment["FORESCALE_TRACES"] ?? path() + "/traces/public"
    return environment
  }

  static func path() throws -> String {
    if let root = ProcessInfo.processInfo.environment["FORESCALE_ROOT"] { return root }
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("scenarios").path) {
        return folder.path
      }
      folder.deleteLastPathComponent()
    }
    throw Failure(
      code: 2,
      message:
        "forescale: the folder with the built-in scenarios was not found; set FORESCALE_ROOT to the clone")
  }
}
