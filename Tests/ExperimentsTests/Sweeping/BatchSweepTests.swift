import Foundation
import TestSupport
import Testing
import Writing
import Yams

@testable import Experiments

@Suite("Batch scripts")
struct BatchSweepTests {
  static let sweep = BatchSweep(
    name: "Start-up: 2 × 3", command: "/opt/fore scale", experiment: "e.yaml", traces: ["a b.csv"],
    out: "out/all.sqlite", folder: "out/all.shards", shards: 8, cores: 2, memory: "4Gi", retriesFailed: true)

  @Test("Slurm's script asks for what a share needs and runs it by its number")
  func slurm() {
    let lines = Self.sweep.slurmArray(.init(partition: "long", time: "2:00:00")).split(separator: "\n").map(
      String.init)
    #expect(lines.first == "#!/bin/sh")
    for expected in [
      "#SBATCH --job-name=forescale-start-up-2-3", "#SBATCH --array=1-8", "#SBATCH --cpus-per-task=2",
      "#SBATCH --partition=long", "#SBATCH --time=2:00:00", "#SBATCH --mem=4G", "#SBATCH --requeue",
      "#SBATCH --open-mode=append",
    ] { #expect(lines.contains(expected), "\(expected)") }
    #expect(
      lines.last
        == "exec '/opt/fore scale' sweep e.yaml --shard \"$SLURM_ARRAY_TASK_ID/8\" --out out/all.shards/\"shard-$SLURM_ARRAY_TASK_ID.sqlite\" --threads 2 --retry-failed --trace 'a b.csv'"
    )
    let merge = Self.sweep.slurmMerge()
    #expect(
      merge.contains(
        "exec '/opt/fore scale' results merge --complete out/all.sqlite out/all.shards/shard-*.sqlite\n"))
    #expect(!merge.contains("--array") && !merge.contains("--partition"))
  }

  @Test("a sweep's name stays inside one comment, whatever it holds")
  func names() {
    var sweep = Self.sweep
    sweep.name = "x\ntouch PWNED\r\n\u{2028}#\u{1B}[31m"
    for script in [sweep.slurmArray(), sweep.slurmMerge()] {
      let commands = script.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
      #expect(commands.count == 1 && commands[0].hasPrefix("exec '/opt/fore scale' "))
    }
  }

  @Test(
    "a folder that Slurm has no spelling for is told",
    arguments: [("a b", false), ("a\\b", false), ("a%b", true)])
  func folders(name: String, isFine: Bool) {
    var sweep = Self.sweep
    sweep.folder = name
    #expect(sweep.hasSlurmSpelling == isFine)
    if isFine { #expect(sweep.slurmArray().contains("--output=a%%b/shard-%a.log")) }
  }

  @Test("100,000 hostile texts come back from YAML as themselves")
  func yaml() throws {
    let python = try Python.with("yaml")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "forescale-yaml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let texts = HostileText.texts(100_000, seed: 10)
    try Data(texts.map { "- \(Escape.yaml($0))\n" }.joined().utf8).write(
      to: folder.appendingPathComponent("document"))
    let hex = texts.map { $0.utf8.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined() + "\n" }
      .joined()
    try Data(hex.utf8).write(to: folder.appendingPathComponent("expected"))
    let program = """
      import yaml
      loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
      found = yaml.load(open('document', encoding='utf-8', newline=''), loader)
      expected = [bytes.fromhex(line).decode() for line in open('expected')]
      wrong = [pair for pair in zip(found, expected) if pair[0] != pair[1]]
      print(len(found), len(wrong), *wrong[:3])
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", program]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    #expect(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "100000 0\n")
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("PWNED").path))
  }

  /// Required fields and what else the API server checks, of `batch/v1` Job in Kubernetes 1.33 (`io.k8s.api.batch.v1.JobSpec`,
  /// `io.k8s.api.core.v1.PodSpec`, `Container`, `VolumeMount`, `Volume`; validation in pkg/apis/batch/validation).
  private func check(_ manifest: String) throws -> (
    job: [String: Any], pod: [String: Any], container: [String: Any]
  ) {
    let job = try #require(try Yams.load(yaml: manifest) as? [String: Any])
    #expect(job["apiVersion"] as? String == "batch/v1" && job["kind"] as? String == "Job")
    let name = try #require((job["metadata"] as? [String: Any])?["name"] as? String)
    // a DNS label, since pods are named after it
    #expect(name.wholeMatch(of: /[a-z0-9]([a-z0-9-]*[a-z0-9])?/) != nil && name.count <= 63)
    let spec = try #require(job["spec"] as? [String: Any])
    let template = try #require(spec["template"] as? [String: Any])
    let pod = try #require(template["spec"] as? [String: Any])
    #expect(["Never", "OnFailure"].contains(pod["restartPolicy"] as? String))
    let containers = try #require(pod["containers"] as? [[String: Any]])
    let container = try #require(containers.first)
    #expect(containers.count == 1 && container["name"] is String && container["image"] is String)
    let volumes = try #require(pod["volumes"] as? [[String: Any]])
    #expect((volumes[0]["persistentVolumeClaim"] as? [String: Any])?["claimName"] is String)
    let mounts = try #require(container["volumeMounts"] as? [[String: Any]])
    #expect(
      mounts.allSatisfy { mount in volumes.contains { $0["name"] as? String == mount["name"] as? String } })
    #expect(mounts[0]["mountPath"] as? String == container["workingDir"] as? String)
    // quantities are texts
    let resources = try #require(container["resources"] as? [String: [String: Any]])
    #expect(
      resources["requests"]?["cpu"] as? String == "2" && resources["requests"]?["memory"] as? String == "4Gi")
    return (spec, pod, container)
  }

  @Test("the Indexed Job has the fields that the API requires, and its indices from 0 become shares from 1")
  func kubernetes() throws {
    let manifest = try Self.sweep.kubernetesJob(
      .init(image: "registry/forescale:1", claim: "claim", parallelism: 4))
    let (spec, pod, container) = try check(manifest)
    #expect(spec["completions"] as? Int == 8 && spec["parallelism"] as? Int == 4)
    // backoffLimitPerIndex and FailIndex are refused without these two
    #expect(spec["completionMode"] as? String == "Indexed" && pod["restartPolicy"] as? String == "Never")
    #expect(spec["backoffLimitPerIndex"] as? Int == 6)
    let rules = try #require((spec["podFailurePolicy"] as? [String: Any])?["rules"] as? [[String: Any]])
    #expect(rules.map { $0["action"] as? String } == ["FailIndex", "Ignore"])
    let codes = try #require(rules[0]["onExitCodes"] as? [String: Any])
    #expect(codes["containerName"] as? String == container["name"] as? String)
    #expect(codes["operator"] as? String == "In" && codes["values"] as? [Int] == [2, 3])
    let conditions = try #require(rules[1]["onPodConditions"] as? [[String: Any]])
    #expect(
      conditions[0]["type"] as? String == "DisruptionTarget" && conditions[0]["status"] as? String == "True")
    // the command, run by a shell as the container does
    let command = try #require(container["command"] as? [String])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    let echoing = command[2].replacingOccurrences(of: "exec '/opt/fore scale'", with: "printf '%s|'")
    process.arguments = [command[1], echoing]
    process.environment = ["JOB_COMPLETION_INDEX": "7"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    #expect(
      String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        == "sweep|e.yaml|--shard|8/8|--out|out/all.shards/shard-8.sqlite|--threads|2|--retry-failed|--trace|a b.csv|"
    )
  }

  @Test("the merging Job is a plain one")
  func merging() throws {
    let (spec, _, container) = try check(try Self.sweep.kubernetesMergeJob(.init(image: "i", claim: "c")))
    #expect(spec["completionMode"] == nil && spec["backoffLimit"] as? Int == 3)
    #expect((container["command"] as? [String])?[2].contains("results merge --complete") == true)
  }
}
