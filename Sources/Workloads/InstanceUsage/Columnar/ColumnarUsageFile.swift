import InputFiles

import Glibc

/// A columnar file of usage rows, as ``ColumnarUsageWriter`` writes it: mapped into memory, not parsed.
///
/// Rows come in row groups; within a group they are in order of collection, instance and start, so that the rows of a
/// task are in order of time, as in the source. ``UsageFile`` hands them on.
///
/// Opening checks the header and the directory, with their checksums, and that all columns lie within the file. Reading
/// checks the checksums of the columns that it touches; ``verify()`` checks all. A file that gets shorter while it is
/// open ends the process, as with any mapped file.
public final class ColumnarUsageFile {
  /// The path as given, for messages.
  public let path: String
  /// The name of the file that the rows come from.
  public let source: String
  /// What reading the source met; `bytes` are those of this file.
  public let report: ReadReport
  /// Bytes of the source's content, decompressed.
  public let sourceBytes: Int
  let groups: [RowGroup]
  let mapping: FileMapping

  /// Whether the file at `path` begins as a columnar one does. A file that cannot be read does not.
  public static func recognizes(_ path: String) -> Bool {
    guard let descriptor = try? RegularFile.open(path) else { return false }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: ColumnarLayout.magic.count)
    return pread(descriptor, &start, start.count, 0) == start.count && start == ColumnarLayout.magic
  }

  /// Opens the file at `path`.
  ///
  /// - Throws: ``WorkloadError`` if there is none, it is no columnar file, of another version, cut or damaged.
  public init(_ path: String) throws {
    mapping = try FileMapping(path: path)
    self.path = path
    let reader = ColumnarReader(path: path, bytes: mapping.bytes)
    let header = try reader.header()
    (source, groups) = try reader.directory(header)
    var report = header.report
    sourceBytes = report.bytes
    report.bytes = mapping.bytes.count
    self.report = report
  }

  /// Checks the checksums of all columns.
  ///
  /// - Throws: ``WorkloadError`` at the first that is wrong.
  public func verify() throws {
    for group in groups.indices {
      for column in 0..<ColumnarLayout.columnCount { _ = try bytes(group: group, column: column) }
      mapping.forget()
    }
  }

  /// The bytes of a column of a row group, once their checksum is right.
  func bytes(group: Int, column: Int) throws -> UnsafeRawBufferPointer {
    let entry = groups[group].columns[column]
    let rows = groups[group].rows
    let start = Int(entry.offset)
    // The size was found sound when the file was opened.
    let bytes = UnsafeRawBufferPointer(rebasing: mapping.bytes[start..<start + entry.size(rows)!])
    guard XXHash64.digest(bytes) == entry.checksum,
      ColumnDecoder.hasSoundCodes(entry, bytes, rows: rows)
    else {
      throw WorkloadError(
        "\(path), row group \(group + 1): the checksum of column \(column + 1) is wrong; the file is damaged, "
          + "import the trace again.")
    }
    return bytes
  }
}

/// A file's bytes in memory.
final class FileMapping {
  let bytes: UnsafeRawBufferPointer

  /// - Throws: ``WorkloadError`` if there is no such file or it is empty.
  init(path: String) throws {
    let descriptor: Int32
    do { descriptor = try RegularFile.open(path) } catch { throw WorkloadError(error) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
      let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw WorkloadError("\(path): cannot be mapped into memory; a regular file is needed.") }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }

  /// Lets go of the memory that holds what was read; it is read again when it is touched again.
  func forget() {
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count, MADV_DONTNEED)
  }
}
