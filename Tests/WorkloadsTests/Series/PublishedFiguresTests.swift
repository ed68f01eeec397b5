import TestSupport
import Testing

@testable import Workloads

@Suite("Published figures of the data")
struct PublishedFiguresTests {
  struct Published: Sendable, CustomStringConvertible {
    var file: String
    /// Lag and correlation, to two or three digits.
    var correlations: [String: Double]
    var peakToMean: Double?
    var description: String { file }
  }

  // From the README of each folder.
  static let tables: [Published] = [
    .init(file: "input0", correlations: ["5 min": 0.995, "1 h": 0.92, "24 h": 0.98], peakToMean: 2.5),
    .init(file: "input2", correlations: ["5 min": 0.91, "1 h": 0.81, "24 h": 0.84], peakToMean: 2.2),
    .init(file: "input4", correlations: ["5 min": 0.91, "1 h": 0.89, "24 h": 0.74], peakToMean: 12.7),
    .init(file: "input6", correlations: ["5 min": 0.96, "1 h": 0.84, "24 h": -0.04], peakToMean: 17.7),
    .init(file: "input8", correlations: ["5 min": 0.99, "1 h": 0.71, "24 h": 0.63], peakToMean: 1.4),
    .init(file: "input9", correlations: ["5 min": 0.995, "1 h": 0.91, "24 h": 0.98], peakToMean: 2.0),
    .init(file: "input12", correlations: ["5 min": 0.91, "1 h": 0.84, "24 h": 0.79], peakToMean: 2.6),
    .init(file: "input15", correlations: ["5 min": 0.996, "1 h": 0.91, "24 h": 0.97], peakToMean: 1.8),
    .init(
      file: "invocation_count", correlations: ["1 step": 0.999, "1 h": 0.84, "24 h": 0.62], peakToMean: 21.248
    ),
  ]

