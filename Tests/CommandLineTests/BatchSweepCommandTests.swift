import Foundation
import TestSupport
import Testing

@Suite("Sweeps in batch systems")
struct BatchSweepCommandTests {
  @Test("eight shares of a Slurm array whose node fails in between give what an undisturbed sweep gives")
  func slurm() throws {
    if let obstacle = SlurmCluster.obstacle {
      try skip("no Slurm can be started here: \(obstacle)")
    }
    let folder = try SweepCommandTests.prepare()
    let file = folder.appendingPathComponent("e.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "seeds: 2", with: "seeds: 20").utf8).write(to: file)
    let calm = try Binary.run(["sweep", "e.yaml", "--out", "calm.sqlite"], in: folder)
    #expect(calm.code == 0, "\(calm.errors)")

    let cluster = try SlurmCluster()
    defer { cluster.stop() }
    let submitted = try Binary.run(
      ["sweep", "e.yaml", "--out", "all.sqlite", "--slurm", "--submit", "--memory", "1Mi"], in: folder,
      environment: cluster.environment)
    #expect(submitted.code == 0 && submitted.output.contains("8 shares are job "), "\(submitted.errors)")
    let shares = folder.appendingPathComponent("all.shards")
    func finishedShares() -> Int {
      (1...8).filter { number in
        let log = shares.appendingPathComponent("shard-\(number).log")
        return (try? String(contentsOf: log, encoding: .utf8))?.contains("0 failed") ?? false
      }.count
    }
    func begunShares() -> Int {
      (1...8).filter { FileManager.default.fileExists(atPath: shares.path + "/shard-\($0).sqlite-wal") }.count
    }
    // as soon as some shares have databases and not all are done, the node goes
    #expect(cluster.wait(60) { begunShares() >= 2 })
    usleep(300_000)
    cluster.killNode()
    let done = finishedShares()
    #expect(done < 8)
    try cluster.startNode()
    #expect(
      cluster.wait(120) { (try? cluster.command("squeue", ["-h"]).isEmpty) ?? false },
      "\((try? cluster.command("squeue", [])) ?? "")\n\(cluster.log.suffix(2000))")
    #expect(cluster.log.contains("equeue"), "\(cluster.log.suffix(2000))")
    let merge = try String(contentsOf: shares.appendingPathComponent("merge.log"), encoding: .utf8)
    #expect(merge.contains("e: 120 of 120 runs are there, 0 failed"), "\(merge)")
    let dumps = try ["calm.sqlite", "all.sqlite"].map { try Binary.run(["dump", $0], in: folder).output }
    #expect(dumps[0] == dumps[1] && dumps[0].count > 10_000)
  }

  @Test("what cannot be handed to a batch system is refused with a sentence, and nothing is written")
  func refusals() throws {
    let folder = try SweepCommandTests.prepare()
    for (arguments, code, sentence) in [
      (["--slurm", "--kubernetes", "image"], Int32(2), "--slurm and --kubernetes do not go together"),
      (["--submit"], 2, "--submit goes with --slurm alone"),
      (["--shards", "4"], 2, "--shards goes with --slurm or --kubernetes; --shard I/N runs one share here"),
      (["--slurm", "--shards", "0"], 2, "--shards: expected a whole number from 1 to 100000, found 0"),
      (["--slurm", "--memory", "2GB"], 2, "--memory: expected a size such as 512Mi or 2Gi, found '2GB'"),
      (["--slurm", "--partition", "a b"], 2, "--partition: 'a b' has characters that Slurm does not take"),
      (
        ["--kubernetes", "image", "--out", "/somewhere/a.sqlite"], 2,
        "has to lie below this folder, which the volume claim stands for"
      ),
      (["--slurm", "--parallelism", "2"], 2, "--parallelism goes with --kubernetes alone"),
    ] {
      let out = arguments.contains("--out") ? [] : ["--out", "a.sqlite"]
      let outcome = try Binary.run(["sweep", "e.yaml"] + out + arguments, in: folder)
      #expect(outcome.code == code && outcome.errors.contains(sentence), "\(arguments): \(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/a.shards"))
    let written = try Binary.run(
      ["sweep", "e.yaml", "--out", "a.sqlite", "--slurm", "--submit"], in: folder,
      environment: ["PATH": "/usr/nowhere"])
    #expect(written.code == 2 && written.errors.contains("there is no sbatch here"), "\(written.errors)")
  }
}
