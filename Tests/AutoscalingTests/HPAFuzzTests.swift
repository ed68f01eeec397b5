import Testing

@testable import Autoscaling

/// Random input for the quantity parser and the manifest reader.
///
/// Each test runs a fixed number of seeded inputs. For a long run set FORESCALE_FUZZ_SECONDS, which holds for each test,
/// and filter for this suite; it prints how many inputs were accepted and rejected:
/// `FORESCALE_FUZZ_SECONDS=600 swift test --filter HPAFuzzTests`.
@Suite struct HPAFuzzTests {
  @Test func quantities() {
    let count = HPAFuzz.run("quantities", inputs: 5000) { input, count in
      var random = HPAFuzz.Random(input: input)
      let text = HPAFuzz.quantity(&random)
      do throws(QuantityError) {
        let quantity = try ResourceQuantity(text)
        count.accepted += 1
        if let fault = HPAFuzz.fault(of: quantity, spelled: quantity.apiText) {
          Issue.record("input \(input), \(text.debugDescription): \(fault)")
        }
      } catch {
        count.rejected += 1
        if let fault = HPAFuzz.fault(in: error.description, given: text) {
          Issue.record("input \(input), \(text.debugDescription): \(fault): \(error)")
        }
      }
    }
    // the generator has to reach both outcomes
    #expect(count.accepted > count.rejected / 10 && count.rejected > count.accepted / 10)
  }

  @Test func manifests() {
    let count = HPAFuzz.run("manifests", inputs: 2000) { input, count in
      var random = HPAFuzz.Random(input: input)
      let manifest = HPAFuzz.manifest(&random)
      let gate = random.oneIn(2)
      let shown = { HPAFuzz.text(of: manifest) ?? "\(manifest)" }
      do throws(ManifestError) {
        let spec = try HPASpec(object: manifest, scaleToZero: gate)
        count.accepted += 1
        if let fault = HPAFuzz.fault(of: spec, scaleToZero: gate, &random) {
          Issue.record("input \(input): \(fault): \(shown())")
        }
      } catch {
        count.rejected += 1
        let roots =
          ["''", "the manifest", "apiVersion", "kind", "metadata", "spec"]
          + (manifest.object ?? [:]).keys.filter { !$0.isEmpty }.sorted().map(\.shown)
        if error.issues.isEmpty { Issue.record("input \(input): no sentence: \(shown())") }
        for sentence in error.issues {
          if !roots.contains(where: sentence.hasPrefix) || !sentence.contains(": ") {
            Issue.record("input \(input): no path: \(sentence)")
          }
          if let fault = HPAFuzz.fault(in: sentence, given: "") {
            Issue.record("input \(input): \(fault): \(sentence)")
          }
        }
      }
    }
    #expect(count.accepted > count.rejected / 10 && count.rejected > count.accepted / 10)
  }

  /// The judges can say no.
  @Test func faultsAreFound() throws {
    #expect(HPAFuzz.fault(in: "“1x” is not a quantity.", given: "1x") == nil)
    #expect(HPAFuzz.fault(in: "“1x” is not a quantity.", given: "2x") == "it does not say what was given")
    #expect(HPAFuzz.fault(in: "", given: "1x") == "it is empty")
    #expect(HPAFuzz.fault(in: "1x\nis none", given: "1x") == "it is more than one line")
    #expect(HPAFuzz.fault(in: "Optional(1x) is none", given: "1x") == "it holds 'Optional('")
    let quantity = try ResourceQuantity("1500m")
    #expect(HPAFuzz.fault(of: quantity, spelled: "1500m") == nil)
    #expect(HPAFuzz.fault(of: quantity, spelled: "1501m") == "'1501m' is another value")
    #expect(HPAFuzz.fault(of: quantity, spelled: "1.5") == "'1.5' becomes '1500m'")
    #expect(HPAFuzz.fault(of: quantity, spelled: "1.5x") == "'1.5x' is refused")
  }
}
