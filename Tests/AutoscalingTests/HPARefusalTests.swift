import Foundation
import Testing

@testable import Autoscaling

/// Input that once crashed the reader, or got an answer that nobody can read.
@Suite struct HPARefusalTests {
  private static let zeros = String(repeating: "0", count: 999)

  @Test(
    "Quantities",
    arguments: [
      // |Int.min| is no Int
      (
        "the smallest exponent there is", "1e-9223372036854775808",
        "“1e-9223372036854775808” is not a quantity:"
      ),
      // 10^1002 would be spelled 1e1002, which is no exponent that can be read
      ("a number that cannot be spelled", "1000e999", "“1000e999” is too large for a quantity:"),
      ("1001 digits", "10" + zeros, "…” is too large for a quantity:"),
      (
        // finer than a nano-unit, so rounded away from zero: 10 · 10^999
        "rounding makes it too long", "9." + String(repeating: "9", count: 1100) + "E999",
        "…” is too large for a quantity:"
      ),
      ("a line end", "1\n2", "“1\\n2” is not a quantity:"),
      ("a line separator", "1\u{2028}", "“1\\u{2028}” is not a quantity:"),
      ("a terminal's control", "\u{1B}[2J", "“\\u{1B}[2J” is not a quantity:"),
      ("a long text", String(repeating: "x", count: 81), "x…” is not a quantity:"),
    ])
  func quantity(name: String, text: String, sentence: String) throws {
    let error = try #require(throws: QuantityError.self) { try ResourceQuantity(text) }
    #expect(error.description.contains(sentence))
    #expect(HPAFuzz.fault(in: error.description, given: "") == nil)
  }

  @Test("The largest numbers", arguments: [("1" + zeros, "1e999"), ("1e999", "1e999"), ("0e999", "0")])
  func largest(text: String, spelled: String) throws {
    let quantity = try ResourceQuantity(text)
    #expect(quantity.apiText == spelled)
    #expect(HPAFuzz.fault(of: quantity, spelled: spelled) == nil)
  }

  @Test(
    "Manifests",
    arguments: [
      ("a field without name", #"{"": 1}"#, "'': unknown field; allowed are"),
      ("no metadata", #"{"spec": {}}"#, "metadata: missing; the API server wants a name in it"),
      ("empty metadata", #"{"metadata": null}"#, "metadata: missing; the API server wants a name in it"),
      (
        "a field of metadata that does not exist", #"{"metadata": {"name": "a", "label": {"b": "c"}}}"#,
        "metadata.label: unknown field; allowed are annotations, creationTimestamp"
      ),
      ("a line end in a name", #"{"a\nb": 1}"#, "a\\nb: unknown field; allowed are"),
      ("a line end in a text", #"{"kind": "a\nb"}"#, "kind: 'a\\nb' is not supported;"),
      ("a line end for a number", #"{"spec": {"maxReplicas": "a\nb"}}"#, "32 bits, found 'a\\nb'"),
      (
        "a line end in a choice", #"{"spec": {"behavior": {"scaleUp": {"selectPolicy": "a\n"}}}}"#,
        "'a\\n' is not"
      ),
    ])
  func manifest(name: String, text: String, sentence: String) throws {
    let value = try JSONDecoder().decode(ManifestValue.self, from: Data(text.utf8))
    let error = try #require(throws: ManifestError.self) { try HPASpec(object: value) }
    #expect(error.issues.contains { $0.contains(sentence) })
  }
}
