import Foundation
import InputFiles
import Workloads
import Yams

extension TraceManifest {
  /// The keys of a manifest.
  static let keys = [
    Setting("name", .text, "What the command line calls it.", isRequired: true),
    Setting("title", .text, "What it is, in a line.", isRequired: true),
    Setting("format", .text, "The format that its files are read by.", isRequired: true),
    Setting("license", .text, "Under which terms it may be used.", isRequired: true),
    Setting("citation", .text, "Whom to cite.", isRequired: true),
    Setting("origin", .text, "The page that describes it.", isRequired: true),
    Setting("notes", .text, "What a user has to know."),
    Setting("files", .table(File.keys), "Where its files are.", isRequired: true),
  ]

  /// The manifest that `yaml` describes.
  ///
  /// Size and hash are `unknown` where they are not known; leaving them out is a mistake, so that none is forgotten.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The name of the file, for the sentences; it must be the trace's name and `.yaml`.
  /// - Throws: ``TraceFetchError`` with every mistake found.
  public init(yaml: String, file: String) throws {
    let root: Node?
    do { root = try YAMLDocument.single(yaml) } catch {
      throw TraceFetchError("\(ScenarioError(file: file, error)).")
    }
    let issues = IssueList()
    let reader = YAMLReader(root, path: "", keys: .declared(Self.keys), issues: issues)
    name = reader.text("name")
    title = reader.text("title")
    format = reader.text("format")
    license = reader.text("license")
    citation = reader.text("citation")
    origin = reader.text("origin")
    notes = reader.optionalText("notes") ?? ""
    files = reader.list("files").map(File.init)
    reader.finish()

    let stem = file.fileName.withoutExtension
    if !name.isEmpty && stem != name {
      issues.add("name", "is '\(name)'; it must be the file's name without .yaml, '\(stem)'")
    }
    if let problem = Self.problem(ofFormat: format) { issues.add("format", problem) }
    for (index, file) in files.enumerated() {
      if let problem = Self.problem(ofFormat: file.format ?? "") {
        issues.add("files[\(index)].format", problem)
      }
    }
    if files.isEmpty && issues.issues.isEmpty { issues.add("files", "is empty; at least one is needed") }
    var seen: [String: Int] = [:]
    for (index, file) in files.enumerated() where !file.name.isEmpty {
      if let first = seen.updateValue(index, forKey: file.name.lowercased()) {
        issues.add("files[\(index)].name", "'\(file.name)' is the name of files[\(first)] already")
      }
    }
    guard issues.issues.isEmpty else {
      throw TraceFetchError(
        Sentence.list(issues.issues).map { "\(file): \($0)" + ($0.hasSuffix("?") ? "" : ".") }.joined(
          separator: "\n"))
    }
  }

  /// What is wrong with the name of a format; nil if nothing, or if it is missing, which was told before.
  private static func problem(ofFormat format: String) -> String? {
    if format.isEmpty || formats.contains(format) { return nil }
    let near = nearestName(to: format, among: formats).map { "did you mean '\($0)'?" }
    return "'\(format)' is not known; " + (near ?? "allowed are \(formats.joined(separator: ", "))")
  }
}

extension TraceManifest.File {
  /// Endings that the cache keeps for itself.
  static let reservedEndings = [".part", ".part.json", ".sha256"]

  static let keys = [
    Setting("name", .text, "Where it lies in the trace's folder of the cache.", isRequired: true),
    Setting("url", .text, "Where it is fetched from, over HTTPS.", isRequired: true),
    Setting("bytes", .text, "Its size as served, or `unknown`.", isRequired: true),
    Setting("sha256", .text, "The SHA-256 of its bytes as served, or `unknown`.", isRequired: true),
    Setting(
      "compression", .choice(of: TraceManifest.Compression.self), "How it is packed.",
      default: .text(TraceManifest.Compression.none.rawValue)),
    Setting("format", .text, "The format that it is read by. Default the trace's."),
  ]

  init(_ reader: YAMLReader) {
    name = reader.text("name")
    let address = reader.text("url")
    let size = reader.text("bytes")
    let hash = reader.text("sha256")
    compression = reader.choice("compression")
    format = reader.optionalText("format")
    reader.finish()

    bytes = size == "unknown" ? nil : Int64(size)
    if !size.isEmpty && size != "unknown" && (bytes ?? -1) < 0 {
      reader.note("bytes", "expected a number of bytes or unknown, found '\(size)'")
    }
    sha256 = hash == "unknown" ? nil : hash
    let isHash = hash.utf8.count == 64 && hash.allSatisfy { "0123456789abcdef".contains($0) }
    if !hash.isEmpty && hash != "unknown" && !isHash {
      reader.note(
        "sha256", "expected 64 lower-case hexadecimal digits or unknown, found '\(hash.prefix(70))'")
    }
    if !name.isEmpty, let problem = Self.problem(ofName: name) {
      reader.note("name", "'\(name)' \(problem)")
    }
    let parsed = URL(string: address)
    url = parsed ?? URL(fileURLWithPath: "/")
    if !address.isEmpty && (parsed?.scheme != "https" || (parsed?.host ?? "").isEmpty) {
      reader.note("url", "expected an address that begins with https://, found '\(address)'")
    }
  }

  /// What is wrong with a file's name; nil if it stays inside the trace's folder and clashes with nothing there.
  static func problem(ofName name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) {
      return "must be a relative path without empty parts and without parts that begin with a dot"
    }
    if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f || $0 == "\\" }) {
      return "must not hold control characters or backslashes"
    }
    return reservedEndings.first { name.hasSuffix($0) }.map { "must not end in \($0), which the cache uses" }
  }
}
