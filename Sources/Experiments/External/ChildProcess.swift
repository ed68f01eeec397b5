import CSpawn
import Foundation
import InputFiles
import Synchronization
import Workloads

/// A process that was started here, with pipes to its three standard streams. It ends with this value's owner at the latest.
///
/// It leads a process group of its own, so that what it starts ends with it, and an interrupt of the terminal reaches us alone.
/// Where we are ended by a signal ``endAll()`` is called; where we are killed, Linux ends it.
///
/// Our own start rather than Foundation's `Process` or posix_spawn(3): neither asks the system for the child's end with ours;
/// pipes must not be inherited by children that other threads start at the same time, standard errors are kept, and waiting is
/// for this child alone and with a deadline.
public final class ChildProcess {
  /// How it ended.
  enum End: Equatable {
    case exited(Int32)
    case signalled(Int32)

    /// In words.
    var sentence: String {
      switch self {
      case .exited(let status): "ended with exit status \(status)"
      case .signalled(let signal): "was ended by signal \(signal)"
      }
    }
  }

  /// Its standard input, output and errors.
  private let pipes: (input: Pipe, output: Pipe, errors: Pipe)
  private let identifier: pid_t
  private(set) var end: End?

  /// Our ends of its standard input, output and errors.
  var input: Int32 { pipes.input.fileHandleForWriting.fileDescriptor }
  /// See `input`.
  var output: Int32 { pipes.output.fileHandleForReading.fileDescriptor }
  /// See `input`.
  var errors: Int32 { pipes.errors.fileHandleForReading.fileDescriptor }

  /// Starts a program in a folder.
  ///
  /// - Throws: `ProcessError`, one sentence, if it cannot be started.
  init(_ words: [String], in folder: String) throws {
    guard let program = Self.program(words[0], in: folder) else {
      throw ProcessError(
        "'\(Sentence.shortened(words[0]))' is no program, neither in PATH nor as a file of the scenario's folder"
      )
    }
    (pipes, identifier) = try Self.starting.withLock { _ in try Self.start(program, words, in: folder) }
    // neither side may wait for ever inside a write
    for descriptor in [input, output, errors] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  /// Between the making of a pipe and its mark as closed in children no other child is started, which would keep an end of it
  /// open: the one that waits for its end would wait for that child.
  private static let starting = Mutex(())
  /// The children that run, by their process groups.
  private static let running = Mutex<Set<pid_t>>([])

  private static func start(
    _ program: String, _ words: [String], in folder: String
  ) throws -> (pipes: (input: Pipe, output: Pipe, errors: Pipe), identifier: pid_t) {
    func refuse(_ cause: String) -> ProcessError {
      ProcessError("'\(Sentence.shortened(words.joined(separator: " ")))' cannot be started: \(cause)")
    }
    let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
    for pipe in [pipes.input, pipes.output, pipes.errors] {
      for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        // none of 0 to 2, which become the child's own, and none that could not be had
        guard handle.fileDescriptor > STDERR_FILENO else { throw refuse("no pipe could be made for it") }
        _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    let streams = [
      pipes.input.fileHandleForReading, pipes.output.fileHandleForWriting, pipes.errors.fileHandleForWriting,
    ]
    let descriptors = streams.map(\.fileDescriptor)
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }.sorted()
    let outcome = LastingThread.spawner?.run {
      var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
      defer { for argument in arguments { free(argument) } }
      var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
      defer { for variable in variables { free(variable) } }
      var identifier: pid_t = 0
      var stage: Int32 = 0
      let cause = fs_spawn(
        program, &arguments, &variables, folder.isEmpty ? "." : folder, descriptors,
        &identifier, &stage)
      // known before anything else can happen, so that no signal misses it
      if cause == 0 { running.withLock { _ = $0.insert(identifier) } }
      return (identifier: identifier, cause: cause, stage: stage)
    }
    for stream in streams { try? stream.close() }
    guard let outcome else { throw refuse("there is no thread for it") }
    guard outcome.cause == 0 else {
      let cause = String(cString: strerror(outcome.cause))
      throw refuse(outcome.stage == Int32(FS_SPAWN_FOLDER) ? "the folder '\(folder)': \(cause)" : cause)
    }
    return (pipes, outcome.identifier)
  }

  /// Ends all that run, with all that they started, at once: for a program that is about to end itself.
  public static func endAll() {
    let all = running.withLock { $0 }
    guard !all.isEmpty else { return }
    for group in all { kill(-group, SIGTERM) }
    usleep(100_000)
    for group in all { kill(-group, SIGKILL) }
  }

  /// Tells it that nothing more comes.
  func closeInput() { try? pipes.input.fileHandleForWriting.close() }

  /// Closes the pipes, gives the process `grace` seconds to end by itself, then ends it. It is waited for, so none is left
  /// as a zombie.
  func finish(grace: Double) {
    guard end == nil else { return }
    closeInput()
    waitForEnd(atMost: grace)
    if end == nil {
      kill(-identifier, SIGTERM)
      waitForEnd(atMost: 0.2)
    }
    if end == nil {
      kill(-identifier, SIGKILL)
      waitForEnd(atMost: nil)
    }
  }

  /// The file of a program of that name in PATH, or the file itself where it has a slash; nil if there is none.
  private static func program(_ name: String, in folder: String) -> String? {
    let current = FileManager.default.currentDirectoryPath
    let places =
      name.utf8.contains(UInt8(ascii: "/"))
      ? [name.path(in: folder).path(in: current)]
      : (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        .split(separator: ":", omittingEmptySubsequences: false).map {
          // an empty entry is the current folder
          name.path(in: String($0)).path(in: current)
        }
    return places.first { place in
      FileManager.default.isExecutableFile(atPath: place) && (try? RegularFile.check(place)) != nil
    }
  }

  /// Waits until it has ended, at most so many seconds; nil waits for ever. There is no way to wait for one child with a
  /// deadline, so it is looked for every few milliseconds.
  func waitForEnd(atMost seconds: Double?) {
    let deadline = seconds.map { LineChannel.now + $0 }
    while end == nil {
      var status: Int32 = 0
      let found = waitpid(identifier, &status, seconds == nil ? 0 : WNOHANG)
      if found == identifier {
        end = status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
        forget()
      } else if found < 0, errno != EINTR {
        end = .exited(0)
        forget()
      } else if let deadline {
        guard LineChannel.now < deadline else { return }
        usleep(2000)
      }
    }
  }

  /// What it started ends with it.
  private func forget() {
    Self.running.withLock { _ = $0.remove(identifier) }
    kill(-identifier, SIGKILL)
  }

  deinit { finish(grace: 1) }
}
