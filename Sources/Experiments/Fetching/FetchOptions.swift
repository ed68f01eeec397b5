import Foundation
import Stochastics

/// How a trace is fetched.
public struct FetchOptions: Sendable {
  /// Whether the network is forbidden: only what is in the cache and verified is handed out.
  public var isOffline = false
  /// Whether a file without a known hash is taken on trust at its first fetch, its hash recorded and demanded later.
  public var trustsFirst = false
  /// How many times in a row a try may fail without a byte more than ever before, until the fetch gives up; from 0.
  public var retries = 5
  /// The mean wait after the first failure in seconds; doubled after each further one.
  public var firstDelay = 1.0
  /// The longest wait in seconds, unless the server asks for more.
  public var longestDelay = 60.0
  /// After how many seconds without a byte a try has failed; at least 1.
  public var idleTimeout = 60.0
  /// How fast a server has to send.
  public var speed = SpeedLimit()
  /// What the waits are drawn from. It shows in no file; by default it differs between processes, so that two that were
  /// cut off together do not come back together.
  public var seed = UInt64(ProcessInfo.processInfo.processIdentifier)

  /// Online, without trust in unknown files, six tries.
  public init() {}

  /// The wait in seconds before try number `failures` + 1 of `address`: uniform on half to one and a half times the
  /// doubled delay, at most ``longestDelay``, so that clients cut off together spread out.
  func delay(afterFailures failures: Int, of address: String, ordinal: Int) -> Double {
    var stream = RandomStream(
      seed: seed, purpose: .fetchRetry, entity: fnv1a(address.utf8), ordinal: UInt64(ordinal))
    let mean = firstDelay * pow(2, Double(min(failures, 32) - 1))
    return min(longestDelay, mean * (0.5 + stream.nextUnit()))
  }
}

extension RandomPurpose {
  static let fetchRetry = RandomPurpose("wait before a fetch is tried again")
}

/// How far a fetch is.
public struct FetchProgress: Sendable, Hashable {
  /// The name of the file.
  public var name: String
  /// Bytes on disk so far.
  public var bytes: Int64
  /// Bytes in all; nil where neither manifest nor server says.
  public var total: Int64?
  /// Bytes received over seconds passed since this process began with the file. For the eye only: it comes from a clock.
  public var bytesPerSecond: Double
  /// Why it waits before the next try; nil while bytes come in.
  public var waitingFor: String?
}

/// A file that was fetched and whose hash is right.
public struct FetchedFile: Sendable, Hashable {
  /// What the manifest calls it.
  public var name: String
  /// Where it lies.
  public var path: String
  /// Its size in bytes.
  public var bytes: Int64
  /// Its SHA-256, 64 lower-case hexadecimal digits.
  public var sha256: String
  /// Bytes of its content that came over the network now; 0 if it was in the cache.
  public var bytesReceived: Int64
  /// Whether its hash was recorded just now, because nobody knew it before.
  public var isTrustedFirst: Bool
}
