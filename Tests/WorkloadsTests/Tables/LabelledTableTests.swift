import TestSupport
import Testing

@testable import Workloads

@Suite("Labelled tables")
struct LabelledTableTests {
  static let file = "kddcup99/kddcup.data_10_percent.gz"

  /// Python over the first 10,000 rows: 7,835 different ones, 6 labels, 11 services, 5 flags.
  @Test("the first rows of KDD Cup 1999, column by column and without duplicates")
  func prefix() throws {
    let path = try SharedData.path(Self.file)
    let table = try LabelledTable(path: path, schema: .kddCup1999, first: 10_000)
    #expect(table.count == 10_000 && table.numeric.count == 38 && table.categorical.count == 3)
    #expect(
      table.labelCounts().map { "\($0.label) \($0.count)" } == [
        "normal 7787", "buffer_overflow 2", "loadmodule 1", "perl 1", "neptune 2", "smurf 2207",
      ])
    let service = table.categorical[1]
    #expect(service.name == "service" && service.levels.count == 11)
    #expect(service.levels.prefix(3) == ["http", "smtp", "finger"])
    #expect(table.categorical[2].levels.prefix(3) == ["SF", "S1", "REJ"])
    #expect(table.numeric[1].name == "src_bytes" && table.numeric[1].values.reduce(0, +) == 5_144_623)
    #expect(table.numeric[2].values.reduce(0, +) == 32_760_925)
    let rate = try #require(table.numeric.first { $0.name == "same_srv_rate" })
    #expect(rate.values.reduce(0, +) == 9981.309999999998)

    let distinct = table.deduplicated()
    #expect(distinct.count == 7_835)
    #expect(distinct.deduplicated() == distinct)
    #expect(distinct.labelCounts().map(\.label) == table.labelCounts().map(\.label))
  }

  @Test("rows that differ in one number, word or label are no duplicates; 0 and -0 are one number")
  func duplicates() throws {
    let schema = LabelledTable.Schema(features: ["x", "word"], categorical: ["word"])
    let file = try TemporaryFile(content: "0,a,n\n1,a,n\n0,b,n\n0,a,m\n-0,a,n\n1.0,a,n\n")
    let table = try LabelledTable(path: file.path, schema: schema)
    let distinct = table.deduplicated()
    #expect(distinct.numeric[0].values == [0, 1, 0, 0])
    #expect(distinct.categorical[0].codes == [0, 0, 1, 0] && distinct.categorical[0].levels == ["a", "b"])
    #expect(distinct.labels.codes == [0, 0, 0, 1] && distinct.labels.levels == ["n", "m"])
  }

  static let mistakes: [(String, String)] = [
    ("1,a,n\nx,a,n\n", "F, line 2: x is \"x\"; allowed are finite numbers."),
    ("1,a,n\ninf,a,n\n", "F, line 2: x is \"inf\"; allowed are finite numbers."),
    ("1,a,\n", "F, line 1: label is \"\"; allowed are names."),
    ("1,a\n", "F, line 1: has 2 fields; such a table has the 3 columns x, word, label."),
    ("\n", "F: holds no rows; a table of at least one row is needed."),
  ]

  @Test("a table that is wrong", arguments: mistakes)
  func refused(content: String, sentence: String) throws {
    let schema = LabelledTable.Schema(features: ["x", "word"], categorical: ["word"])
    let file = try TemporaryFile(content: content)
    let error = #expect(throws: WorkloadError.self) { try LabelledTable(path: file.path, schema: schema) }
    #expect(error?.description == file.path + sentence.dropFirst())
  }

  /// More names than the table has room for at first, so that it grows several times.
  @Test("names keep their numbers as their table grows")
  func names() {
    var table = NameTable()
    let names = (0..<5_000).map { "name-\($0 * 7_919 % 5_000)" }
    for round in 0..<2 {
      let numbers = names.map { name in name.withCString { table.index(of: $0) } }
      #expect(numbers == Array(0..<5_000), "round \(round)")
    }
    #expect(table.names == names)
  }
}
