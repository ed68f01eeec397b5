import ArgumentParser
import Experiments
import Foundation
import Synchronization

extension Trace {
  /// `forescale trace fetch`.
  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetches a public trace into the cache, resumes what was cut off, checks every byte.",
      discussion: """
        Without a name it lists the traces that are known (traces/public). What is in the cache and whole needs no network. \
        The cache is FORESCALE_CACHE, or forescale/traces in XDG_CACHE_HOME or ~/.cache.

        EXAMPLE
          forescale trace fetch worldcup98
        """)

    @Argument(help: "The trace's name; none to list all.")
    var name: String?

    @Option(help: "Only this file of the trace, as the catalogue names it; may be given again.")
    var only: [String] = []

    @Flag(help: "Use no network: what is not in the cache is an error.")
    var offline = false

    @Flag(help: "Take files whose checksum is not known as they come, and hold them to it from then on.")
    var trustFirst = false

    @Option(help: "Tries in a row without progress before it gives up, from 0 up.")
    var retries = 5

    @Option(help: "Bytes a second that a server has to send, as curl's option; 0 for any speed.")
    var speedLimit = 1000

    func validate() throws {
      guard retries >= 0 else {
        throw ValidationError("--retries: expected a whole number from 0 up, found \(retries)")
      }
      guard speedLimit >= 0 else {
        throw ValidationError("--speed-limit: expected a whole number from 0 up, found \(speedLimit)")
      }
      if name == nil {
        let given = [
          ("--only", !only.isEmpty), ("--offline", offline), ("--trust-first", trustFirst),
        ].first { $0.1 }
        if let given { throw ValidationError("\(given.0) goes with the name of a trace") }
      }
    }

    func run() throws {
      try reportingMistakes {
        let catalogue = try TraceCatalogue(
          folder: TraceCatalogue.standardFolder(environment: Home.environment()))
        guard let name else { return list(catalogue) }
        let manifest = try catalogue.manifest(named: name)
        var options = FetchOptions()
        options.isOffline = offline
        options.trustsFirst = trustFirst
        options.retries = retries
        options.speed.bytesPerSecond = Double(speedLimit)
        Interruption.say { "interrupted; what was fetched is kept, the same command goes on" }
        let fetcher = TraceFetcher(
          cache: TraceCache.standard(environment: ProcessInfo.processInfo.environment), options: options)
        let files = try waiting {
          try await fetcher.fetch(manifest, only: only.isEmpty ? nil : only) { Self.show($0) }
        }
        Console.clearProgress()
        for file in files { Console.print(file.path) }
        Console.error(
          "\(manifest.title); \(manifest.license). Cite: \(manifest.citation)"
            + (files.contains(where: \.isTrustedFirst)
              ? "\nfiles without a known checksum were taken as they came" : ""))
      }
    }

    private func list(_ catalogue: TraceCatalogue) {
      let width = catalogue.manifests.map(\.name.count).max() ?? 0
      for manifest in catalogue.manifests {
        let size = manifest.bytes.map { "\(($0 + 500_000) / 1_000_000) MB" } ?? "size unknown"
        let name = manifest.name.padding(toLength: width, withPad: " ", startingAt: 0)
        Console.print(
          "\(name)  \(manifest.title) (\(manifest.files.count) files, \(size), \(manifest.license))")
      }
    }

    private static func show(_ progress: FetchProgress) {
      let megabytes = { (bytes: Int64) in String(format: "%.1f MB", Double(bytes) / 1e6) }
      let share = progress.total.map { " of \(megabytes($0))" } ?? ""
      let rate = String(format: "%.1f MB/s", progress.bytesPerSecond / 1e6)
      Console.progress(
        "\(progress.name): \(megabytes(progress.bytes))\(share), "
          + (progress.waitingFor.map { "waiting: \($0)" } ?? rate))
    }
  }
}

/// Waits for what runs in the background; for commands, which have nothing else to do.
private func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
  let outcome = Mutex(Result<Value, any Error>?.none)
  let done = DispatchSemaphore(value: 0)
  Task {
    do {
      let value = try await body()
      outcome.withLock { $0 = .success(value) }
    } catch {
      outcome.withLock { $0 = .failure(error) }
    }
    done.signal()
  }
  done.wait()
  guard let result = outcome.withLock({ $0 }) else { throw CancellationError() }
  return try result.get()
}
