import CLibCrypto
import Foundation

/// A SHA-256 that takes its bytes piece by piece, by OpenSSL's libcrypto.
///
/// Unchecked sendable because its owner calls from one thread at a time.
public final class SHA256: @unchecked Sendable {
  private let context: OpaquePointer

  /// The digest of no bytes so far.
  public init() {
    // both fail for want of memory alone
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto gives no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The 32 bytes of the digest of all bytes so far; more may follow.
  public var bytes: [UInt8] {
    // finishing ends a context, so a copy is finished
    guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, context) == 1 else {
      preconditionFailure("libcrypto copies no SHA-256")
    }
    defer { EVP_MD_CTX_free(copy) }
    var digest = [UInt8](repeating: 0, count: 32)
    _ = EVP_DigestFinal_ex(copy, &digest, nil)
    return digest
  }

  /// The digest of all bytes so far, as 64 lower-case hexadecimal digits.
  public var hexadecimal: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
