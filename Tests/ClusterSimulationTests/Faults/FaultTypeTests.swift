import Autoscaling
import Foundation
import SimulationKernel
import Testing

@testable import ClusterSimulation

/// The declarations of the types, and what is made from them.
@Suite("Types of faults")
struct FaultTypeTests {
  @Test("each declares what may be struck, what moves and what does not", arguments: FaultTypes.declarations)
  func declarations(declaration: FaultDeclaration) {
    let symptoms = declaration.symptoms
    let signals = symptoms.up + symptoms.down + symptoms.still
    #expect(!(symptoms.up + symptoms.down).isEmpty && !symptoms.still.isEmpty)
    #expect(Set(signals).count == signals.count, "a signal is said twice")
    #expect(declaration.reaches.contains(declaration.usualScope.reach))
    for drawn in declaration.drawnScopes { #expect(declaration.reaches.contains(drawn.reach)) }
    let shares = declaration.drawnScopes.reduce(0) { $0 + $1.share }
    #expect(declaration.drawnScopes.isEmpty || abs(shares - 1) < 1e-12, "shares of drawn scopes")
    let type = declaration.type
    #expect(type.rawValue.wholeMatch(of: /[a-z][a-z_]*[a-z]/) != nil)
    #expect(FaultSpecification(type, onset: 0, duration: 1).problems == [])
    #expect(!RemedyPlan.standard.steps(for: type).isEmpty)
    let words = [declaration.cause, declaration.path, declaration.plainKubernetes, declaration.helps]
    #expect(words.allSatisfy { !$0.isEmpty && !$0.contains("|") && !$0.contains("\n") })
  }

  @Test("the list has each name once, and classes follow it")
  func list() {
    let types = AnomalyType.allCases
    #expect(Set(types).count == types.count && types.count == FaultTypes.all.count)
    #expect(AnomalyClassifier.classNames == ["healthy"] + types.map(\.rawValue))
    for (place, type) in types.enumerated() {
      #expect(AnomalyClassifier.classNumber(of: type) == place + 1)
      #expect(FaultTypes.declaration(of: type)?.type == type)
    }
    #expect(FaultTypes.declaration(of: AnomalyType(rawValue: "bit_rot")) == nil)
  }

  @Test("docs/anomalies.md has the table as it is declared")
  func page() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let url = root.appendingPathComponent("docs/anomalies.md")
    let page = try String(contentsOf: url, encoding: .utf8)
    let begin = try #require(page.range(of: "<!-- types begin -->\n\n"))
    let end = try #require(page.range(of: "\n<!-- types end -->"))
    if ProcessInfo.processInfo.environment["FORESCALE_WRITE_DOCS"] != nil {
      let written = page[..<begin.upperBound] + FaultTypes.table + page[end.lowerBound...]
      try String(written).write(to: url, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      page[begin.upperBound..<end.lowerBound] == FaultTypes.table,
      "write it anew: FORESCALE_WRITE_DOCS=1 swift test --filter FaultTypeTests")
  }

  /// At severity 0.5: 0.3 + 0.65/2, 0.7 − 0.6/2, 900 (1 − 0.85/2) and 1 + round(1.5), which is away from zero.
  @Test(
    "a magnitude is computed as it is written",
    arguments: [
      (Magnitude(0.3, plus: 0.65), 0.625, "0.3 + 0.65 s"), (Magnitude(0.7, minus: 0.6), 0.4, "0.7 − 0.6 s"),
      (Magnitude.shrinking(900, by: 0.85), 517.5, "900 (1 − 0.85 s)"),
      (Magnitude.counted(1, plus: 3), 3, "1 + round(3 s)"), (Magnitude(5, plus: 25), 17.5, "5 + 25 s"),
    ])
  func magnitudes(magnitude: Magnitude, value: Double, text: String) {
    #expect(abs(magnitude(0.5) - value) < 1e-12)
    #expect(magnitude.description == text)
  }

  @Test("a stored fault of a name that none has is refused, one of a known name is read back")
  func decoding() throws {
    let fault = FaultSpecification(.diskFull, onset: 1, duration: 2, severity: 0.5, scope: .zone("a"))
    let text = try String(decoding: JSONEncoder().encode(fault), as: UTF8.self)
    #expect(try JSONDecoder().decode(FaultSpecification.self, from: Data(text.utf8)) == fault)
    let wrong = text.replacing("disk_full", with: "bit_rot")
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FaultSpecification.self, from: Data(wrong.utf8))
    }
    guard case .dataCorrupted(let context)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(context.debugDescription == "'bit_rot': no fault is called so.")
  }

  /// Two versions without endpoints at once: a rollback takes both away, once; a restart of the name servers neither.
  @Test("a remedy acts on the causes that say so, and on each once")
  func easing() throws {
    var engine = FaultEngine(
      FaultPlan(), FaultParameters(), service: FaultRig.parameters(.fluid).service, of: 1, seed: 1)
    for number in 0..<2 {
      engine.begin(
        ActiveFault(
          FaultStrike(
            number: number, specification: FaultRig.fault(.serviceUnavailable), start: .seconds(10),
            strikesNodes: false, replicas: [], nodes: [])))
    }
    let now = SimulationTime.seconds(20)
    #expect(engine.clientCondition(ofService: 0, at: now).refusedShare == 1)
    let restart = engine.ease(by: .restartDNS, at: now)
    let rollBack = engine.ease(by: .rollBack, at: now)
    #expect(!restart && rollBack)
    #expect(engine.clientCondition(ofService: 0, at: now) == .normal)
    let again = engine.ease(by: .rollBack, at: now)
    #expect(!again)
    #expect(engine.activeRecords.map(\.number) == [0, 1])
    let (first, second) = (engine.end(0), engine.end(0))
    #expect(first?.strike.number == 0 && second == nil)
  }
}

extension FaultDeclaration: CustomTestStringConvertible {
  /// The name of the type.
  public var testDescription: String { type.rawValue }
}
