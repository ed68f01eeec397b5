import Foundation
import Writing

/// The charts that could be drawn, and one sentence about those that could not: results do not depend on gnuplot.
public struct DrawnCharts: Sendable {
  /// The files written, in order: for each chart its pictures, its script and its data.
  public internal(set) var paths: [String] = []
  /// What was not drawn and why, without a full stop; nil where everything was.
  public var shortfall: String? { sentences.isEmpty ? nil : sentences.joined(separator: "; ") }
  /// Whether a picture was drawn.
  public var hasPictures: Bool {
    paths.contains { path in ChartForm.allCases.contains { path.hasSuffix(".\($0)") } }
  }

  /// Whether a file could not be written, as on a full disk: then it is not gnuplot that was missing.
  public private(set) var isUnwritten = false

  private var sentences: [String] = []

  /// Nothing, since `error` stood in the way of all.
  public init(without error: ChartError) { sentences = ["no chart was drawn: \(error)"] }

  /// Draws `charts` as SVG, PDF and PNG into `folder`, and writes script and data (CSV) beside each.
  ///
  /// A picture that cannot be drawn leaves no file, not even an older one.
  ///
  /// - Throws: `ChartError` if `folder` cannot be made.
  init(_ charts: [Chart], into folder: String, style: ChartStyle = .print) throws {
    guard !charts.isEmpty else { return }
    try Self.makeFolder(folder)
    var forms: [ChartForm] = []
    do {
      forms = try Gnuplot.forms()
      let missing = ChartForm.allCases.filter { !forms.contains($0) }
      if !missing.isEmpty {
        sentences.append(
          "\(Self.listed(missing.map { $0.rawValue.uppercased() })) \(missing.count == 1 ? "was" : "were") not drawn, "
            + "since this gnuplot lacks the terminal\(missing.count == 1 ? "" : "s") "
            + "\(Self.listed(missing.map(\.terminalName))) (gnuplot's cairo terminals)")
      }
    } catch {
      sentences.append("no chart was drawn: \(error)")
    }
    var failed: [String] = []
    for chart in charts {
      let base = folder + "/" + chart.fileName
      do {
        for form in ChartForm.allCases {
          let path = "\(base).\(form)"
          guard forms.contains(form) else {
            Self.remove(path)
            continue
          }
          do {
            try Output.write(try Gnuplot.picture(chart, style: style, form: form), to: path)
            paths.append(path)
          } catch {
            if error is ChartError { Self.remove(path) }
            throw error
          }
        }
      } catch {
        isUnwritten = isUnwritten || error is OutputError
        failed.append("\(chart.fileName) (\(error))")
      }
      do {
        for (ending, text) in [("gp", GnuplotScript(chart, style).text), ("csv", chart.csv)] {
          try Output.write(text, to: "\(base).\(ending)")
          paths.append("\(base).\(ending)")
        }
      } catch {
        isUnwritten = isUnwritten || error is OutputError
        failed.append("\(error)")
      }
    }
    if !failed.isEmpty {
      let shown = failed.prefix(3).joined(separator: ", ")
      sentences.append(
        "not drawn: \(shown)" + (failed.count > 3 ? " and \(failed.count - 3) more" : ""))
    }
  }

  /// Makes the folder that charts go into.
  ///
  /// - Throws: `ChartError` if it cannot be made.
  public static func makeFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ChartError(description: "\(folder): the folder for charts cannot be made")
    }
  }

  /// An older picture would be taken for a new one; an input stays where it is.
  private static func remove(_ path: String) {
    if (try? Output.check(path, as: path, takesStreams: false)) != nil {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private static func listed(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }
}
