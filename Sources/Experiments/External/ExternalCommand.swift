import Autoscaling
import Foundation
import InputFiles

/// A process of the user's that decides or forecasts: what is started, and how long its answers may take.
public struct ExternalCommand: Sendable, Hashable, Codable {
  /// The program and its arguments. It is looked for in PATH unless it has a slash; it runs in the scenario's folder.
  public var words: [String]
  /// How long an answer may take, in seconds of wall time.
  public var timeout: Double
  /// How long the answer to the first message may take, in seconds of wall time: imports, training.
  public var startTimeout: Double

  /// The keys under which a scenario says it.
  static let keys = [command, timeout, startTimeout]
  private static let command = Setting(
    "command", .texts,
    "The program and its arguments; it runs in this file's folder ([external policies](external-policies.md)).",
    isRequired: true)
  private static let timeout = Setting(
    "timeout", .duration(0.001...3600), "How long an answer may take.", default: 10)
  private static let startTimeout = Setting(
    "start_timeout", .duration(0.001...86_400), "How long the answer to the first message may take.",
    default: 600)

  /// A command of the given words, with the default limits of time.
  public init(_ words: [String], timeout: Double = 10, startTimeout: Double = 600) {
    self.words = words
    self.timeout = timeout
    self.startTimeout = startTimeout
  }

  /// The command that an arm's settings say.
  init(_ settings: PolicySettings) {
    self.init(
      settings.texts("command"), timeout: settings.number(Self.timeout),
      startTimeout: settings.number(Self.startTimeout))
  }

  /// The command under the keys of a forecaster.
  init(_ reader: YAMLReader) {
    self.init(
      reader.strings(Self.command), timeout: reader.number(Self.timeout),
      startTimeout: reader.number(Self.startTimeout))
  }

  /// As one would type it.
  var shown: String { words.joined(separator: " ") }

  /// The files among its words: what it says depends on their contents.
  func files(in folder: String) -> [String] {
    words.map { $0.path(in: folder) }.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }
}

extension ArmSpecification {
  /// The files that its processes are named with, and the forecasts that it reads, with their digests.
  func inputs(in folder: String) throws -> [InputFile] {
    try (processes.flatMap { $0.files(in: folder) } + recordedForecasts(in: folder)).map {
      try InputFile(path: $0)
    }
  }
}

/// Why a process outside this one could not go on: one sentence. It fails the run that asked it, and nothing else.
public struct ProcessError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String
  /// An error of the given sentence.
  public init(_ description: String) { self.description = description }
}
