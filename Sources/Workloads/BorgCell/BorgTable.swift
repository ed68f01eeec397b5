import Stochastics

/// The five tables of a cell in ClusterData 2019.
public enum BorgTable: String, CaseIterable, Codable, Sendable {
  /// Machines come and go.
  case machineEvents = "machine_events"
  /// Properties of machines.
  case machineAttributes = "machine_attributes"
  /// Jobs change their state.
  case collectionEvents = "collection_events"
  /// Tasks change their state.
  case instanceEvents = "instance_events"
  /// What tasks use, window by window.
  case instanceUsage = "instance_usage"

  /// The name of the table's only file, as in the buckets of the trace.
  public var fileName: String { rawValue + "-000000000000.json.gz" }
}

/// Writes the rows of a table, or counts them only.
final class BorgTableWriter {
  private let file: GzipWriter?
  private var text = ""
  private(set) var rows = 0

  init(_ file: GzipWriter?) { self.file = file }

  /// Whether rows are written; rows that are costly to make need not be made otherwise.
  var isWritten: Bool { file != nil }

  /// Appends a row, which `make` builds without its line break.
  func row(_ make: (inout String) -> Void) throws {
    rows += 1
    guard let file else { return }
    make(&text)
    text += "\n"
    if text.utf8.count > 256 << 10 {
      try file.write(text)
      text.removeAll(keepingCapacity: true)
    }
  }

  /// Writes what is pending.
  func close() throws {
    try file?.write(text)
    try file?.close()
    text = ""
  }
}

/// Numbers as the trace has them: rounded to ten binary digits, in decimal.
struct BinaryNumberText {
  private static let least = Int((0x1p-20).bitPattern >> 43)
  private static let count = 28 << 9
  private var texts = [String](repeating: "", count: Self.count)

  /// The number to ten binary digits; 0 below 2⁻²⁰, the smallest number of the trace.
  static func rounded(_ value: Double) -> Double {
    value < 0x1p-20 ? 0 : Double(bitPattern: ((value.bitPattern &+ (1 << 42)) >> 43) << 43)
  }

  /// Appends the rounded number, from 0 up to 255, in its shortest exact form.
  mutating func append(_ value: Double, to text: inout String) {
    guard value >= 0x1p-20 else {
      text += "0"
      return
    }
    let key = (value.bitPattern &+ (1 << 42)) >> 43
    let place = Int(key) &- Self.least
    guard place < Self.count else {
      text += Double(bitPattern: key << 43).description
      return
    }
    if texts[place].isEmpty { texts[place] = Double(bitPattern: key << 43).description }
    text += texts[place]
  }
}

/// A text of 44 characters that looks like the keyed hashes of names in the trace.
func hashedName(_ purpose: UInt64, _ number: UInt64) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var bytes: [UInt8] = []
  var state = purpose
  for word in 0..<5 {
    let block = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32), UInt32(word), 0),
      key: SIMD2(UInt32(truncatingIfNeeded: purpose), UInt32(truncatingIfNeeded: purpose >> 32)))
    state = UInt64(block[0]) | UInt64(block[1]) << 32
    for _ in 0..<10 where bytes.count < 43 {
      bytes.append(alphabet[Int(state & 63)])
      state >>= 6
    }
  }
  return String(decoding: bytes, as: UTF8.self) + "="
}
