import Testing

@testable import Experiments

struct SHA256Tests {
  private func digest(_ pieces: [[UInt8]]) -> String {
    let digest = SHA256()
    for piece in pieces { piece.withUnsafeBytes { digest.update($0) } }
    return digest.hexadecimal
  }

  /// The examples of FIPS 180-2, appendix B, and the empty message.
  @Test func standardExamples() {
    #expect(digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(digest([Array("abc".utf8)]) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest([[UInt8](repeating: 0x61, count: 1_000_000)])
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func piecesAreTheWholeAndReadingEndsNothing() {
    let running = SHA256()
    Array("a".utf8).withUnsafeBytes { running.update($0) }
    _ = running.hexadecimal
    Array("bc".utf8).withUnsafeBytes { running.update($0) }
    #expect(running.hexadecimal == digest([Array("abc".utf8)]))
  }
}
