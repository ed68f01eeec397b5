import Foundation
import InputFiles
import Synchronization

/// Something outside this process that answers messages: a process that was started for it, or whoever holds the other ends
/// of our own standard streams.
///
/// It lives here and not with the policies, since those can do no input or output: all that a policy knows is in its
/// observation. It is a reference, shared by copies of the policy that asks it; the last of them ends the process.
final class ExternalPeer: Sendable {
  private struct State: ~Copyable {
    var channel: LineChannel
    var child: ChildProcess?
    var failure: String?
  }

  private let state: Mutex<State>
  private let name: String
  private let timeout: Double?

  /// Starts a process and greets it.
  ///
  /// - Throws: `ProcessError` if it cannot be started, or does not answer the greeting as it should.
  init<Hello: Encodable>(_ command: ExternalCommand, in folder: String, hello: Hello, version: String) throws
  {
    let child = try ChildProcess(command.words, in: folder)
    name = "'\(command.shown)'"
    timeout = command.timeout
    state = Mutex(
      State(
        channel: LineChannel(output: child.input, input: child.output, errors: child.errors), child: child,
        failure: nil))
    try greet(hello, version: version, timeout: command.startTimeout)
  }

  /// Greets whoever holds the other ends of our standard input and output.
  ///
  /// - Throws: `ProcessError` if that does not answer the greeting as it should.
  init<Hello: Encodable>(standardStreamsWith hello: Hello, version: String) throws {
    name = "the other end of standard input"
    timeout = nil
    state = Mutex(State(channel: LineChannel(output: 1, input: 0), child: nil, failure: nil))
    try greet(hello, version: version, timeout: nil)
  }

  private func greet<Hello: Encodable>(_ hello: Hello, version: String, timeout: Double?) throws {
    let answer = ask(
      hello, for: ReadyMessage.self, "{\"type\":\"ready\",\"protocol\":\"\(version)\"}", timeout)
    podsWanted.withLock { $0 = answer?.pods == true }
    if let answer, answer.version != version {
      fail("\(name) speaks \(answer.version); this program speaks \(version)")
    }
    if let failure { throw ProcessError(failure) }
  }

  /// Why it cannot answer any more; nil while it can.
  var failure: String? { state.withLock { $0.failure } }

  /// Whether it said goodbye by closing its end rather than by a mistake.
  var hasLeft: Bool { left.withLock { $0 } }
  private let left = Mutex(false)

  /// Whether it wants every pod in its observations.
  var wantsPods: Bool { podsWanted.withLock { $0 } }
  private let podsWanted = Mutex(false)

  private func fail(_ sentence: String) { state.withLock { $0.failure = $0.failure ?? sentence } }

  /// The answer to a message; nil once it failed.
  ///
  /// - Parameter form: How an answer looks, for the sentence about one that does not.
  func ask<Question: Encodable, Answer: ExternalAnswer>(
    _ question: Question, for _: Answer.Type, _ form: String
  ) -> Answer? {
    ask(question, for: Answer.self, form, timeout)
  }

  private func ask<Question: Encodable, Answer: ExternalAnswer>(
    _ question: Question, for _: Answer.Type, _ form: String, _ timeout: Double?
  ) -> Answer? {
    state.withLock { state -> Answer? in
      guard state.failure == nil else { return nil }
      let line: [UInt8]
      do throws(LineChannel.Failure) {
        line = try state.channel.exchange(Array(ExternalMessage.line(question)), timeout: timeout)
      } catch {
        state.failure = sentence(error, &state)
        return nil
      }
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(line))
      if let answer, answer.type == Answer.expectedType, answer.isSound { return answer }
      let shown = String(decoding: line.prefix(200), as: UTF8.self)
      state.failure =
        "\(name) answered \(shown.isEmpty ? "an empty line" : shown); expected is a line such as \(form)"
      return nil
    }
  }

  private func sentence(_ failure: LineChannel.Failure, _ state: inout State) -> String {
    switch failure {
    case .timedOut(let seconds):
      return "\(name) gave no answer within \(SettingUnit.duration.format(seconds))"
        + lastError(state.channel)
    case .tooLong: return "\(name) answered a line of more than \(LineChannel.longestLine) bytes"
    case .severalLines: return "\(name) answered more than one line to one message"
    case .closed:
      guard let child = state.child else {
        left.withLock { $0 = true }
        return "\(name) was closed"
      }
      // what it said last, and how it ended; a process that only closed its output is not waited for long
      state.channel.drainErrors(for: 0.5)
      child.waitForEnd(atMost: 0.5)
      let how = child.end?.sentence ?? "closed its standard output"
      return "\(name) \(how) before it answered" + lastError(state.channel)
    }
  }

  private func lastError(_ channel: LineChannel) -> String {
    let lines = String(decoding: channel.errorTail, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let last = lines.last(where: { !$0.allSatisfy(\.isWhitespace) }) else {
      return "; it wrote nothing to its standard error"
    }
    return "; the last line of its standard error: \(last.prefix(500))"
  }

  deinit {
    state.withLock { state in
      if state.failure == nil { state.channel.send(Array(ExternalMessage.line(EndMessage()))) }
      state.child?.finish(grace: state.failure == nil ? 1 : 0)
    }
  }
}
