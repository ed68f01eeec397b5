/// The formats that are known.
public enum TraceFormats {
  /// All of them, by where they come from; at most one recognizes a file, but the last, which takes what no other does.
  public static let all: [any TraceFormat.Type] = [
    GoogleUsageFormat.self, GoogleCellFormat.self, MachineEventsTrace.self, MachineAttributesTrace.self,
    TaskEventsTrace.self, JobEventsTrace.self, TaskUsageTrace.self, JobUsageTrace.self,
    TaskRequestsTrace.self,
    MachineShapesTrace.self, SampledUsageTrace.self, AzureFunctions2019Trace.self,
    AzureFunctions2021Trace.self,
    AzureLLMTrace.self, AzureVMReadingsTrace.self, AzureVMTableTrace.self, AzureVMFormat.self,
    AzureFleetFormat.self, AlibabaUsageTrace.self, AlibabaBatchTrace.self, AlibabaMetaTrace.self,
    CloudPoolFormat.self, PrometheusRangeFormat.self, PrometheusTextFormat.self, HeliosFormat.self,
    AuraFormat.self, CommonLogTrace.self, KDDCup1999Trace.self, TimestampedRequestsTrace.self,
    TimestampValueFormat.self, MappedCSVFormat.self,
  ]

  /// What is wrong with a format's name, in a sentence with the nearest one; nil if there is such a format.
  public static func problem(withName name: String) -> String? {
    guard !all.contains(where: { $0.name == name }) else { return nil }
    let nearest = all.map { $0.name }.min { editDistance($0, name) < editDistance($1, name) } ?? ""
    return "the trace format '\(name)' is not known; the nearest name is '\(nearest)', all are "
      + all.map { $0.name }.joined(separator: ", ") + "."
  }

  /// The format of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: The format's name, if it is not to be found by content.
  /// - Throws: ``WorkloadError`` if no format has that name or recognizes the content.
  public static func open(_ path: String, format name: String? = nil) throws -> any TraceFormat {
    if let name {
      guard let format = all.first(where: { $0.name == name }) else {
        throw WorkloadError(problem(withName: name) ?? "")
      }
      return format.init(path: path)
    }
    let head = try TraceHead(path: path)
    guard let format = all.first(where: { $0.recognizes(head) }) else {
      let first = WorkloadError.quoted(String((head.lines.first ?? "").prefix(60)))
      throw WorkloadError(
        "\(path): its content is of no known trace format (it begins with \(first)); name one with --format: "
          + all.map { $0.name }.joined(separator: ", ") + ".")
    }
    return format.init(path: path)
  }
}
