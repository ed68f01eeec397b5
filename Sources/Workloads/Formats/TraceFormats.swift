/// The formats that are known.
public enum TraceFormats {
  /// All of them, by where they come from; at most one recognizes a file, but the last, which takes what no other does.
  public static let all: [any TraceFormat.Type] = [
    GoogleUsageFormat.self, GoogleCellFormat.self, MachineEventsFormat.self, MachineAttributesFormat.self,
    TaskEventsFormat.self, JobEventsFormat.self, TaskUsageFormat.self, JobUsageFormat.self,
    TaskRequestsFormat.self,
    MachineShapesFormat.self, SampledUsageFormat.self, AzureFunctions2019Format.self,
    AzureFunctions2021Format.self,
    AzureLLMFormat.self, AzureVMReadingsFormat.self, AzureVMTableFormat.self, AzureVMAverageFormat.self,
    AzureFleetFormat.self, AlibabaUsageFormat.self, AlibabaBatchFormat.self, AlibabaMetaFormat.self,
    AlibabaUsage2017Format.self, AlibabaBatch2017Format.self, AlibabaFleetFormat.self,
    AlibabaMicroservicesFormat.self, AlibabaGPU2025Format.self, AlibabaGenAIRequestsFormat.self,
    AlibabaGenAIMetricsFormat.self, CloudPoolFormat.self, PlanetLabFormat.self, PrometheusRangeFormat.self,
    PrometheusTextFormat.self, VictoriaMetricsFormat.self, CloudWatchFormat.self, GoogleMonitoringFormat.self,
    AzureMonitorFormat.self, DatadogFormat.self, HeliosFormat.self, AuraFormat.self, CommonLogFormat.self,
    LoadBalancerLogFormat.self, W3CLogFormat.self, EnvoyLogFormat.self, JSONAccessLogFormat.self,
    K6Format.self,
    LocustFormat.self, VegetaFormat.self, HeyFormat.self, JMeterFormat.self, KDDCup1999Format.self,
    TimestampedRequestsFormat.self, TimestampValueFormat.self, MappedCSVFormat.self,
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
    let found = all.first { $0.recognizes(head) }
    // numbers that rise from row to row may look like times
    if found == nil || found is MappedCSVFormat.Type, let refusal = TestSummary.refusal(head) {
      throw refusal
    }
    guard let format = found else {
      if let refusal = UnreadableContent.refusal(head) { throw refusal }
      let first = WorkloadError.quoted(String((head.lines.first ?? "").prefix(60)))
      let isTable = head.header.count >= 2 && !head.isJSON
      throw WorkloadError(
        "\(path): its content is of no known trace format (it begins with \(first))"
          + (isTable ? ". \(ColumnGuess.advice(for: head)) Or name a format" : "; name one")
          + " with --format: \(all.map { $0.name }.joined(separator: ", ")).")
    }
    return format.init(path: path)
  }
}
