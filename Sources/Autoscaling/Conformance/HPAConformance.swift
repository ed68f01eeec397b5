import Foundation
import InputFiles

/// What checking a folder of vectors came to.
public struct HPAConformanceReport: Sendable, Encodable {
  /// A vector whose answer is not the controller's.
  public struct Failure: Sendable, Encodable {
    /// The vector's name, or its number in the file.
    public var vector: String
    /// What differs: path, expected, found.
    public var differences: [String]
  }

  /// One file.
  public struct File: Sendable, Encodable {
    /// Its name without folder.
    public var name: String
    /// Vectors that pass.
    public var passed: Int
    /// Reconciles, normalizations and evaluations in them.
    public var steps: Int
    /// Vectors that fail.
    public var failures: [Failure]
  }

  /// The files, by name.
  public var files: [File]
  /// Whether every vector passes.
  public var holds: Bool { files.allSatisfy(\.failures.isEmpty) }
}

/// Why a folder of vectors cannot be checked: one sentence.
public struct HPAConformanceError: Error, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String
}

/// Holds the HPA against recorded answers of the real controller. What a vector is, its fields say; files may mix kinds.
public enum HPAConformance {
  /// Checks every `.json` file of a folder.
  ///
  /// - Throws: `HPAConformanceError` if the folder has none, or a file is no list of vectors.
  public static func check(folder: String) throws -> HPAConformanceReport {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw HPAConformanceError(description: "\(folder): there is no such folder")
    }
    guard isFolder.boolValue else {
      throw HPAConformanceError(description: "\(folder): is a file; a folder of .json files is expected")
    }
    let names = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".json") }
      .sorted()
    guard !names.isEmpty else {
      throw HPAConformanceError(description: "\(folder): holds no .json file of vectors")
    }
    return HPAConformanceReport(files: try names.map { try check(file: folder + "/" + $0, name: $0) })
  }

  private static func check(file: String, name: String) throws -> HPAConformanceReport.File {
    let data: Data
    do { data = try RegularFile.contents(file) } catch {
      throw HPAConformanceError(description: "\(error)")
    }
    guard let vectors = try? JSONDecoder().decode(ManifestValue.self, from: data),
      case .array(let list) = vectors
    else { throw HPAConformanceError(description: "\(file): is no JSON list of vectors") }
    var report = HPAConformanceReport.File(name: name, passed: 0, steps: 0, failures: [])
    for (index, vector) in list.enumerated() {
      let id = vector["id"]?.string ?? vector["text"]?.string ?? "number \(index + 1)"
      let differences: [String]
      do {
        differences = try check(vector, &report.steps)
      } catch let error as HPAConformanceError {
        throw HPAConformanceError(description: "\(file), vector \(id): \(error)")
      } catch let error as ManifestError {
        throw HPAConformanceError(
          description: "\(file), vector \(id): \(error.issues.joined(separator: "; "))")
      } catch {
        throw HPAConformanceError(description: "\(file), vector \(id): \(error)")
      }
      if differences.isEmpty {
        report.passed += 1
      } else {
        report.failures.append(.init(vector: id, differences: differences))
      }
    }
    return report
  }

  /// What differs between the recorded answer and ours.
  static func check(_ vector: ManifestValue, _ steps: inout Int) throws -> [String] {
    if vector["fn"] != nil {
      steps += 1
      return try HPAEvaluationVector.check(vector)
    }
    if vector["kind"] != nil {
      steps += 1
      return try HPABehaviorVector.check(vector)
    }
    if let list = vector["steps"]?.array {
      steps += list.count
      return vector["spec"] != nil
        ? try HPAReconcileVector.check(vector) : try HPANormalizationVector.check(vector)
    }
    steps += 1
    if vector["text"] != nil { return try HPAQuantityVector.check(vector) }
    if vector["in"] != nil { return try HPADefaultingVector.check(vector) }
    throw HPAConformanceError(description: "is of no known kind: it has none of fn, kind, steps, text and in")
  }

  /// Differences of `found` from `expected`, with paths. Fields that `expected` does not name do not matter.
  static func differences(_ path: String, expected: ManifestValue, found: ManifestValue?) -> [String] {
    switch (expected, found) {
    case (.object(let fields), .object(let others)?):
      return fields.keys.sorted().flatMap {
        differences(path.isEmpty ? $0 : "\(path).\($0)", expected: fields[$0] ?? .null, found: others[$0])
      }
    case (.array(let values), .array(let others)?) where values.count == others.count:
      return zip(values, others).enumerated().flatMap {
        differences("\(path)[\($0)]", expected: $1.0, found: $1.1)
      }
    case (.null, nil), (.null, .null?): return []
    case (let value, let other?)
    where value.number != nil && value.number == other.number && value.integer == other.integer:
      return []
    case (let value, let other?) where value == other: return []
    default: return ["\(path): expected \(text(expected)), found \(found.map(text) ?? "nothing")"]
    }
  }

  private static func text(_ value: ManifestValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }
}
