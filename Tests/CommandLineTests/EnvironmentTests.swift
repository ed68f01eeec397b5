import Foundation
import TestSupport
import Testing

@Suite("The environment for reinforcement learning")
struct EnvironmentTests {
  private static let scenario = """
    format: forescale/scenario/v1
    name: episode
    workload:
      generator: {kind: seasonal, mean: 300, amplitude: 50%, noise: {coefficient_of_variation: 10%, correlation_time: 10m}}
      span: 4h
    service:
      replica: {cpu: 1, memory: 2Gi, max: 20}
      request: {service_time: 100ms, cpu_time: 10ms}
      objective: {latency_target: 500ms}
    nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 20}
    arms: [{name: react, policy: react-plus}]
    """

  private func play(_ arguments: [String], _ script: String) throws -> (
    code: Int32, output: String, errors: String
  ) {
    let folder = try Binary.scratch()
    try Data(Self.scenario.utf8).write(to: folder.appendingPathComponent("s.yaml"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // the two talk through a named pipe, one end each
    let command = ([Binary.path.path, "environment", "s.yaml"] + arguments).joined(separator: " ")
    process.arguments = [
      "-c", "mkfifo up; { \(script); } < up 2>/dev/null | \(command) 2> errors > up; echo $? > code",
    ]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    return (
      Int32(try text("code").prefix { $0.isNumber }) ?? -1, String(decoding: data, as: UTF8.self),
      try text("errors")
    )
  }

  private static let ready = #"read hello; echo '{"type":"ready","protocol":"forescale/policy/v1"}'; "#

  @Test("an agent that leaves ends the episode well, one that talks nonsense ends it with a sentence")
  func endings() throws {
    let left = try play([], Self.ready + #"read first; echo '{"type":"decision","replicas":3}'; read second"#)
    #expect(left.code == 0 && left.errors == "")
    let wrong = try play([], Self.ready + "read first; echo nonsense; cat > /dev/null")
    #expect(wrong.code == 3)
    #expect(
      wrong.errors
        == "forescale: the other end of standard input answered nonsense; expected is a line such as {\"type\":\"decision\",\"replicas\":3}\n"
    )
    let late = try play(["--after", "9h"], "cat > /dev/null")
    #expect(late.code == 2)
    #expect(
      late.errors == "forescale: the training part is 2h long; an episode after 9h would begin past its end\n"
    )
    let part = try play(["--part", "tset"], "cat > /dev/null")
    #expect(part.errors == "forescale: --part: 'tset' is not known; allowed are training, validation, test\n")
  }

  @Test("the Gymnasium example passes Gymnasium's own checker") func gymnasium() throws {
    let python = try Python.with("gymnasium", "numpy")
    let folder = try Binary.scratch()
    try Data(Self.scenario.utf8).write(to: folder.appendingPathComponent("s.yaml"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      Binary.root.appendingPathComponent("examples/python/gymnasium_env.py").path, "s.yaml", Binary.path.path,
      "--latest-start", "3600",
    ]
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(text.hasPrefix("the checker passed; an episode of 40 steps earned "), "\(text)")
  }

  @Test("the list of policies has each with its keys") func policies() throws {
    let all = try Binary.run(["policies"], in: Binary.scratch())
    #expect(all.code == 0 && all.output.contains("\n\nmpc: Plans replicas"))
    let one = try Binary.run(["policies", "noisy-oracle"], in: Binary.scratch())
    #expect(
      one.output == """
        noisy-oracle: Knows the true load one lead ahead but for an error of stated spread and bias.
          It sees the load to come: a bound, not a policy.
          error          Standard deviation of the logarithm of the factor by which it errs. 0% to 300%. Required.
          bias           Mean of that factor. Default 1. 0.1 to 10.
          refresh        How long an error lasts before the next is drawn. Default 1m. 1s to 1d.
          headroom       Factor on the load. Default 1. 0.1 to 10.
          stabilization  How long a high proposal keeps the service from going below it. Default 0s. 0s to 1h.
          Tuned (tune: true) by its headroom.

        """)
    let none = try Binary.run(["policies", "mpd"], in: Binary.scratch())
    #expect(
      none.code == 2 && none.errors.hasPrefix("forescale: 'mpd' is no policy; there are hpa, proactive"))
  }
}
