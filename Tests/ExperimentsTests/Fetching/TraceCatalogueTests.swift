import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite("Catalogue of public traces")
struct TraceCatalogueTests {
  /// The manifests of the package.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("traces/public").path

  static let hash = String(repeating: "a", count: 64)
  static let good = """
    name: trace
    title: A trace
    format: timestamp-value
    license: MIT
    citation: Somebody
    origin: https://example.org
    files:
      - name: a/data.csv
        url: https://example.org/data.csv
        bytes: 12
        sha256: \(hash)
      - name: b.csv.gz
        url: https://example.org/b
        bytes: unknown
        sha256: unknown
        compression: gzip
        format: csv
    """

  @Test("a manifest says what and where its files are")
  func reading() throws {
    let manifest = try TraceManifest(yaml: Self.good, file: "folder/trace.yaml")
    #expect(manifest.name == "trace" && manifest.format == "timestamp-value" && manifest.notes.isEmpty)
    let first = TraceManifest.File(
      name: "a/data.csv", url: URL(string: "https://example.org/data.csv")!, bytes: 12, sha256: Self.hash)
    let second = TraceManifest.File(
      name: "b.csv.gz", url: URL(string: "https://example.org/b")!, compression: .gzip, format: "csv")
    #expect(manifest.files == [first, second])
    #expect(manifest.files.map(manifest.format) == ["timestamp-value", "csv"])
    #expect(manifest.bytes == nil)
  }

  /// What is replaced by what, and the sentence.
  static let mistakes: [(old: String, new: String, sentence: String)] = [
    ("name: trace", "name: other", "name: is 'other'; it must be the file's name without .yaml, 'trace'."),
    (
      "format: timestamp-value", "format: timestamp-values",
      "format: 'timestamp-values' is not known; did you mean 'timestamp-value'?"
    ),
    (
      "format: csv", "format: cvs", "files[1].format: 'cvs' is not known; did you mean 'csv'?"
    ),
    ("license: MIT\n", "", "license: missing; a text is expected."),
    ("license", "licence", "license: missing; a text is expected."),
    ("bytes: 12", "bytes: -1", "files[0].bytes: expected a number of bytes or unknown, found '-1'."),
    ("bytes: 12\n", "\n", "files[0].bytes: missing; a text is expected."),
    (
      hash, "abc", "files[0].sha256: expected 64 lower-case hexadecimal digits or unknown, found 'abc'."
    ),
    (
      "https://example.org/b", "http://example.org/b",
      "files[1].url: expected an address that begins with https://, found 'http://example.org/b'."
    ),
    (
      "a/data.csv", "a/../../data.csv",
      "files[0].name: 'a/../../data.csv' must be a relative path without empty parts and without parts that begin with a dot."
    ),
    (
      "a/data.csv", "/data.csv",
      "files[0].name: '/data.csv' must be a relative path without empty parts and without parts that begin with a dot."
    ),
    (
      "a/data.csv", "a.part", "files[0].name: 'a.part' must not end in .part, which the cache uses."
    ),
    ("a/data.csv", "B.csv.gz", "files[1].name: 'b.csv.gz' is the name of files[0] already."),
    (
      "compression: gzip", "compression: zip",
      "files[1].compression: 'zip' is not known; allowed are none, gzip, tar.gz, rda (did you mean 'gzip'?)."
    ),
  ]

  @Test("a mistake in a manifest is a sentence with its place", arguments: mistakes.indices)
  func mistake(_ index: Int) throws {
    let row = Self.mistakes[index]
    let yaml = Self.good.replacingOccurrences(of: row.old, with: row.new)
    #expect(yaml != Self.good)
    let error = #expect(throws: TraceFetchError.self) { try TraceManifest(yaml: yaml, file: "trace.yaml") }
    #expect(error?.description.components(separatedBy: "\n").first == "trace.yaml: " + row.sentence)
  }

