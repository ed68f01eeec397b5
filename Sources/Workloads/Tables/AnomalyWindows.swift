import CSimdJSON

import Glibc

/// The anomalous times of a file of the Numenta Anomaly Benchmark, from `labels/combined_windows.json` in the folder
/// above the file's own, or one further up, as in a clone of the benchmark, where `labels` lies beside `data`; nil if there
/// is no such file or it does not name this one. Both ends of a window belong to it.
///
/// - Throws: ``WorkloadError`` if the file of labels is none.
func anomalyWindows(of path: String) throws -> [ClosedRange<Int64>]? {
  // the folders above a path that begins here are known to the system alone
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  let whole = String(cString: resolved).split(separator: "/", omittingEmptySubsequences: false)
  let isShort = path.split(separator: "/").count < 4
  let parts = isShort ? whole : path.split(separator: "/", omittingEmptySubsequences: false)
  var key = whole.suffix(2).joined(separator: "/")
  if key.hasSuffix(".gz") { key.removeLast(3) }
  for above in 2...3 where parts.count > above {
    let labels = parts.dropLast(above).joined(separator: "/") + "/labels/combined_windows.json"
    if access(labels, R_OK) == 0, let found = try anomalyWindows(of: key, in: labels) { return found }
  }
  return nil
}

/// The windows of the file that `labels` calls `key`; nil if it does not name it.
private func anomalyWindows(of key: String, in labels: String) throws -> [ClosedRange<Int64>]? {
  let collected = WindowTexts()
  let document = try JSONDocument(path: labels, limit: 16 << 20)
  let status = document.withBytes { parser, bytes, length in
    fs_json_read_windows(parser, bytes, length, key, Unmanaged.passUnretained(collected).toOpaque()) {
      let windows = Unmanaged<WindowTexts>.fromOpaque($0!).takeUnretainedValue()
      windows.texts.append(String(decoding: UnsafeRawBufferPointer(start: $1, count: $2), as: UTF8.self))
    }
  }
  if status == FS_JSON_MISSING_FIELD.rawValue { return nil }
  let times = collected.texts.map { CivilTime.parse($0)?.microseconds }
  let windows = stride(from: 0, to: times.count - times.count % 2, by: 2).map { (times[$0], times[$0 + 1]) }
  var ranges: [ClosedRange<Int64>] = []
  for (start, end) in windows {
    guard let start, let end, start <= end else {
      throw WorkloadError(
        "\(labels): the windows of \(key) are not pairs of times; allowed are [start, end] as \"2014-04-11 09:02:22\"."
      )
    }
    ranges.append(start...end)
  }
  guard status == FS_JSON_OK.rawValue, times.count % 2 == 0 else {
    throw WorkloadError(
      "\(labels): is not an object of lists of windows; needed is file -> [[start, end], ...].")
  }
  return ranges
}

private final class WindowTexts {
  var texts: [String] = []
}
