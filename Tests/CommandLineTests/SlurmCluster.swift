import Foundation

/// A Slurm of one node on loopback, with state and keys of its own, as root and without systemd.
final class SlurmCluster {
  /// Why none can be started here; nil where one can.
  static var obstacle: String? {
    let missing = ["munged", "slurmctld", "slurmd", "sbatch", "squeue"].filter { tool($0) == nil }
    if !missing.isEmpty {
      return "\(missing.joined(separator: ", ")) missing (apt-get install slurm-wlm munge)"
    }
    return geteuid() == 0 ? nil : "only root can start slurmd"
  }

  private static func tool(_ name: String) -> String? {
    ["/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private let folder: URL
  private var daemons: [pid_t] = []
  private var node: pid_t?

  /// What Slurm's commands, and those that call them, need in their environment.
  var environment: [String: String] { ["SLURM_CONF": folder.appendingPathComponent("slurm.conf").path] }

  init() throws {
    folder = URL(fileURLWithPath: "/tmp/forescale-slurm-\(UUID().uuidString.prefix(8))")
    let files = FileManager.default
    for name in ["state", "spool", "munge"] {
      try files.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])
    }
    let key = folder.appendingPathComponent("munge/key")
    var random = SystemRandomNumberGenerator()
    try Data((0..<1024).map { _ in UInt8.random(in: 0...255, using: &random) }).write(to: key)
    try files.setAttributes([.posixPermissions: 0o400], ofItemAtPath: key.path)
    let host = String(ProcessInfo.processInfo.hostName.prefix { $0 != "." })
    let short = try Self.output("hostname", ["-s"], [:]).trimmingCharacters(in: .whitespacesAndNewlines)
    try Data(configuration(host: short.isEmpty ? host : short).utf8).write(
      to: folder.appendingPathComponent("slurm.conf"))
    let munge = folder.path + "/munge/"
    daemons.append(
      try start(
        "munged",
        [
          "--foreground", "--key-file=\(munge)key", "--socket=\(munge)socket", "--pid-file=\(munge)pid",
          "--log-file=\(munge)log", "--seed-file=\(munge)seed",
        ]))
    wait(10) { files.fileExists(atPath: munge + "socket") }
    daemons.append(try start("slurmctld", ["-D"]))
    try startNode()
    guard wait(30, until: { (try? self.command("sinfo", ["-h", "-o", "%T"]).contains("idle")) ?? false })
    else {
      stop()
      throw CocoaError(.fileReadUnknown)
    }
  }

  private func configuration(host: String) -> String {
    // ports of this process, so that two clones can test at a time
    let port = 20_000 + Int(getpid()) % 20_000 * 2
    return """
      ClusterName=forescale
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmctldPort=\(port)
      SlurmdPort=\(port + 1)
      SlurmUser=root
      CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
      AuthType=auth/munge
      AuthInfo=socket=\(folder.path)/munge/socket,cred_expire=5
      StateSaveLocation=\(folder.path)/state
      SlurmdSpoolDir=\(folder.path)/spool
      SlurmctldPidFile=\(folder.path)/slurmctld.pid
      SlurmdPidFile=\(folder.path)/slurmd.pid
      SlurmctldLogFile=\(folder.path)/slurmctld.log
      SlurmdLogFile=\(folder.path)/slurmd.log
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      MpiDefault=none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_Core
      ReturnToService=2
      SlurmdTimeout=5
      SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,sched_interval=1
      JobCompType=jobcomp/filetxt
      JobCompLoc=\(folder.path)/jobs.log
      NodeName=\(host) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
      PartitionName=all Nodes=ALL Default=YES State=UP

      """
  }

  /// Starts the node's daemon.
  func startNode() throws { node = try start("slurmd", ["-D"]) }

  /// Ends the node as a failure of its power would: the daemon and all that its jobs run, without a word.
  func killNode() {
    if let node { kill(node, SIGKILL) }
    // the jobs' processes are known by the configuration in their environment
    let mark = Data("SLURM_CONF=\(folder.path)/slurm.conf".utf8)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let process = pid_t(name), process != getpid(),
        let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ"),
        environment.range(of: mark) != nil,
        let called = try? String(contentsOfFile: "/proc/\(name)/comm", encoding: .utf8)
      else { continue }
      if ["slurmstepd", "slurm_script", "sh", "forescale"].contains(called.trimmingCharacters(in: .newlines))
      {
        kill(process, SIGKILL)
      }
    }
    if let node { waitpid(node, nil, 0) }
    node = nil
  }

  /// What a command of Slurm's prints.
  func command(_ name: String, _ arguments: [String]) throws -> String {
    try Self.output(name, arguments, environment)
  }

  /// Whether `condition` came true within so many seconds.
  @discardableResult
  func wait(_ seconds: Double, until condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if condition() { return true }
      usleep(100_000)
    }
    return condition()
  }

  /// The controller's log, for a failing test.
  var log: String { (try? String(contentsOfFile: folder.path + "/slurmctld.log", encoding: .utf8)) ?? "" }

  /// Stops each daemon and removes everything.
  func stop() {
    killNode()
    for daemon in daemons.reversed() {
      kill(daemon, SIGKILL)
      waitpid(daemon, nil, 0)
    }
    daemons = []
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts a daemon that inherits no open file, and that Foundation does not know: it notices the end of a process by a
  /// socket that closes, and would wait for a daemon that closed its own, and for nothing else, until that ends.
  private func start(_ name: String, _ arguments: [String]) throws -> pid_t {
    let closing =
      "for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; exec \"$0\" \"$@\""
    let line = ["/bin/bash", "-c", closing, Self.tool(name) ?? name] + arguments
    let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // a thread of a pool blocks signals, which a daemon would inherit
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    var process = pid_t()
    let strings = (line.map { strdup($0) } + [nil], settings.map { strdup($0) } + [nil])
    defer { (strings.0 + strings.1).forEach { free($0) } }
    let code = posix_spawn(&process, "/bin/bash", &actions, &attributes, strings.0, strings.1)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EAGAIN) }
    return process
  }

  private static func output(_ name: String, _ arguments: [String], _ environment: [String: String]) throws
    -> String
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
