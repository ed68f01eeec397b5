import Foundation
import Testing

@testable import Autoscaling

@Suite("Traps of the HPA")
struct HPATrapTests {
  @Test("Pods and their groups", arguments: Trap.podTraps) func pods(_ trap: Trap) throws { try check(trap) }
  @Test("One evaluation", arguments: Trap.metricTraps + Trap.valueTraps) func metric(_ trap: Trap) throws {
    try check(trap)
  }
  @Test("History and limits", arguments: Trap.historyTraps + Trap.limitTraps)
  func history(_ trap: Trap) throws { try check(trap) }
  @Test("Whole reconciles", arguments: Trap.reconcileTraps + Trap.decisionTraps + Trap.zeroTraps)
  func reconcileAll(_ trap: Trap) throws { try check(trap) }
  @Test("Quantities", arguments: Trap.quantityTraps) func quantity(_ trap: Trap) throws { try check(trap) }
  private func check(_ trap: Trap) throws {
    let vector = try JSONDecoder().decode(ManifestValue.self, from: Data(trap.vector.utf8))
    var steps = 0
    #expect(try HPAConformance.check(vector, &steps) == [])
  }
}
