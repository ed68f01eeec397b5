import Foundation

// detection SERIES [MODEL]: every detector on prepared series and on the simulator's episodes.
// detection --failures: the failure predictor and its controls.
guard CommandLine.arguments.count >= 2 else {
  FileHandle.standardError.write(
    Data("usage: detection SERIES_FOLDER [CLASSIFIER_MODEL] | detection --failures\n".utf8))
  exit(2)
}
do {
  if CommandLine.arguments[1] == "--failures" {
    try Failures.run()
  } else {
    try Detection.run(
      folder: CommandLine.arguments[1],
      model: CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : nil)
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(3)
}
