@testable import Workloads

/// Bytes in memory, handed out in pieces of at most `piece`.
final class MemorySource: ByteSource {
  let path = "F"
  private(set) var bytesRead = 0
  private let bytes: [UInt8]
  private let piece: Int

  init(_ bytes: some Sequence<UInt8>, piece: Int) {
    self.bytes = Array(bytes)
    self.piece = piece
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(piece, buffer.count, bytes.count - bytesRead)
    buffer.copyBytes(from: bytes[bytesRead..<bytesRead + count])
    bytesRead += count
    return count
  }
}
