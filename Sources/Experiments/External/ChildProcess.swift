import Foundation
import Synchronization

/// A process that was started here, with pipes to its three standard streams. It ends with this value's owner at the latest.
///
/// posix_spawn(3) rather than Foundation's `Process`: pipes must not be inherited by children that other threads start at the
/// same time, standard errors are kept, and waiting is for this child alone and with a deadline.
final class ChildProcess {
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
    guard Self.isProgram(words[0], in: folder) else {
      throw ProcessError(
        "'\(words[0])' is no program, neither in PATH nor as a file of the scenario's folder")
    }
    (pipes, identifier) = try Self.starting.withLock { _ in try Self.start(words, in: folder) }
    // neither side may wait for ever inside a write
    for descriptor in [input, output, errors] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  /// Between the making of a pipe and its mark as closed in children no other child is started, which would keep an end of it
  /// open: the one that waits for its end would wait for that child.
  private static let starting = Mutex(())

  private static func start(
    _ words: [String], in folder: String
  ) throws -> (pipes: (input: Pipe, output: Pipe, errors: Pipe), identifier: pid_t) {
    let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
    for pipe in [pipes.input, pipes.output, pipes.errors] {
      for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, pipes.input.fileHandleForReading.fileDescriptor, 0)
    posix_spawn_file_actions_adddup2(&actions, pipes.output.fileHandleForWriting.fileDescriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, pipes.errors.fileHandleForWriting.fileDescriptor, 2)
    // it shall not inherit a mask or a disposition that some thread of ours has for the moment
    var none = sigset_t()
    var pipeSignal = sigset_t()
    sigemptyset(&none)
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &pipeSignal)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // a shell goes to the folder and becomes the program: posix_spawn's own way there is no standard
    let shell =
      ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", folder.hasPrefix("/") ? folder : "./" + folder] + words
    var arguments: [UnsafeMutablePointer<CChar>?] = shell.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }.sorted()
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for variable in variables { free(variable) } }
    var identifier: pid_t = 0
    let problem = posix_spawn(&identifier, shell[0], &actions, &attributes, &arguments, &variables)
    try? pipes.input.fileHandleForReading.close()
    try? pipes.output.fileHandleForWriting.close()
    try? pipes.errors.fileHandleForWriting.close()
    guard problem == 0 else {
      throw ProcessError(
        "'\(words.joined(separator: " "))' cannot be started: \(String(cString: strerror(problem)))")
    }
    return (pipes, identifier)
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
      kill(identifier, SIGTERM)
      waitForEnd(atMost: 0.2)
    }
    if end == nil {
      kill(identifier, SIGKILL)
      waitForEnd(atMost: nil)
    }
  }

  /// Whether there is a program of that name in PATH, or a file where it has a slash.
  private static func isProgram(_ name: String, in folder: String) -> Bool {
    let places =
      name.contains("/")
      ? [name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name)]
      : (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map {
        "\($0)/\(name)"
      }
    return places.contains { FileManager.default.isExecutableFile(atPath: $0) }
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
      } else if found < 0, errno != EINTR {
        end = .exited(0)
      } else if let deadline {
        guard LineChannel.now < deadline else { return }
        usleep(2000)
      }
    }
  }

  deinit { finish(grace: 1) }
}
