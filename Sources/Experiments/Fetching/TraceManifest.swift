import Foundation
import Workloads

/// What a public trace consists of and where its files are: one YAML file in `traces/public`.
public struct TraceManifest: Sendable, Hashable {
  /// How a file is packed.
  public enum Compression: String, Sendable, Hashable, CaseIterable {
    /// Not at all.
    case none
    /// RFC 1952; readers of this package unpack it as they go.
    case gzip
    /// A tar archive in gzip.
    case tarGzip = "tar.gz"
    /// A data frame in R's own format, which nothing here reads.
    case rda
  }

  /// One file of a trace.
  public struct File: Sendable, Hashable {
    /// Where it lies in the trace's folder of the cache, such as `realTweets/Twitter_volume_FB.csv`.
    public var name: String
    /// Where it is fetched from, over HTTPS.
    public var url: URL
    /// Its size in bytes as served; nil where it is not known.
    public var bytes: Int64?
    /// The SHA-256 of its bytes as served, 64 lower-case hexadecimal digits; nil where it is not known.
    public var sha256: String?
    /// How it is packed.
    public var compression: Compression

    /// The name of the format that it is read by; nil for the trace's.
    public var format: String?

    /// A file.
    public init(
      name: String, url: URL, bytes: Int64? = nil, sha256: String? = nil, compression: Compression = .none,
      format: String? = nil
    ) {
      self.name = name
      self.url = url
      self.bytes = bytes
      self.sha256 = sha256
      self.compression = compression
      self.format = format
    }
  }

  /// What the command line calls it; the manifest is the file `name.yaml`.
  public var name: String
  /// What it is, in a line.
  public var title: String
  /// The name of the format that its files are read by; `none` where nothing here reads them.
  public var format: String
  /// Under which terms it may be used.
  public var license: String
  /// Whom to cite.
  public var citation: String
  /// The page that describes it.
  public var origin: String
  /// What a user has to know; empty if nothing.
  public var notes: String
  /// Its files, at least one, in the order in which they are fetched.
  public var files: [File]

  /// A trace.
  public init(
    name: String, title: String, format: String, license: String, citation: String, origin: String,
    notes: String = "", files: [File]
  ) {
    self.name = name
    self.title = title
    self.format = format
    self.license = license
    self.citation = citation
    self.origin = origin
    self.notes = notes
    self.files = files
  }

  /// The sizes of all files together in bytes; nil if one of them is not known.
  public var bytes: Int64? {
    files.reduce(Int64?.some(0)) { sum, file in sum.flatMap { sum in file.bytes.map { sum + $0 } } }
  }

  /// The name of the format that one of its files is read by.
  public func format(of file: File) -> String { file.format ?? format }

  /// The formats that a manifest may name.
  public static let formats = ["none"] + TraceFormats.all.map { $0.name }
}
