import Foundation
import Stochastics
import Testing

@testable import Workloads

@Suite("Demand of all collections")
struct CollectionDemandsTests {
  @Test("is that of each of them alone, with one thread or two")
  func alone() throws {
    var stream = RandomStream(seed: 14, purpose: RandomPurpose("demands"), entity: 0, ordinal: 0)
    var text = "time,collection_id,instance_index,avg_cpu_usage\n"
    for row in 1..<2000 {
      text +=
        "\(row * 20_000_000),\(stream.nextIndex(below: 4)),\(stream.nextIndex(below: 5)),\(stream.nextUnit())\n"
    }
    let file = try TemporaryFile(content: text)
    let demands = try CollectionDemands(reading: [file.path])
    #expect(demands.entries.map(\.collection) == [0, 1, 2, 3] && demands.read.rows == 1999)
    for entry in demands.entries {
      let (series, report) = try CollectionDemand.read([file.path], collection: entry.collection, threads: 2)
      #expect(entry.series == series)
      #expect(entry.report.tasks == 5 && entry.report.missingTaskWindows == report.missingTaskWindows)
    }
  }

  @Test("tasks get the numbers that a dictionary would give them")
  func numbering() {
    var stream = RandomStream(seed: 15, purpose: RandomPurpose("demands"), entity: 0, ordinal: 0)
    var table = TaskTable<Int>()
    var numbers: [TaskKey: Int] = [:]
    for row in 0..<5000 {
      let key = TaskKey(
        collection: Int64(stream.nextIndex(below: 40)) << 32, instance: Int64(stream.nextIndex(below: 40)) - 1
      )
      if numbers[key] == nil { numbers[key] = numbers.count }
      #expect(table.number(of: key, new: row) == numbers[key])
    }
    #expect(table.keys.count == numbers.count && numbers.count > 1000)
    #expect(table.values == table.values.sorted())
  }
}