  @Test("an unknown name gives the nearest, a far one gives all")
  func names() throws {
    let catalogue = try TraceCatalogue(folder: Self.folder)
    #expect(try catalogue.manifest(named: "worldcup98").format == "timestamp-value")
    let near = #expect(throws: TraceFetchError.self) { try catalogue.manifest(named: "worldcup1998") }
    #expect(near?.description == "there is no public trace 'worldcup1998'; did you mean 'worldcup98'?")
    let far = #expect(throws: TraceFetchError.self) { try catalogue.manifest(named: "x-y-z-x-y-z") }
    #expect(
      far?.description.hasPrefix("there is no public trace 'x-y-z-x-y-z'; known are azure-llm-2023, ") == true
    )
  }

  @Test("a folder that is not there is a sentence")
  func noFolder() {
    let error = #expect(throws: TraceFetchError.self) { try TraceCatalogue(folder: "/nowhere") }
    #expect(
      error?.description
        == "/nowhere: the folder of manifests cannot be read; FORESCALE_TRACES may name another.")
  }

  @Test("every address on GitHub names a commit, and only the official buckets leave hashes open")
  func addresses() throws {
    for manifest in try TraceCatalogue(folder: Self.folder).manifests {
      for file in manifest.files {
        let parts = file.url.path.split(separator: "/")
        let isGitHub = file.url.host == "raw.githubusercontent.com"
        #expect(isGitHub || file.url.host == "storage.googleapis.com")
        #expect(!isGitHub || (parts[2].count == 40 && parts[2].allSatisfy(\.isHexDigit)))
        #expect((file.sha256 == nil) == (file.bytes == nil))
        #expect(!isGitHub || file.sha256 != nil)
      }
    }
  }

  /// Copies of the originals, byte for byte, and which file of which trace they are.
  static let copies = [
    ("google2019-requests/2019_a_host_resource.csv", "google2019-requests", "2019_a_host_resource.csv"),
    ("nab/realTweets/Twitter_volume_FB.csv", "nab", "realTweets/Twitter_volume_FB.csv"),
    ("kddcup99/kddcup.data_10_percent.gz", "kddcup99", "kddcup.data_10_percent.gz"),
    (
      "google2011-tables/machine_events-part-00000-of-00001.csv.gz", "google-2011-first-parts",
      "machine_events-part-00000-of-00001.csv.gz"
    ),
  ]

  @Test("the copies at hand have the sizes and hashes of the manifests", arguments: copies.indices)
  func copy(_ index: Int) throws {
    let (original, trace, name) = Self.copies[index]
    let path = try SharedData.path(original)
    let manifest = try TraceCatalogue(folder: Self.folder).manifest(named: trace)
    let file = try #require(manifest.files.first { $0.name == name })
    let found = try #require(try PartFile.measure(path))
    #expect(found.bytes == file.bytes && found.sha256 == file.sha256)
  }

  @Test("the query for a cell makes the columns that usage files have")
  func query() throws {
    let path = Self.folder + "/../bigquery/cell-demand.sql"
    let sql = try String(contentsOfFile: path, encoding: .utf8)
    let last = try #require(sql.components(separatedBy: "\nSELECT\n").last)
    let made = last.components(separatedBy: "\nFROM")[0].split(separator: "\n").map { line in
      line.split(whereSeparator: { " ,".contains($0) }).last.map(String.init) ?? ""
    }
    let percentiles = (Array(stride(from: 0, to: 100, by: 10)) + (91...99)).map { "p\($0)_cpu_usage" }
    let read = ["time", "end_time", "collection_id", "instance_index", "avg_cpu_usage", "max_cpu_usage"]
    #expect(made.filter { $0 != "instances" } == read + percentiles)
  }

  @Test(
    "the cache is where the environment says",
    arguments: [
      (["FORESCALE_CACHE": "here", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "here"),
      (["FORESCALE_CACHE": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/forescale/traces"),
      (["XDG_CACHE_HOME": "x", "HOME": "/h"], "/h/.cache/forescale/traces"),
      (["HOME": "/h"], "/h/.cache/forescale/traces"),
    ])
  func cache(_ environment: [String: String], _ folder: String) {
    #expect(TraceCache.standard(environment: environment).folder == folder)
  }

  @Test("Content-Range is read as RFC 9110 writes it")
  func contentRange() {
    let range = ContentRange("bytes 42-1233/1234")
    #expect(range?.first == 42 && range?.total == 1234)
    #expect(ContentRange("bytes 42-1233/*").map { $0.first == 42 && $0.total == nil } == true)
    #expect(ContentRange("bytes */1234").map { $0.first == nil && $0.total == 1234 } == true)
    for wrong in ["", "bytes", "rows 1-2/3", "bytes 1-2", "bytes x-2/3", "bytes 1-2/x"] {
      #expect(ContentRange(wrong) == nil)
    }
  }
}
