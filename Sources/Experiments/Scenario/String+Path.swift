extension String {
  /// The path of a file that a text names, relative to the folder where that text lies; empty for the current one.
  func path(in folder: String) -> String {
    hasPrefix("/") || folder.isEmpty ? self : folder + "/" + self
  }
}
