import Foundation
import InputFiles

/// A program that was given all of its input, said all that it had to say, and ended.
///
/// It is started by its words, with no shell between: nothing in them is looked at by anybody but the program.
public struct FinishedProgram: Sendable {
  /// Its exit status; 128 and the signal's number where a signal ended it.
  public var status: Int32
  /// What it wrote to its standard output.
  public var output: [UInt8]
  /// The beginning of what it wrote to its standard error, at most 64 KiB.
  public var errors: String

  /// Most bytes of standard output that are taken.
  private static let mostOutput = 512 << 20

  /// Runs a program of PATH.
  ///
  /// - Parameters:
  ///   - words: The program and its arguments.
  ///   - input: Its standard input.
  ///   - timeout: How long it may take, in seconds of wall time.
  /// - Throws: `ProcessError`, one sentence, if it cannot be started, takes longer, or writes more than half a gigabyte.
  public init(_ words: [String], input: [UInt8] = [], timeout: Double) throws {
    let child = try ChildProcess(words, in: ".")
    let deadline = LineChannel.now + timeout
    var pending = input[...]
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var isOpen = (output: true, errors: true)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    /// The bytes that are there; nil at the end.
    func read(_ descriptor: Int32) -> ArraySlice<UInt8>? {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count > 0 { return buffer[..<count] }
      return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }
    if pending.isEmpty { child.closeInput() }
    while isOpen.output || isOpen.errors {
      let remaining = deadline - LineChannel.now
      guard remaining > 0 else {
        child.finish(grace: 0)
        throw ProcessError("'\(words[0])' took longer than \(SettingUnit.duration.format(timeout))")
      }
      var entries = [
        pollfd(fd: isOpen.output ? child.output : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.errors ? child.errors : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: pending.isEmpty ? -1 : child.input, events: Int16(POLLOUT), revents: 0),
      ]
      guard poll(&entries, 3, Int32(min(remaining, 3600) * 1000) + 1) > 0 else { continue }
      if entries[0].revents != 0 {
        if let bytes = read(child.output) { output += bytes } else { isOpen.output = false }
      }
      if entries[1].revents != 0 {
        if let bytes = read(child.errors) {
          errors += bytes.prefix(max(0, 65_536 - errors.count))
        } else {
          isOpen.errors = false
        }
      }
      if entries[2].revents != 0 {
        let count = pending.withUnsafeBytes { LineChannel.writeWithoutSignal(child.input, $0) }
        if count > 0 {
          pending = pending.dropFirst(count)
        } else if count < 0, errno != EAGAIN, errno != EINTR {
          // it reads no more; what it says about that is read
          pending = []
        }
        if pending.isEmpty { child.closeInput() }
      }
      guard output.count <= Self.mostOutput else {
        child.finish(grace: 0)
        throw ProcessError("'\(words[0])' wrote more than \(Self.mostOutput) bytes")
      }
    }
    child.waitForEnd(atMost: max(0.1, deadline - LineChannel.now))
    child.finish(grace: 0)
    status =
      switch child.end {
      case .exited(let status): status
      case .signalled(let signal): 128 + signal
      case nil: -1
      }
    self.output = output
    self.errors = String(decoding: errors, as: UTF8.self)
  }
}
