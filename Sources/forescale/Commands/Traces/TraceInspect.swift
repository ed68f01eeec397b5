import ArgumentParser
import Foundation
import InputFiles
import Reporting
import SimulationKernel
import Workloads
import Writing

extension Trace {
  /// `forescale trace inspect`.
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Tells what a trace holds: span, rows, coverage, gaps, statistics, what was odd, and draws it.",
      discussion: """
        The format is found by the content; --format names it otherwise (`forescale trace formats` lists all), and --columns \
        says what the columns of a CSV file are. What was found, such as separator and unit of times, is told; what is odd is \
        counted, and what is wrong ends the command with code 2, the line and what is allowed. A column of autocorrelation \
        needs 30 pairs of steps; a tail index above 10 says that there is no heavy tail.

        EXAMPLE
          forescale trace inspect traces/service-month.json.gz --chart out/service-month
        """)

    @Argument(help: "The trace files, gzip or not; each is told by itself.")
    var files: [String]

    @Option(help: "The format's name, if not by content.")
    var format: String?

    @Option(help: ColumnsHelp.option)
    var columns: String?

    @Option(help: "How many series are told one by one, from 0 up; the summary is over all.")
    var series = 8

    @Option(help: "Draw course, autocorrelation and tail of the first six series into this folder.")
    var chart: String?

    @Flag(help: "Print one JSON document instead of words.")
    var json = false

    func validate() throws {
      guard series >= 0 else {
        throw ValidationError("--series: expected a whole number from 0 up, found \(series)")
      }
    }

    func run() throws {
      try reportingMistakes {
        Inputs.add(files)
        let mapping = try columns.map { try ColumnMapping(text: $0) }
        if mapping != nil, let format, format != MappedCSVFormat.name {
          throw Failure(
            code: 2, message: "forescale: --columns maps a CSV file; it does not go with --format \(format)")
        }
        var inspections: [TraceInspection] = []
        for file in files {
          Console.progress("reading \(file)")
          let trace: any TraceFormat =
            try mapping.map { MappedCSVFormat(path: file, mapping: $0) }
            ?? TraceFormats.open(file, format: format)
          let inspection = try TraceInspection(trace, path: file, shown: series)
          Console.clearProgress()
          inspections.append(inspection)
          if !json { Console.print(InspectionText.text(of: inspection, color: Console.colors)) }
          if let chart { try draw(file, trace, inspection, into: chart) }
        }
        guard json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.print(String(decoding: try encoder.encode(inspections), as: UTF8.self))
      }
    }

    private func draw(
      _ file: String, _ trace: any TraceFormat, _ inspection: TraceInspection, into folder: String
    ) throws {
      func gather(_ trace: some TraceFormat) throws -> [MeasuredSeries] {
        try SeriesGatherer.gather(trace).series
      }
      let title = file.fileName
      let series = try gather(trace)
      let drawn = try ChartNews.draw(later: "the same command") {
        try TraceChart.write(series, title: title, folder: folder)
      }
      var count = drawn.paths.count
      if inspection.format == "google-2019-usage" {
        let windows = try CollectionWindows.read([file])
        let first = windows.tasks[0].map { $0 ?? UsageWindow(mean: 0) }
        let (path, _) = try WindowReconstruction().series(windows: first, seed: 1)
        // the first day that is measured whole
        let day = windows.tasks[0].indices.first { start in
          start + 288 <= windows.tasks[0].count
            && windows.tasks[0][start..<start + 288].allSatisfy { $0 != nil }
        }
        if let day {
          count += try ChartNews.draw(later: "the same command") {
            try ReconstructionCharts.write(
              ReconstructionChart(windows: first, series: path, range: day..<day + 288),
              title: "\(title): a day of one task, rebuilt from its 5-minute windows", folder: folder)
          }.paths.count
        }
      }
      Console.error("charts: \(count) files in \(folder)")
    }
  }
}
