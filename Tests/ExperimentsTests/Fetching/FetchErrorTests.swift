import Foundation
import Testing

@testable import Experiments

@Suite("Why a fetch fails")
struct FetchErrorTests {
  typealias Server = LocalHTTPServer
  static let body = randomBody(1_000)
  static let wrong = String(repeating: "0", count: 64)

  /// How the server answers and what the error says after the address; what is left in the folder.
  struct Failure: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var status: Int?
    var fields: [String] = []
    var sendsLength = true
    var cutAfter: Int?
    var bytes: Int64?
    var hash: String? = sha256(body)
    var sentence: String
    var requests = 1
    var left: [String] = []
  }

  static let failures = [
    Failure(
      testDescription: "wrong hash", hash: wrong,
      sentence: "the SHA-256 is \(sha256(body)), expected is \(wrong); nothing is kept."),
    Failure(
      testDescription: "wrong size", bytes: 999,
      sentence: "the server offers 1000 bytes, the manifest says 999."),
    Failure(
      testDescription: "more bytes than expected", sendsLength: false, bytes: 999,
      sentence: "sends more than the 999 bytes expected; nothing is kept."),
    Failure(
      testDescription: "a connection that is cut at once for ever", cutAfter: 0,
      sentence: "the connection was lost, 3 times in a row; nothing was fetched.", requests: 3),
    // Without a length the end of the connection is the end of the body, so only the manifest tells that 400 bytes are
    // too few; the range that is asked for next comes with the size of the whole.
    Failure(
      testDescription: "a body without a length that ends early", sendsLength: false, cutAfter: 400,
      bytes: 1_200, hash: wrong,
      sentence: "the server offers 1000 bytes, the manifest says 1200.", requests: 2,
      left: ["data.csv.part", "data.csv.part.json"]),
    Failure(
      testDescription: "not there", status: 404,
      sentence: "the server answered with status 404, which means that it is not there (any more)."),
    Failure(
      testDescription: "not readable", status: 403,
      sentence: "the server answered with status 403, which means that it may not be read."),
    Failure(
      testDescription: "broken server", status: 500,
      sentence: "the server answered with status 500, 3 times in a row; nothing was fetched.", requests: 3),
    Failure(
      testDescription: "packed answer", fields: ["Content-Encoding: br"],
      sentence: "is sent packed as br although it was not asked for so, so its hash cannot be checked."),
    Failure(
      testDescription: "redirection to a file", status: 302, fields: ["Location: file:///etc/passwd"],
      sentence: "is redirected more than 10 times, the last time to ORIGIN/etc/passwd.", requests: 11),
    Failure(
      testDescription: "redirection to another protocol", status: 302,
      fields: ["Location: ftp://127.0.0.1/x"],
      sentence: "is redirected to ftp://127.0.0.1/x, which is not HTTPS."),
    Failure(
      testDescription: "endless redirection", status: 302, fields: ["Location: /data"],
      sentence: "is redirected more than 10 times, the last time to ADDRESS.", requests: 11),
  ]

  @Test("a failure is one sentence and leaves nothing wrong behind", arguments: failures)
  func failure(_ row: Failure) async throws {
    let server = try Server { _ in
      var answer = Server.Answer(.init(body: Self.body))
      answer.status = row.status
      answer.extraFields = row.fields
      answer.sendsLength = row.sendsLength
      answer.cutAfter = row.cutAfter
      return answer
    }
    var fixture = FetchFixture(server.url(), bytes: row.bytes, sha256: row.hash)
    fixture.options.retries = 2
    defer { fixture.clean() }
    let address = server.url().absoluteString
    // What the operating system adds in brackets to a lost connection is its own affair.
    let sentence = await fixture.failure()?.replacing(/lost \([^)]*\)/, with: "lost")
    #expect(
      sentence == "\(address): "
        + row.sentence.replacingOccurrences(of: "ADDRESS", with: address)
        .replacingOccurrences(of: "ORIGIN", with: address.replacingOccurrences(of: "/data", with: "")))
    #expect(server.requests.count == row.requests)
    #expect(fixture.names == row.left)
  }

  @Test("a large body that is refused in its midst ends the fetch")
  func largeBody() async throws {
    // 4 MiB are more pieces of at most 16 KiB than may wait to be handed on, so the socket is being held back.
    let server = try Server { _ in
      var answer = Server.Answer(.init(body: [UInt8](repeating: 7, count: 4 << 20)))
      answer.sendsLength = false
      return answer
    }
    let fixture = FetchFixture(server.url(), bytes: 20_000, sha256: Self.wrong)
    defer { fixture.clean() }
    #expect(
      await fixture.failure()
        == "\(server.url().absoluteString): sends more than the 20000 bytes expected; nothing is kept.")
    #expect(fixture.names.isEmpty)
  }

  @Test("a fetch that gives up keeps the bytes it has")
  func givingUp() async throws {
    let server = try Server { request in
      var answer = Server.Answer(.init(body: Self.body))
      if request.number == 0 { answer.cutAfter = 400 } else { answer.status = 503 }
      return answer
    }
    var fixture = FetchFixture(server.url(), sha256: sha256(Self.body))
    fixture.options.retries = 2
    defer { fixture.clean() }
    let sentence = await fixture.failure()
    #expect(
      sentence
        == "\(server.url().absoluteString): the server answered with status 503, 3 times in a row; "
        + "the 400 bytes so far are kept, fetch again to go on.")
    #expect(fixture.names == ["data.csv.part", "data.csv.part.json"])
  }

  @Test("a host that is not there is a sentence")
  func noHost() async throws {
    // Port 9 of the loopback interface (discard) is closed on any machine that runs tests.
    var fixture = FetchFixture(URL(string: "http://127.0.0.1:9/data")!, sha256: Self.wrong)
    fixture.options.retries = 0
    defer { fixture.clean() }
    let sentence = await fixture.failure()
    #expect(
      sentence
        == "http://127.0.0.1:9/data: the host cannot be reached; nothing was fetched.")
    #expect(fixture.names.isEmpty)
  }

  @Test("a wrong size leaves the part of another answer alone")
  func foreignAnswer() async throws {
    // Such as the sign-in page of a hotel.
    let server = try Server { _ in .init(.init(body: [1, 2, 3], etag: nil)) }
    let fixture = FetchFixture(server.url(), bytes: 1_000, sha256: sha256(Self.body))
    defer { fixture.clean() }
    try fixture.leavePart(Array(Self.body[..<400]))
    let sentence = await fixture.failure()
    #expect(
      sentence == "\(server.url().absoluteString): the server offers 3 bytes, the manifest says 1000.")
    #expect(fixture.names == ["data.csv.part", "data.csv.part.json"])
  }

  @Test("a verified file needs no network, a damaged or absent one does")
  func offline() async throws {
    let server = try Server { _ in .init(.init(body: Self.body)) }
    var fixture = FetchFixture(server.url(), sha256: sha256(Self.body))
    defer { fixture.clean() }
    fixture.options.isOffline = true
    let refusal =
      "data.csv: no verified copy is in the cache, and the network is not to be used; looked for \(fixture.path)."
    #expect(await fixture.failure() == refusal)
    fixture.options.isOffline = false
    _ = try await fixture.fetch()
    fixture.options.isOffline = true
    #expect(try await fixture.fetch().bytesReceived == 0)
    #expect(server.requests.count == 1)

    try Data([1]).write(to: URL(fileURLWithPath: fixture.path))
    #expect(await fixture.failure() == refusal)
    fixture.options.isOffline = false
    #expect(try await fixture.fetch().bytesReceived == 1_000)
    #expect(fixture.content() == Self.body)
  }

  @Test("an unknown hash needs trust, is recorded, and is demanded from then on")
  func trust() async throws {
    let later = randomBody(1_000, seed: 3)
    let server = try Server { .init(.init(body: $0.number == 0 ? Self.body : later)) }
    var fixture = FetchFixture(server.url(), sha256: nil)
    defer { fixture.clean() }
    #expect(
      await fixture.failure()
        == "data.csv: its SHA-256 is not known; --trust-first takes it as it comes, records its hash and demands that "
        + "from then on.")
    #expect(server.requests.isEmpty)
    fixture.options.trustsFirst = true
    #expect(try await fixture.fetch().isTrustedFirst)
    #expect(fixture.names == ["data.csv", "data.csv.sha256"])
    let record = FileManager.default.contents(atPath: fixture.path + ".sha256")
    #expect(record.map { String(decoding: $0, as: UTF8.self) } == "\(sha256(Self.body))  data.csv\n")

    fixture.options.trustsFirst = false
    #expect(try await fixture.fetch().bytesReceived == 0)
    try FileManager.default.removeItem(atPath: fixture.path)
    let sentence = await fixture.failure()
    #expect(
      sentence
        == "\(server.url().absoluteString): the SHA-256 is \(sha256(later)), expected is \(sha256(Self.body)); "
        + "nothing is kept.")
    #expect(fixture.names == ["data.csv.sha256"])
  }

  @Test("a file that the trace does not have is a sentence")
  func unknownFile() async throws {
    let fixture = FetchFixture(URL(string: "http://127.0.0.1:9/")!, sha256: nil)
    let error = await #expect(throws: TraceFetchError.self) {
      try await TraceFetcher(cache: fixture.cache).fetch(fixture.manifest, only: ["x"])
    }
    #expect(error?.description == "the trace 'trace' has no file 'x'; it has data.csv.")
  }
}