  // The suite of the files shows that these are also what the package finds, to eight digits.
  @Test("correlations and peaks of the READMEs", arguments: tables)
  func readMe(_ published: Published) throws {
    let files = SeriesReference.shared.files
    let name = "/\(published.file).csv.gz"
    let found = try #require(files.first { $0.file.hasSuffix(name) }).series[0]
    for (lag, value) in published.correlations {
      let digits = abs(value) >= 0.99 && value != 0.99 ? 0.0005 : 0.005
      #expect(abs((found.autocorrelations[lag] ?? .nan) - value) <= digits + 1e-4, "\(lag)")
    }
    if let peak = published.peakToMean { #expect(abs(found.percentiles[8] / found.mean - peak) < 0.051) }
  }

  @Test("the cell's three weeks in a row are the series of GOOGLE2019.md")
  func cell() throws {
    let names = ["week1", "week_2", "week_3"].map {
      "google2019-cell-5min/instance_usage_grouped_300_seconds_\($0).csv.gz"
    }
    let paths = try names.map { try SharedData.path($0) }
    var values: [Double?] = []
    for path in paths { values += try SeriesGatherer.gather(GoogleCellFormat(path: path)).series[0].values }
    #expect(values.count == 3 * 2016)
    let series = MeasuredSeries(
      name: "cell", quantity: .cpuPercent, start: 0, step: 300_000_000, values: values)
    let found = try #require(SeriesInspection(series))
    #expect(abs(found.mean - 47.1) < 0.05 && abs(found.standardDeviation - 3.9) < 0.05)
    #expect(abs(found.minimum - 32) < 0.5 && abs(found.maximum - 58) < 0.5)
    let published = [
      "5 min": 0.913, "10 min": 0.818, "30 min": 0.639, "1 h": 0.49, "6 h": 0.12, "12 h": 0.20, "24 h": 0.315,
      "7 d": 0.25,
    ]
    for one in found.autocorrelations {
      guard let value = published[one.lag] else { continue }
      #expect(abs(one.value - value) < 0.0051, "\(one.lag): \(one.value)")
    }
  }

  @Test("medians over the machines of Azure")
  func machines() throws {
    let path = try SharedData.path("azure-v1-vm-5min/microsoft_avg_50vms.csv.gz")
    let summary = try #require(try TraceInspection(path: path, shown: 3).summary)
    func spread(_ lag: String) -> TraceInspection.Spread? {
      summary.autocorrelations.first { $0.lag == lag }?.spread
    }
    #expect(abs((spread("5 min")?.median ?? 0) - 0.80) < 0.0051)
    #expect(abs((spread("24 h")?.median ?? 0) - 0.14) < 0.0051)
    #expect(abs((spread("24 h")?.high90 ?? 0) - 0.72) < 0.0061)
    #expect(abs((summary.peakToMean?.median ?? 0) - 11.6) < 0.051)
  }

  @Test("medians over the jobs of 2011")
  func jobs() throws {
    let path = try SharedData.path("google2011-job-usage-24h/GCD_VMs.part.tar.gz")
    let all = try TraceInspection(path: path, shown: 2000)
    let jobs = all.series.filter { $0.quantity == .cpuPercent }
    #expect(jobs.count == 805)
    func spread(_ lag: String) -> TraceInspection.Spread? {
      TraceInspection.Spread(jobs.compactMap { $0.autocorrelations.first { $0.lag == lag }?.value })
    }
    #expect(abs((spread("5 min")?.median ?? 0) - 0.75) < 0.0051)
    #expect(abs((spread("5 min")?.low10 ?? 0) + 0.09) < 0.0051)
    #expect(abs((spread("5 min")?.high90 ?? 0) - 0.98) < 0.0051)
    #expect(abs((spread("10 min")?.median ?? 0) - 0.67) < 0.0051)
    #expect(abs((spread("1 h")?.median ?? 0) - 0.52) < 0.0051)
  }

  // GOOGLE2019.md says of its single tasks 0.97, 0.96, 0.91, 0.82, -0.10, 0.83-0.92 and 0.80-0.91 at the lags below.
  @Test("the tasks of job 113", arguments: SeriesReference.shared.files.filter { $0.file.contains("job113") })
  func job113(_ file: SeriesReference.File) {
    let ranges: [(String, ClosedRange<Double>)] = [
      ("5 min", 0.963...0.975), ("10 min", 0.947...0.965), ("30 min", 0.895...0.916), ("1 h", 0.811...0.836),
      ("6 h", -0.111 ... -0.087), ("24 h", 0.825...0.925), ("7 d", 0.795...0.915),
    ]
    for (lag, range) in ranges {
      #expect(range.contains(file.series[0].autocorrelations[lag] ?? .nan), "\(lag)")
    }
  }

  // README: 7 gaps of at most 4 min, mean 10,797 and maximum 229,426 a minute, 1.35e9 requests. 125,310 minutes from
  // 1998-04-30 21:30, 893,971,800 s, are 10 more than there are rows.
  @Test("the World Cup's missing minutes are gaps, not zeros")
  func worldCup() throws {
    let file = try #require(SeriesReference.shared.files.first { $0.file.hasPrefix("worldcup98") })
    let found = file.series[0]
    #expect(found.start == 893_971_800_000_000 && CivilTime.text(found.start) == "1998-04-30T21:30:00Z")
    #expect(found.step == 60_000_000 && found.steps == 125_310 && found.measured == 125_300)
    #expect(found.gaps == 7 && found.longestGap <= 4 && found.percentiles[8] == 229_426)
    #expect(abs(found.mean - 10_797) < 0.5 && abs(file.sum - 1.35e9) < 5e6)
  }

  // README: EMPTY where the row was filled in with the last value, 39-97 % of rows.
  @Test("the share of filled-in rows of the pools")
  func filled() {
    let months = SeriesReference.shared.files.filter { $0.file.contains("dataseries-cpu-mem") }
    let shares = months.map {
      Double($0.oddities["rows filled in with the values before"] ?? 0) / Double($0.rows)
    }
    #expect(shares.count == 9)
    #expect(abs((shares.min() ?? 0) - 0.39) < 0.01 && abs((shares.max() ?? 0) - 0.97) < 0.005)
  }
}
