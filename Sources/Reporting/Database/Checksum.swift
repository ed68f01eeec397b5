import Experiments
import GRDB
import GRDBSQLite

/// SHA-256 over rows as they are stored. Each value goes in with its type and length; numbers as their eight bytes,
/// little-endian.
enum Checksum {
  /// The sum over the answers to `queries`, in lower-case hexadecimal.
  ///
  /// - Parameters:
  ///   - queries: Statements whose rows come in an order of their own.
  ///   - key: What they are asked with: as many values as each has parameters.
  static func of(_ queries: [String], _ key: [DatabaseValue], _ database: Database) throws -> String {
    let hash = SHA256()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1 << 14)
    func add(_ tag: UInt8, _ bits: UInt64) {
      bytes.append(tag)
      withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for (number, sql) in queries.enumerated() {
      add(0, UInt64(number))
      let statement = try database.cachedStatement(sql: sql)
      try statement.setArguments(StatementArguments(key))
      // the statement is stepped here: a row of GRDB's costs more than the rest of it all
      let raw = statement.sqliteStatement
      defer { sqlite3_reset(raw) }
      var code = sqlite3_step(raw)
      while code == SQLITE_ROW {
        add(1, UInt64(sqlite3_column_count(raw)))
        for column in 0..<sqlite3_column_count(raw) {
          switch sqlite3_column_type(raw, column) {
          case SQLITE_INTEGER: add(2, UInt64(bitPattern: sqlite3_column_int64(raw, column)))
          case SQLITE_FLOAT: add(3, sqlite3_column_double(raw, column).bitPattern)
          case SQLITE_NULL: add(4, 0)
          default:
            let start = sqlite3_column_blob(raw, column)
            let count = Int(sqlite3_column_bytes(raw, column))
            add(5, UInt64(count))
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
          }
        }
        if bytes.count > 1 << 16 {
          bytes.withUnsafeBytes { hash.update($0) }
          bytes.removeAll(keepingCapacity: true)
        }
        code = sqlite3_step(raw)
      }
      guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.hexadecimal
  }
}
