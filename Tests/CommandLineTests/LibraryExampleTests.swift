import Foundation
import TestSupport
import Testing

/// The programs of `examples/libraries`, compiled against the modules that lie beside the tests, which takes seconds, instead of
/// as a package, which would build everything once more.
@Suite("Programs on the modules alone", .serialized)
struct LibraryExampleTests {
  private static let folder = Binary.root.appendingPathComponent("examples/libraries")

  /// What a program may import, with the C parts below.
  private static let modules = [
    "Stochastics", "SimulationKernel", "Writing", "InputFiles", "Workloads", "Learning", "Autoscaling",
    "ClusterSimulation", "CSimdJSON", "CInflate", "CNumericScan", "CForestKernels", "CRecurrentKernels",
  ]

  /// Compiles and runs a program; what it printed, line by line and word by word.
  private func run(_ name: String, _ arguments: String...) throws -> [[Substring]] {
    let scratch = try Binary.scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let built = Binary.path.deletingLastPathComponent()
    let objects = try String(
      contentsOf: built.appendingPathComponent("forescale.product/Objects.LinkFileList"), encoding: .utf8)
    let listed = objects.split(separator: "\n").map { $0.trimmingCharacters(in: ["'", "\""]) }
      .filter { line in Self.modules.contains { line.contains("/\($0).build/") } }
    try Data(listed.joined(separator: "\n").utf8).write(to: scratch.appendingPathComponent("objects"))
    let script = """
      maps=
      for map in '\(built.path)'/C*.build/module.modulemap '\(Binary.root.path)'/Sources/C*/module.modulemap; do
        maps="$maps -Xcc -fmodule-map-file=$map"
      done
      swiftc -I '\(built.path)/Modules' $maps \
        $(pkg-config --cflags openblas zlib xgboost | sed 's/-I/-Xcc -I/g') \
        '\(Self.folder.path)/\(name)/main.swift' -o program @objects \
        -lcsv -lsimdjson -lisal -lstdc++ -lm $(pkg-config --libs openblas zlib xgboost) >&2
      exec ./program \(arguments.joined(separator: " "))
      """
    let outcome = try Binary.run(["-eu", "-c", script], of: URL(fileURLWithPath: "/bin/sh"), in: scratch)
    #expect(outcome.code == 0, "\(name): \(outcome.errors.suffix(2000))")
    return outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
  }

  // λ E[S²] / (2 (1 − ρ)) = 0.8² (1 + 1/4) / 0.4 = 2 s; four days are 345,600 s, whose count has an error of 588
  @Test(
    "a queue waits as long as Pollaczek and Khinchine say, and much longer where customers come in bursts")
  func queue() throws {
    let lines = try run("queue")
    try #require(lines.count == 2)
    #expect(abs(Double(try #require(Int(lines[0][1]))) - 345_600) < 4 * 588)
    let bounds = try #require(lines[0].last).split(separator: "...").compactMap { Double($0) }
    try #require(bounds.count == 2)
    #expect(bounds[0] < 2 && bounds[1] > 2 && bounds[1] - bounds[0] < 0.2)
    #expect(try #require(Double(lines[1][4])) > 20)
  }

  // 3.2 cores of 4 replicas are 80 % of 60: ⌈4 · 4/3⌉ = 6. 1.0 of 6 are 16 %: 2, but only once the highest proposal of the
  // last 5 minutes, the 6 of 120 s, is older than that.
  @Test("an HPA on recorded metrics asks for what the real one would")
  func hpa() throws {
    let lines = try run("hpa", "'\(Self.folder.path)/hpa/metrics.csv'")
    #expect(lines.map { $0[5] } == ["4:", "6:", "6:", "6:", "6:", "6:", "6:", "6:", "2:", "2:"])
    #expect(lines[1].suffix(3) == ["metric", "above", "target"] && lines[3].last == "ScaleDownStabilized")
  }

  @Test("a forest is trained, saved and read again")
  func forest() throws {
    let lines = try run("forest", "model.bin")
    // of a plane without noise a forest knows nearly all
    #expect(try #require(Double(lines[0][4])) > 0.9)
    #expect(lines[2].last == "true")
  }

  // Arrivals rise at 1800 s; the scrape of 1815 s is delivered at 1830 s
  @Test("a policy of one's own scales a simulated cluster")
  func policy() throws {
    let lines = try run("policy")
    let changes = lines.dropLast(2)
    #expect(changes.first?.prefix(4) == ["1830.0", "2", "to", "4"])
    #expect(changes.contains { $0[3] == "40" } && changes.last?[3] == "3")
    let late = try #require(lines[lines.count - 2].last.flatMap { Double($0) })
    #expect(late > 0.05 && late < 0.2)
  }

  @Test("the page shows the programs that are compiled here")
  func page() throws {
    let page = try String(
      contentsOf: Binary.root.appendingPathComponent("docs/libraries.md"), encoding: .utf8)
    for name in ["queue", "hpa", "forest", "policy"] {
      let file = try String(
        contentsOf: Self.folder.appendingPathComponent("\(name)/main.swift"), encoding: .utf8)
      #expect(page.contains("```swift\n\(file)```\n"), "\(name)")
    }
    let package = try String(
      contentsOf: Self.folder.appendingPathComponent("Package.swift"), encoding: .utf8)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { !$0.contains(".") }
        .allSatisfy { package.contains("path: \"\($0)\"") })
  }
}
