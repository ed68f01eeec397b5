import Glibc

// Hands the inputs that libFuzzer makes to the reader named by FUZZ_READER, and aborts where a reader breaks a promise.

/// libFuzzer's loop, which never calls back on another thread.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ takeInput: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32

let wanted = getenv("FUZZ_READER").map { String(cString: $0) } ?? ""
if wanted == "list" {
  for name in ReaderTargets.names { print(name) }
  exit(0)
}
guard let reader = ReaderTargets.target(named: wanted) else {
  print("FUZZ_READER is '\(wanted)'; allowed are list, \(ReaderTargets.names.joined(separator: ", ")).")
  exit(2)
}
let target = reader
let input = try InputFile()

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
  runFuzzer(&count, &arguments) { bytes, length in
    input.replace(with: UnsafeRawBufferPointer(start: bytes, count: length))
    target(input)
    return 0
  })
