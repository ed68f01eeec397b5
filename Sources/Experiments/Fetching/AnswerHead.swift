import Foundation

import FoundationNetworking

/// What the head of an HTTP answer says about the body.
struct AnswerHead {
  var status: Int
  /// `Content-Length` in bytes.
  var length: Int64?
  var range: ContentRange?
  /// The entity tag, unless it is weak.
  var strongTag: String?
  var lastModified: String?
  /// `Content-Encoding`, unless it is none.
  var encoding: String?
  /// `Retry-After` in seconds, at most an hour; a date does not count, for it would need a clock.
  var retryAfter: Double?

  init(_ response: HTTPURLResponse) {
    func field(_ name: String) -> String? { response.value(forHTTPHeaderField: name) }
    status = response.statusCode
    length = field("Content-Length").flatMap { Int64($0) }
    range = field("Content-Range").flatMap(ContentRange.init)
    strongTag = field("ETag").flatMap { $0.hasPrefix("\"") ? $0 : nil }
    lastModified = field("Last-Modified")
    encoding = field("Content-Encoding").flatMap { ["", "identity"].contains($0.lowercased()) ? nil : $0 }
    retryAfter = field("Retry-After").flatMap { Double($0) }.map { min(3600, max(0, $0)) }
  }

  /// Whether this head is about other content than `state`: some servers send a range whatever `If-Range` says.
  func contradicts(_ state: PartState?) -> Bool {
    guard let old = state?.etag, let new = strongTag else { return false }
    return old != new
  }

  /// The usual reason of a final status, to put behind it.
  var meaning: String {
    switch status {
    case 401, 403: ", which means that it may not be read"
    case 404, 410: ", which means that it is not there (any more)"
    case 300...399: ", a redirection that leads nowhere"
    default: ""
    }
  }
}
